"""Releases on the disk: staged, synced, then swapped in one step, so that a reader never sees half of one.

OUT/current -> releases/<hash>     what readers see; replaced atomically
OUT/releases/<hash>/               the last few releases; files that did not change are hard links
OUT/.handbill/lock, staging-*      the lock of a run, and what it is building
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import LockHeld, ReleaseBroken, UsageError

WORK = ".handbill"
STAGING = "staging-"
_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a release: its path there, and its bytes or the file that holds them."""

    path: str
    content: bytes | Path

    def read(self) -> bytes:
        """Return the bytes."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()


@dataclass(frozen=True, slots=True)
class Staged:
    """A release on the disk: where it is (`folder`), where it will be (`target`), and whether it is news."""

    folder: Path
    target: Path
    changed: bool
    written: int = 0
    linked: int = 0


@dataclass(frozen=True, slots=True)
class Swap:
    """What became of a release: its name, and whether readers see something new."""

    name: str
    changed: bool
    written: int = 0
    linked: int = 0


@contextmanager
def locked(out: Path, *, wait_s: float) -> Iterator[None]:
    """Hold the lock of an output folder, and clear away what this run or a killed one leaves half made.

    Raises LockHeld when another run keeps it for longer than `wait_s`, UsageError when the folder
    cannot be written.
    """
    work = out / WORK
    try:
        work.mkdir(parents=True, exist_ok=True)
        handle = os.open(work / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        _acquire(handle, work / "lock", wait_s)
        _clear_leftovers(out)
        try:
            yield
        finally:
            _clear_leftovers(out)
    finally:
        os.close(handle)


def _acquire(handle: int, lock: Path, wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise LockHeld(
                    f"Another run holds the lock, and did not finish within {wait_s:g} s.",
                    where=str(lock),
                    remedy="Wait for it to finish, or set lock_wait_s in [publish] higher.",
                ) from None
            time.sleep(_POLL_S)
        else:
            return


def _clear_leftovers(out: Path) -> None:
    for leftover in (out / WORK).glob(f"{STAGING}*"):
        _remove(leftover)
    for leftover in out.glob(".current-*"):
        leftover.unlink(missing_ok=True)


def current(out: Path) -> Path | None:
    """Return the folder of the release that readers see, or None when there is none.

    Raises UsageError when `current` is something that handbill did not make.
    """
    link = out / "current"
    if not link.is_symlink():
        if link.exists():
            raise UsageError(
                "This is no link to a release, so it is not touched.",
                where=str(link),
                remedy="Choose another folder with --out, or move it away.",
            )
        return None
    target = out / link.readlink()
    return target if target.is_dir() else None


def digest(pieces: Iterable[Piece]) -> str:
    """Return the name of a release: the first 12 figures of its content hash."""
    return content_hash(pieces)[:12]


def content_hash(pieces: Iterable[Piece]) -> str:
    """Return 64 hexadecimal figures over all paths and bytes of a release."""
    whole = hashlib.sha256()
    for piece in sorted(pieces, key=lambda piece: piece.path):
        whole.update(f"{piece.path}\0{hashlib.sha256(piece.read()).hexdigest()}\n".encode())
    return whole.hexdigest()


def pieces_of(folder: Path) -> list[Piece]:
    """Return the files of a folder as the pieces of a release."""
    files = (path for path in folder.rglob("*") if not path.is_dir())
    return [Piece(path.relative_to(folder).as_posix(), path) for path in files]


def prepare(out: Path, pieces: Sequence[Piece]) -> Staged:
    """Bring a release to the disk, synced, where no reader looks; what is there already is not written again.

    Raises ReleaseBroken when the disk refuses a write.
    """
    with explained(out):
        previous, name = current(out), digest(pieces)
        if previous and previous.name.split("-")[0] == name and _holds(previous, pieces):
            return Staged(previous, previous, changed=False)
        target = _place(out, name, pieces)
        if target.exists():
            return Staged(target, target, changed=True)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=out / WORK))
        staging.chmod(0o755)
        linked = sum(_stage(staging, piece, previous) for piece in pieces)
        _sync(staging)
        return Staged(staging, target, changed=True, written=len(pieces) - linked, linked=linked)


def restage(out: Path, folder: Path) -> Staged:
    """Take a whole release that stands somewhere else in the output folder for a staged one, synced."""
    with explained(out):
        pieces = pieces_of(folder)
        _sync(folder)
        target = _place(out, digest(pieces), pieces)
        return Staged(target if target.exists() else folder, target, changed=True)


def _place(out: Path, name: str, pieces: Sequence[Piece]) -> Path:
    """Return where a release belongs; what is there already is exactly these pieces."""
    target, number = out / "releases" / name, 1
    while target.exists() and not _holds(target, pieces):
        # The same release, damaged since: it may be what readers see, so it is left alone.
        number += 1
        target = target.with_name(f"{name}-{number}")
    return target


def commit(out: Path, staged: Staged, *, keep: int, remember: Callable[[], None]) -> Swap:
    """Show a staged release to readers, and keep the last `keep` releases.

    `remember` is called when everything is on the disk, just before the swap: a reader never sees what
    is not remembered. Raises ReleaseBroken when the disk refuses a write; the old release then stays.
    """
    with explained(out):
        if not staged.changed:
            remember()
            return Swap(staged.target.name, changed=False)
        if staged.folder != staged.target:
            staged.target.parent.mkdir(exist_ok=True)
            staged.folder.rename(staged.target)
            _sync_folder(staged.target.parent)
        os.utime(staged.target)
        remember()
        _swap(out, staged.target)
    _prune(out, keep)
    return Swap(staged.target.name, changed=True, written=staged.written, linked=staged.linked)


@contextmanager
def explained(out: Path) -> Iterator[None]:
    """Say what the disk refuses. Raises ReleaseBroken."""
    try:
        yield
    except OSError as error:
        raise ReleaseBroken(
            f"The release cannot be written: {error.strerror or error}. The old one is untouched.",
            where=str(error.filename or out),
            remedy="Check the space and the permissions there, then run this again.",
        ) from error


def _stage(staging: Path, piece: Piece, previous: Path | None) -> bool:
    """Put one piece into the staging folder; tell whether it could be a link to what is there already."""
    target = staging / piece.path
    target.parent.mkdir(parents=True, exist_ok=True)
    data = piece.read()
    old = previous / piece.path if previous else None
    if old and same(old, data):
        try:
            os.link(old, target)
        except OSError:  # the file system knows no hard links, or the file has too many: a copy does
            # With its date, by which web servers know that it is the same file.
            shutil.copy2(old, target)
        else:
            return True
    else:
        target.write_bytes(data)
    return False


def same(file: Path, data: bytes) -> bool:
    """Tell whether a file holds these bytes."""
    try:
        return file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False


def _holds(folder: Path, pieces: Sequence[Piece]) -> bool:
    """Tell whether a release on the disk is exactly these pieces, byte for byte."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return there == {piece.path for piece in pieces} and all(
        same(folder / piece.path, piece.read()) for piece in pieces
    )


