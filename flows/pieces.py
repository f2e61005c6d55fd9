"""The files of a release, put where no reader looks: links to what is there already, and the rest written."""

from __future__ import annotations

import hashlib
import os
import posixpath
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.durable import sync


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a release: its path there, and its bytes or the file that holds them.

    `sha256` is that of the bytes, where it is known already.
    """

    path: str
    content: bytes | Path
    sha256: str = ""

    def read(self) -> bytes:
        """Return the bytes."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()

    def digest(self) -> str:
        """Return the SHA-256 of the bytes."""
        return self.sha256 or hashlib.sha256(self.read()).hexdigest()


def digest(pieces: Iterable[Piece]) -> str:
    """Return the name of a release: the first 12 figures of its content hash."""
    return content_hash(pieces)[:12]


def content_hash(pieces: Iterable[Piece]) -> str:
    """Return 64 hexadecimal figures over all paths and bytes of a release."""
    return hashlib.sha256(manifest(pieces)).hexdigest()


def manifest(pieces: Iterable[Piece]) -> bytes:
    """Return a line for each file of a release, sorted by path: path, NUL, the SHA-256 of the bytes."""
    ordered = sorted(pieces, key=lambda piece: piece.path)
    return b"".join(f"{piece.path}\0{piece.digest()}\n".encode() for piece in ordered)


def pieces_of(folder: Path) -> list[Piece]:
    """Return the files of a folder as the pieces of a release."""
    return [Piece(path, folder / path) for path in files_of(folder)]


def sync_all(folder: Path) -> None:
    """Bring a folder and all that it holds to the disk."""
    inner = [top for top, _, _ in os.walk(folder)]
    sync([os.fspath(folder / path) for path in files_of(folder)], inner[::-1])


def stage(staging: Path, pieces: Sequence[Piece], previous: Path | None) -> frozenset[str]:
    """Put all pieces into the staging folder, and bring what is new to the disk; return the paths of that."""
    top, before = os.fspath(staging), os.fspath(previous) if previous else ""
    folders, fresh = {top}, [piece.path for piece in pieces if not _stage(top, piece, before)]
    for piece in pieces:
        folder = posixpath.dirname(piece.path)
        while folder and f"{top}/{folder}" not in folders:
            folders.add(f"{top}/{folder}")
            folder = posixpath.dirname(folder)
    # The innermost first: a folder is there for good before the one that names it.
    sync([f"{top}/{path}" for path in fresh], sorted(folders, reverse=True))
    return frozenset(fresh)


def _stage(top: str, piece: Piece, previous: str) -> bool:
    """Put one piece into the staging folder; tell whether it could be a link to what is there already."""
    target = f"{top}/{piece.path}"
    place = "" if isinstance(piece.content, bytes) else os.fspath(piece.content)
    if place == target:  # it was written as it was made
        return False
    old = f"{previous}/{piece.path}" if previous else ""
    if not old or (place != old and not same(Path(old), piece.read())):
        write(target, piece.read())
        return False
    try:
        _link(old, target)
    except OSError:  # the file system knows no hard links, or the file has too many: a copy does
        # With its date, by which web servers know that it is the same file.
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(old, target)
        return False
    return True


def _link(old: str, target: str) -> None:
    try:
        os.link(old, target)
    except FileNotFoundError:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        os.link(old, target)


def write(target: str, data: bytes) -> None:
    """Write a file, and make the folders that it needs. Raises OSError when the disk refuses."""
    try:
        file = open(target, "wb")  # noqa: PTH123, SIM115 (10,000 of them: a Path for each takes as long again)
    except FileNotFoundError:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        file = open(target, "wb")  # noqa: PTH123, SIM115
    with file:
        file.write(data)


def same(file: Path, data: bytes) -> bool:
    """Tell whether a file holds these bytes."""
    try:
        return file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False


def holds(folder: Path, pieces: Sequence[Piece]) -> bool:
    """Tell whether a release on the disk is exactly these pieces, byte for byte."""
    return files_of(folder) == {piece.path for piece in pieces} and all(
        piece.content == folder / piece.path or same(folder / piece.path, piece.read()) for piece in pieces
    )


def files_of(folder: Path) -> set[str]:
    """Return the paths of all files in a folder, relative to it."""
    top = os.fspath(folder)
    return {f"{inner}/{name}"[len(top) + 1 :] for inner, _, names in os.walk(top) for name in names}
