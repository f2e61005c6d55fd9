"""Releases on the disk: staged, synced, then swapped in one step, so that a reader never sees half of one.

OUT/current -> releases/<hash>     what readers see; replaced atomically
OUT/releases/<hash>/               the last few releases; files that did not change are hard links
OUT/.handbill/lock, staging-*      the lock of a run, and what it is building or clearing away
OUT/.handbill/spare                an older release that the next one is made of
OUT/.handbill/history              which releases readers have seen, and when
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from flows import history, listing, spare
from flows.durable import sync_one
from flows.pieces import Piece, holds, manifest, pieces_of, stage, sync_all
from pipeline.errors import LockHeld, ReleaseBroken, UsageError

WORK = ".handbill"
STAGING = "staging-"
_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Staged:
    """A release on the disk: where it is (`folder`), where it will be (`target`), and whether it is news.

    `manifest` lists its files with their hashes (`flows.pieces`), `content_hash` is its own. `fresh` are the
    paths of the files that were written for it; the others are links to those of the release before.
    `held_back` names the release that it is, where readers no longer see that because of a rollback: `folder`
    is then what they see.
    """

    folder: Path
    target: Path
    changed: bool
    manifest: bytes = b""
    content_hash: str = ""
    fresh: tuple[str, ...] = ()
    linked: int = 0
    held_back: str = ""


@dataclass(frozen=True, slots=True)
class Swap:
    """What became of a release: its name, and whether readers see something new.

    `held_back` is a release that is not shown again, because readers were taken back from it; `problem` what
    went wrong after it was shown, `content_hash` is over all of its files, empty where it was not looked at.
    """

    name: str
    changed: bool
    written: int = 0
    linked: int = 0
    held_back: str = ""
    problem: str = ""
    content_hash: str = field(default="", compare=False)


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
        try:
            os.utime(work / "lock")  # the file system's time at which this run began
            _clear_leftovers(out)
        except OSError as error:
            raise _unwritable(out, error) from error
        try:
            yield
        finally:
            with suppress(OSError):  # the next run clears away what this one cannot
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
    link = out / "current"
    now = out / link.readlink() if link.is_symlink() else None
    for leftover in history.unseen(out, now):
        _remove(leftover)
    kept = (*(out / "releases").glob("*"), *(out / WORK).glob(spare.NAME))
    listing.clear(out / WORK, kept)


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


def prepare(out: Path, pieces: Sequence[Piece], begun: Path | None = None, probed_ns: int = 0) -> Staged:
    """Bring a release to the disk, synced, where no reader looks; what is there already is not written again.

    `begun` is a staging folder that holds some of the pieces already. `probed_ns` is the file system's time
    at the start of the run, or 0: then no folder's status is trusted (`flows.listing`).

    Raises ReleaseBroken when the disk refuses a write.
    """
    with explained(out):
        previous, listed = current(out), manifest(pieces)
        whole = hashlib.sha256(listed).hexdigest()
        name = whole[:12]
        if previous and previous.name.split("-")[0] == name and holds(previous, pieces):
            return Staged(previous, previous, changed=False, manifest=listed, content_hash=whole)
        held_back = history.held_back(out, previous)
        if previous and held_back.split("-")[0] == name:
            return Staged(previous, previous, changed=False, held_back=held_back)
        target = _place(out, name, pieces)
        if target.exists():
            return Staged(target, target, changed=True, manifest=listed, content_hash=whole)
        staging = begun or begin(out)
        notes = listing.file_of(out / WORK, staging)
        fresh = stage(staging, pieces, previous, notes=notes, probed_ns=probed_ns)
        linked = len(pieces) - len(fresh)
        return Staged(staging, target, True, listed, whole, fresh, linked)


def begin(out: Path) -> Path:
    """Make a staging folder: of the spare release, or an empty one. Raises OSError when the disk refuses."""
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=out / WORK))
    # A folder takes the place of an empty one in one step.
    if not spare.take(out / WORK, staging):
        staging.chmod(0o755)
    return staging


def restage(out: Path, folder: Path) -> Staged:
    """Take a whole release that stands somewhere else in the output folder for a staged one, synced."""
    with explained(out):
        pieces = pieces_of(folder)
        sync_all(folder)
        listed = manifest(pieces)
        whole = hashlib.sha256(listed).hexdigest()
        target = _place(out, whole[:12], pieces)
        return Staged(target if target.exists() else folder, target, True, listed, whole)


def _place(out: Path, name: str, pieces: Sequence[Piece]) -> Path:
    """Return where a release belongs; what is there already is exactly these pieces."""
    target, number = out / "releases" / name, 1
    while target.exists() and not holds(target, pieces):
        # The same release, damaged since: it may be what readers see, so it is left alone.
        number += 1
        target = target.with_name(f"{name}-{number}")
    return target


def commit(
    out: Path, staged: Staged, *, keep: int, remember: Callable[[], None], now: dt.datetime | None = None
) -> Swap:
    """Show a staged release to readers, and keep the last `keep` releases.

    `remember` is called when everything is on the disk, just before the swap: a reader never sees what
    is not remembered. `now` is noted as the moment when it was shown, if it is given. Raises ReleaseBroken
    when the disk refuses a write; the old release then stays.
    """
    with explained(out):
        if staged.folder != staged.target:
            if not staged.target.parent.exists():
                staged.target.parent.mkdir()
                sync_one(out)
            staged.folder.rename(staged.target)
            sync_one(staged.target.parent)
        if staged.changed:
            os.utime(staged.target)
        remember()
        if staged.changed:
            swap(out, staged.target)
    problem = _tidy(out, staged, keep, now)
    return Swap(
        staged.target.name,
        staged.changed,
        len(staged.fresh),
        staged.linked,
        staged.held_back,
        problem,
        staged.content_hash,
    )


def _tidy(out: Path, staged: Staged, keep: int, now: dt.datetime | None) -> str:
    """Do what is left once readers have a release; say what went wrong with it, if anything."""
    try:
        if staged.changed:
            sync_one(out)
        if now is not None and (staged.changed or not history.knows(out, staged.target.name)):
            history.add(out, staged.target.name, now, history.PUBLISH)
        prune(out, keep)
    except OSError as error:
        return f"The release is out, but the disk refused what comes after it: {error.strerror or error}."
    return ""


@contextmanager
def explained(out: Path) -> Iterator[None]:
    """Say plainly what it means when the disk refuses. Raises ReleaseBroken."""
    try:
        yield
    except OSError as error:
        raise ReleaseBroken(
            f"The release cannot be written: {error.strerror or error}. The old one is untouched.",
            where=str(error.filename or out),
            remedy="Check the space and the permissions there, then run this again.",
        ) from error


def swap(out: Path, folder: Path) -> None:
    """Point `current` to a release, by a rename that readers see as one step; it is not synced yet."""
    fresh = out / f".current-{os.getpid()}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("releases") / folder.name)
    fresh.replace(out / "current")


def prune(out: Path, keep: int) -> None:
    """Keep the newest releases, and the current one always; the newest of the others is the spare one."""
    seen = current(out)
    folders = [path for path in (out / "releases").iterdir() if path.is_dir()]
    folders.sort(key=lambda path: (path == seen, path.stat().st_mtime_ns, path.name), reverse=True)
    held_back = history.held_back(out, seen)
    gone = [folder for folder in folders[keep:] if folder.name != held_back]
    for folder in gone[1:]:
        # Out of the way in one step: half a release must not be there to go back to.
        away = out / WORK / f"{STAGING}{folder.name}"
        folder.rename(away)
        _remove(away)
    for folder in gone[:1]:
        spare.lay_by(out / WORK, folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _unwritable(out: Path, error: OSError) -> UsageError:
    return UsageError(
        f"The output folder cannot be written: {error.strerror or error}.",
        where=str(out),
        remedy="Choose another with --out, or change its permissions.",
    )
