"""What the folders of a release held when they were listed: those that are as they were are not listed again.

A file that comes into a folder, goes from it or is replaced changes the folder's time. To ask 10,000 folders
for theirs takes a third of the time that listing them takes. Rows are kept in a file on which nothing but
time depends: a damaged or lost one is as good as none.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from flows import plain_bytes
from flows.statuses import is_racy

# What is kept of a folder that holds files alone: its status, then name and inode's number of each file.
Noted: TypeAlias = tuple["Status", tuple[tuple[str, int], ...]]
# A folder's time of change in ns, and its own number.
Status: TypeAlias = tuple[int, int]

# Another form of the file is another text here: what is kept in an older one is damaged then.
_FORM = b"2"
_CHECK_BYTES = 32
NOTHING: Mapping[str, Noted] = MappingProxyType({})


class Found(NamedTuple):
    """A folder that was listed: its path below the first one, with its slash, and its files.

    `files` are name and inode's number of each. `row` is kept for the next time, of an inner folder that
    holds files alone.
    """

    path: str
    files: Sequence[tuple[str, int]]
    row: Noted | None = None


def look(folder: Path, known: Mapping[str, Noted] = NOTHING, probed_ns: int = 0) -> Iterator[Found]:
    """List a folder to the bottom, each inner folder in turn; what is as a known row says is not opened.

    `probed_ns` is a moment of the file system's own time that has passed: a folder that changed later has no
    row, as it may change once more within one tick of the clock. Without such a moment none has.
    """
    top = os.fspath(folder)
    waiting: list[Iterator[str]] = [iter([""])] if folder.is_dir() else []
    while waiting:
        inner = next(waiting[-1], None)
        if inner is None:
            waiting.pop()
            continue
        noted = known.get(inner)
        if noted and noted[0] == _status(f"{top}/{inner}"):
            yield Found(inner, noted[1], noted)
            continue
        status = _status(f"{top}/{inner}", probed_ns) if probed_ns else None
        files, folders = _listed(f"{top}/{inner}")
        waiting.append(_below(inner, folders))
        yield Found(inner, files, (status, tuple(files)) if status and not folders else None)


def _below(folder: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{folder}{name}/" for name in names)


def _status(folder: str, probed_ns: int = 0) -> Status | None:
    """Return what stands for the files in a folder; None where it may change again without a trace.

    Its inode's time of change alone, which nobody can set.
    """
    found = os.stat(folder)  # noqa: PTH116 (thousands of them)
    changed_ns = found.st_ctime_ns
    is_unsure = probed_ns and is_racy((folder, 0, changed_ns, changed_ns, 0), probed_ns)
    return None if is_unsure else (changed_ns, found.st_ino)


def _listed(folder: str) -> tuple[list[tuple[str, int]], list[str]]:
    """Return name and number of the files in a folder, and the names of the folders in it."""
    files: list[tuple[str, int]] = []
    folders: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            else:
                files.append((entry.name, entry.inode()))
    return files, folders


def file_of(work: Path, folder: Path) -> Path:
    """Return where the rows of a release's folder are kept, whatever its name is now. Raises OSError."""
    return work / "cache" / f"folders-{folder.stat().st_ino}"


def read(file: Path) -> dict[str, Noted]:
    """Return the rows that are kept, none where they are damaged or lost."""
    try:
        data = file.read_bytes()
    except OSError:
        return {}
    check, body = data[:_CHECK_BYTES], data[_CHECK_BYTES:]
    if _checksum(body) != check:
        return {}
    found: dict[str, Noted] = plain_bytes.load(body)
    return found


def keep(file: Path, rows: Mapping[str, Noted]) -> None:
    """Keep rows; where the disk refuses them, the next run lists all folders again."""
    body = plain_bytes.dump({**rows})
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(_checksum(body) + body)


def _checksum(body: bytes) -> bytes:
    return sha256(_FORM + body).digest()


def clear(work: Path, folders: Iterable[Path]) -> None:
    """Remove what is kept of all folders but these."""
    with suppress(OSError):  # a file too many costs nothing but its room
        held = {file_of(work, folder) for folder in folders}
        for file in (work / "cache").glob("folders-*"):
            if file not in held:
                file.unlink()
