"""The files of a release, put where no reader looks: links to what is there already, and the rest written.

The folder that they are put into may hold an older release (`flows.spare`). A file there that is the very one
of the release before stays; no other is written into, for older releases may have it too.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import shutil
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from flows import listing
from flows.durable import sync

# Of a long file, so much is compared at a time.
_BLOCK_BYTES = 1 << 20


class Piece(NamedTuple):
    """One file of a release: its path there, and its bytes or the folder that holds it under this path.

    `sha256` is that of the bytes, and `number` the inode of the file, where they are known already.
    """

    path: str
    content: bytes | str  # a folder is named by a text, the same one for thousands of files
    sha256: bytes = b""
    number: int = 0

    def is_in(self, folder: str) -> bool:
        """Tell whether it is the file that a folder holds under this path."""
        return self.content == folder

    def read(self) -> bytes:
        """Return the bytes."""
        return self.content if isinstance(self.content, bytes) else Path(self.content, self.path).read_bytes()

    def size(self) -> int:
        """Return how many bytes it has."""
        if isinstance(self.content, bytes):
            return len(self.content)
        return os.stat(f"{self.content}/{self.path}").st_size  # noqa: PTH116 (thousands of them)

    def digest(self) -> bytes:
        """Return the SHA-256 of the bytes."""
        return self.sha256 or hashlib.sha256(self.read()).digest()


def digest(pieces: Iterable[Piece]) -> str:
    """Return the name of a release: the first 12 figures of its content hash."""
    return content_hash(pieces)[:12]


def content_hash(pieces: Iterable[Piece]) -> str:
    """Return 64 hexadecimal figures over all paths and bytes of a release."""
    return hashlib.sha256(manifest(pieces)).hexdigest()


def manifest(pieces: Iterable[Piece]) -> bytes:
    """Return a line for each file of a release, sorted by path: path, NUL, the SHA-256 of the bytes."""
    whole = BytesIO()
    for piece in sorted(pieces, key=lambda piece: piece.path):
        whole.write(f"{piece.path}\0{piece.digest().hex()}\n".encode())
    return whole.getvalue()


def lost(before: bytes, now: bytes) -> set[bytes]:
    """Return the paths that a manifest lists and a later one does not."""
    older, newer = set(before.split(b"\n")), set(now.split(b"\n"))  # most lines are in both
    return _paths(older - newer) - _paths(newer - older)


def _paths(lines: Iterable[bytes]) -> set[bytes]:
    return {line.partition(b"\0")[0] for line in lines if line}


def pieces_of(folder: Path) -> list[Piece]:
    """Return the files of a folder as the pieces of a release."""
    top = os.fspath(folder)
    return [Piece(path, top) for path in files_of(folder)]


def sync_all(folder: Path) -> None:
    """Bring a folder and all that it holds to the disk."""
    top = os.fspath(folder)
    sync(top, files_of(folder), [path[len(top) + 1 :] for path, _, _ in os.walk(top)])


def stage(
    staging: Path, pieces: Sequence[Piece], previous: Path | None, *, notes: Path, probed_ns: int
) -> tuple[str, ...]:
    """Put all pieces into the staging folder, and bring what is new to the disk; return the paths of that.

    What the folder holds beside them is removed. `notes` is the file that says what it held when it was
    listed before, and `probed_ns` the file system's time at the start of the run, or 0 (`flows.listing`).
    """
    top, before = os.fspath(staging), os.fspath(previous) if previous else ""
    known = listing.read(notes) if probed_ns else {}
    waiting = {piece.path: piece for piece in pieces}
    held: dict[str, int] = {}
    strays: list[str] = []
    rows: dict[str, listing.Noted] = {}
    for folder, files, row in listing.look(staging, known, probed_ns):
        if row:
            rows[folder] = row
        for name, number in files:
            piece = waiting.get(folder + name)
            if piece is None:
                strays.append(folder + name)
            elif number == piece.number:  # the very file that holds the bytes, as most are
                del waiting[piece.path]
            else:
                held[piece.path] = number
    changed = _removed(top, strays)
    fresh: list[str] = []
    for piece in waiting.values():
        folder = posixpath.dirname(piece.path)
        match _stage(top, piece, before, held.get(piece.path, 0)):
            case "kept":
                continue
            case "linked":
                changed.add(folder)
            case "written":
                fresh.append(piece.path)
        rows.pop(f"{folder}/", None)
    for folder in changed:
        rows.pop(f"{folder}/", None)
    if rows != known:
        listing.keep(notes, rows)
    sync(top, fresh, changed)
    return tuple(fresh)


def _removed(top: str, paths: Iterable[str]) -> set[str]:
    """Remove files, and folders that are empty then; return the folders that are left where they were."""
    left: set[str] = set()
    for path in sorted(paths):
        Path(top, path).unlink()
        left.add(posixpath.dirname(path))
    for folder in sorted(left, reverse=True):
        empty = folder if folder in left else ""
        while empty and not any(Path(top, empty).iterdir()):
            Path(top, empty).rmdir()
            left.discard(empty)
            empty = posixpath.dirname(empty)
            left.add(empty)
    return left


def _stage(top: str, piece: Piece, previous: str, number: int) -> Literal["written", "linked", "kept"]:
    """Put one piece into the staging folder, where a file of this `number` may be in its place (0: none).

    A link is one to what the release before has; what is `kept` is that already.
    """
    target = f"{top}/{piece.path}"
    if piece.is_in(top):  # it was written as it was made
        return "written"
    old = f"{previous}/{piece.path}" if previous else ""
    if not old or not (piece.is_in(previous) or same(Path(old), piece.read())):
        write(target, [piece.read()])
        return "written"
    if number:
        if number == (piece.number or os.stat(old).st_ino):  # noqa: PTH116 (one for each file of a release)
            return "kept"
        os.unlink(target)  # noqa: PTH108
    try:
        _link(old, target)
    except OSError:  # the file system knows no hard links, or the file has too many: a copy does
        # With its date, by which web servers know that it is the same file.
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(old, target)
        return "written"
    return "linked"


def _link(old: str, target: str) -> None:
    try:
        os.link(old, target)
    except FileNotFoundError:
        _make_folder(target)
        os.link(old, target)


def _make_folder(target: str) -> None:
    """Make the folder of a file: thousands of them, whose names a Path would keep for the whole run."""
    os.makedirs(posixpath.dirname(target), exist_ok=True)  # noqa: PTH103


def write(target: str, parts: Iterable[bytes]) -> None:
    """Write a new file of these parts, in place of another one, and make the folders that it needs.

    Raises OSError when the disk refuses.
    """
    try:
        file = open(target, "xb")  # noqa: PTH123, SIM115 (10,000 of them: a Path for each takes as long again)
    except FileNotFoundError:
        _make_folder(target)
        file = open(target, "xb")  # noqa: PTH123, SIM115
    except FileExistsError:
        os.unlink(target)  # noqa: PTH108
        file = open(target, "xb")  # noqa: PTH123, SIM115
    with file:
        file.writelines(parts)


def same(file: Path, data: bytes) -> bool:
    """Tell whether a file holds these bytes."""
    whole = memoryview(data)
    try:
        if file.stat().st_size != len(data):
            return False
        with file.open("rb", buffering=0) as opened:
            starts = range(0, len(data), _BLOCK_BYTES)
            return all(opened.read(_BLOCK_BYTES) == whole[at : at + _BLOCK_BYTES] for at in starts)
    except OSError:
        return False


def holds(folder: Path, pieces: Sequence[Piece]) -> bool:
    """Tell whether a release on the disk is exactly these pieces, byte for byte."""
    top = os.fspath(folder)
    return files_of(folder) == {piece.path for piece in pieces} and all(
        piece.is_in(top) or same(folder / piece.path, piece.read()) for piece in pieces
    )


def files_of(folder: Path) -> set[str]:
    """Return the paths of all files in a folder, relative to it."""
    return {found.path + name for found in listing.look(folder) for name, _ in found.files}