def _sync(folder: Path) -> None:
    """Bring a folder to the disk in one batch: first the files, then the folders, innermost first."""
    paths = sorted(folder.rglob("*"), reverse=True)
    for path in paths:
        if not path.is_dir():
            _sync_file(path)
    for path in [*(path for path in paths if path.is_dir()), folder]:
        _sync_folder(path)


def _sync_file(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_sync_folder = _sync_file


def write_synced(file: Path, data: bytes) -> None:
    """Write a file so that it is there as a whole or as it was, whatever happens."""
    fresh = file.with_name(f".{file.name}.tmp")
    fresh.write_bytes(data)
    _sync_file(fresh)
    fresh.replace(file)
    _sync_folder(file.parent)


def _swap(out: Path, folder: Path) -> None:
    """Point `current` to a release, by a rename that readers see as one step."""
    fresh = out / f".current-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("releases") / folder.name)
    fresh.replace(out / "current")
    _sync_folder(out)


def _prune(out: Path, keep: int) -> None:
    """Keep the newest releases, and the current one always."""
    seen = current(out)
    folders = [path for path in (out / "releases").iterdir() if path.is_dir()]
    folders.sort(key=lambda path: (path == seen, path.stat().st_mtime_ns, path.name), reverse=True)
    for folder in folders[keep:]:
        _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _unwritable(out: Path, error: OSError) -> UsageError:
    return UsageError(
        f"The output folder cannot be written: {error.strerror or error}.",
        where=str(out),
        remedy="Choose another with --out, or change its permissions.",
    )
