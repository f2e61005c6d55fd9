"""What stands for the version of our own work: the text of modules, and the packages that they use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from pipeline.version import __version__

_READERS = ("beautifulsoup4", "charset-normalizer", "ftfy", "lxml", "numpy")

_REPORT = ("report.py", "reading_grade.py")
_HOME = os.fspath(Path(__file__).absolute().parents[1])


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
        whole.update(Path(_HOME, "flows", name).read_bytes())
    return whole.hexdigest()


def version_of(folders: Sequence[str], packages: Sequence[str]) -> str:
    """Return one hash over the files of our own folders and the versions of packages."""
    whole = blake2b(repr((__version__, sys.version)).encode(), digest_size=16)
    for name in packages:
        whole.update(f"{name} {_told(name)}\n".encode())
    for folder in folders:
        whole.update(_digest(folder))
    return whole.hexdigest()


@cache
def _told(package: str) -> str:
    """Return what a package says of itself, its version among it; empty where it is not installed as one.

    To read it as the headers that it is takes ten times as long.
    """
    try:
        found = distribution(package)
    except PackageNotFoundError:
        return ""
    return found.read_text("METADATA") or found.version


@cache
def _digest(folder: str) -> bytes:
    """Return the hash over the files of one of our folders."""
    whole = blake2b(digest_size=16)
    for path in sorted(_files(f"{_HOME}/{folder}")):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (a Path for each takes as long again)
            whole.update(f"{path[len(_HOME) :]}\0".encode() + file.read())
    return whole.digest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield entry.path
            elif entry.name != "__pycache__":
                yield from _files(entry.path)
