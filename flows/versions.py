"""What stands for the version of our own work: the text of modules, and the packages that they use."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipeline.version import __version__

_READERS = ("beautifulsoup4", "charset-normalizer", "ftfy", "lxml", "numpy")

_REPORT = ("report.py", "reading_grade.py")


@cache
def readers_version() -> str:
    """Return what stands for all that turns a file's bytes into an article."""
    return version_of(("pipeline", "sources"), _READERS)


@cache
def pages_version() -> str:
    """Return what stands for all that turns an article into files, but for the leaflets."""
    return version_of(("pipeline", "outputs"), ("jinja2", "markupsafe"))


@cache
def report_version() -> str:
    """Return what stands for all that turns an article's reading into its line of the report."""
    whole = blake2b(digest_size=16)
    for name in _REPORT:
        whole.update(files("flows").joinpath(name).read_bytes())
    return whole.hexdigest()


def version_of(folders: Sequence[str], packages: Sequence[str]) -> str:
    """Return one hash over the files of our own folders and the versions of packages."""
    whole = blake2b(repr((__version__, sys.version)).encode(), digest_size=16)
    for name in packages:
        try:
            whole.update(f"{name} {version(name)}\n".encode())
        except PackageNotFoundError:
            whole.update(f"{name}\n".encode())
    for folder in folders:
        for name, data in sorted(_contents(files(folder))):
            whole.update(name.encode() + b"\0" + data)
    return whole.hexdigest()


def _contents(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _contents(entry)
        else:
            yield f"{folder.name}/{entry.name}", entry.read_bytes()
