"""The statuses of all sources before a run reads them, and the note that it leaves for the next one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.durable import write_whole
from flows.release import STAGING
from flows.settings import Settings
from flows.statuses import is_racy, row, rows
from flows.unchanged import NAME, code_rows, content_of, contents_of, digest, identity, noted, released
from pipeline.errors import ReleaseBroken
from sources import SOURCES

if TYPE_CHECKING:
    from flows.statuses import Row, Status


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of all that a run depends on, taken before it was read; empty when that was not possible.

    `sure` are those by path that tell whether the file changes once more (`flows.statuses`). `probed_ns` is
    the file system's own time just before.
    """

    roots: tuple[str, ...]
    rows: tuple[Row, ...]
    code: tuple[Row, ...]
    sure: Mapping[str, Row]
    probed_ns: int
    verify: bool = False

    def known(self, path: str) -> Status | None:
        """Return the status of a file by which its content can be told; None where none does that."""
        return None if self.verify else self.status(path)

    def status(self, path: str) -> Status | None:
        """Return the status of a file by which its content can be told next time."""
        found = self.sure.get(path)
        return found[1:] if found else None


def take(settings: Settings, *, verify: bool = False) -> Snapshot:
    """Ask for the statuses of the sources and of all other files that the settings name.

    With `verify` no status is trusted, and everything is read.
    """
    # What is written from now on has this time or a later one.
    probed_ns = (settings.out / ".handbill" / "lock").stat().st_mtime_ns
    roots = (*(os.fspath(settings.base / source) for source in settings.sources), *settings.files)
    try:
        found = rows(roots)
    except OSError:
        # What cannot be opened is refused by name later on; the next run looks again in earnest.
        return Snapshot((), (), (), {}, probed_ns, verify)
    sure = {one[0]: one for one in found if one[1] >= 0 and not is_racy(one, probed_ns)}
    return Snapshot(roots, tuple(found), tuple(code_rows()), sure, probed_ns, verify)


@dataclass(frozen=True, slots=True)
class Left:
    """What a run has left: the release, its exit code, what it told, and the files that it remembers by.

    These are None where it remembers elsewhere: then no file tells whether something has been said since.
    `until_s` is the moment, in seconds since 1970, at which something changes by the date alone.
    `content_hash` is over the files of the release, where it is known.
    """

    release: str
    exit_code: int
    lines: Sequence[str]
    problems: Sequence[str]
    held: Sequence[str] | None
    until_s: int | None = None
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run has seen of all that it depends on, summed up.

    `rows` and `contents` are hashes over the statuses and over what the sources hold, `racy` the files whose
    status does not tell whether they change once more, with the hashes of theirs. Without `roots` not all
    could be seen, and the next run looks again.
    """

    roots: tuple[str, ...] = ()
    rows: str = ""
    contents: str = ""
    racy: tuple[tuple[str, str], ...] = ()


def summed(settings: Settings, snapshot: Snapshot, contents: Mapping[str, str]) -> Seen:
    """Sum up a snapshot; `contents` are the hashes of sources that were read, by path."""
    if not snapshot.roots:
        return Seen()
    every = [*snapshot.rows, *snapshot.code]
    racy = [one[0] for one in every if one[1] >= 0 and is_racy(one, snapshot.probed_ns)]
    try:
        return Seen(
            snapshot.roots,
            digest(every),
            contents_of(every, _ends(settings), contents),
            tuple((path, contents.get(path) or content_of(path)) for path in racy),
        )
    except OSError:
        return Seen()  # a source that cannot be opened


def _ends(settings: Settings) -> list[str]:
    return [*SOURCES, *(path.lower() for path in settings.files)]


def remember(settings: Settings, seen: Seen, left: Left) -> None:
    """Leave a note for the next run, so that it need do nothing when nothing has changed.

    Raises ReleaseBroken when it cannot be written; the release is out by then.
    """
    try:
        note = noted(_pairs(settings, seen, left)) if seen.roots and left.held is not None else b""
    except OSError:
        note = b""  # a file of ours that cannot be opened: the next run looks again
    file = settings.state / NAME
    if not note:
        file.unlink(missing_ok=True)
        return
    try:
        write_whole(file, note, prefix=STAGING)
    except OSError as error:
        raise ReleaseBroken(
            f"The run is not noted: {error.strerror or error}. The release is out.",
            where=str(file),
            remedy="The next run takes longer for it. Check the space and the permissions there.",
        ) from error


def _pairs(settings: Settings, seen: Seen, left: Left) -> Iterable[tuple[str, str]]:
    named, config, out = settings.call
    yield "call", identity(named, config, out)
    yield "out", os.fspath(settings.out)
    yield "current", f"releases/{left.release}"
    yield "exit", str(left.exit_code)
    yield "until", "" if left.until_s is None else str(left.until_s)
    yield "release", left.content_hash or released(os.fspath(settings.out))
    yield "rows", seen.rows
    yield "contents", seen.contents
    yield "held-rows", digest(map(row, left.held or ()))
    for name, values in (
        ("root", seen.roots),
        ("suffix", _ends(settings)),
        ("held", left.held or ()),
        ("line", left.lines),
        ("problem", left.problems),
    ):
        yield from ((name, value) for value in values)
    for path, content in seen.racy:
        yield "racy", path
        yield "racy-content", content
