"""Rendered leaflets kept from run to run, each in a folder that is named by all that its bytes depend on."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache as remembered
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from flows.pieces import Piece
from outputs.article_json import dump
from outputs.edition import Artifact, Edition
from pipeline.model import Notice
from pipeline.version import __version__

_MANIFEST = "manifest.json"
_FRESH = "new-"
_RENDERERS = ("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "fonttools", "fontpkg-atkinson-hyperlegible")


@dataclass(frozen=True, slots=True)
class Printed:
    """A leaflet that is there: its files, and what the renderer had to say of it."""

    pieces: tuple[Piece, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Misfit:
    """A leaflet whose text does not fit its format: how much it needs, and which format to take instead."""

    what: str
    remedy: str


def name_of(edition: Edition) -> str:
    """Name the leaflet of an edition of one article by everything that its bytes depend on."""
    whole = hashlib.sha256(dump(edition.items[0]))
    built_at = edition.built_at.isoformat()
    for part in (edition.site, edition.brand, edition.printing, built_at, renderer_version()):
        whole.update(f"\n{part!r}".encode("utf-8", "backslashreplace"))
    return whole.hexdigest()[:32]


def keep(folder: Path, artifacts: Sequence[Artifact], notices: Sequence[Notice]) -> None:
    """Put a leaflet into the cache, whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=_FRESH, dir=folder.parent))
    digests: dict[str, str] = {}
    for artifact in artifacts:
        file = fresh / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.data)
        digests[artifact.path] = hashlib.sha256(artifact.data).hexdigest()
    said = [[notice.code, notice.message, list(notice.lines)] for notice in notices]
    (fresh / _MANIFEST).write_text(json.dumps({"files": digests, "notices": said}), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def keep_misfit(folder: Path, misfit: Misfit) -> None:
    """Note that a text does not fit, so that it is not tried again."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {"misfit": [misfit.what, misfit.remedy]}
    (folder / _MANIFEST).write_text(json.dumps(said), encoding="utf-8")


def find(folder: Path) -> Printed | Misfit | None:
    """Return what the cache holds, or None when it is missing or not what was put there."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        if "misfit" in manifest:
            what, remedy = manifest["misfit"]
            return Misfit(str(what), str(remedy))
        digests: dict[str, str] = dict(manifest["files"])
        for path, digest in digests.items():
            if hashlib.sha256((folder / path).read_bytes()).hexdigest() != digest:
                return None
        notices = tuple(
            Notice(str(code), str(text), tuple(map(int, lines))) for code, text, lines in manifest["notices"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    pieces = (Piece(path, str(folder), bytes.fromhex(digest)) for path, digest in digests.items())
    return Printed(tuple(pieces), notices)


def prune(cache: Path, used: Collection[Path]) -> None:
    """Forget the leaflets that this run did not use, and what a killed process left half made."""
    if not cache.is_dir():
        return
    names = {folder.name for folder in used}
    for folder in cache.iterdir():
        if folder.name not in names:
            shutil.rmtree(folder, ignore_errors=True)


@remembered
def renderer_version() -> str:
    """Return what stands for the renderer: the versions of its parts, and the text of our own modules."""
    parts = [__version__]
    for name in _RENDERERS:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            parts.append(name)
    whole = hashlib.sha256()
    for name, data in sorted(_contents(files("outputs"))):
        whole.update(name.encode() + b"\0" + data)
    return ", ".join([*parts, whole.hexdigest()])


def _contents(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _contents(entry)
        else:
            yield f"{folder.name}/{entry.name}", entry.read_bytes()
