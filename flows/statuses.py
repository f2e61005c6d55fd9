"""What the file system says of files, as rows that tell whether one of them has changed since.

A row holds a path, its size, its times of change (of the content, and of the entry) in ns, and its number.
The command asks for 10,000 of them before it does anything else, so nothing here imports more than `os`.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # the type checker takes it for true; `typing` takes 10 ms to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    Row: TypeAlias = tuple[str, int, int, int, int]
    Status: TypeAlias = tuple[int, int, int, int]

_GONE = (-1, -1, -1, -1)
_SAVED_PAGE = (".html", ".htm")
_MAGIC = frozenset("*?[")
# FAT keeps even seconds; such a time says nothing of when within two seconds it was.
_COARSE_NS = 2_000_000_000
_SECOND_NS = 1_000_000_000


def row(path: str) -> Row:
    """Return the row of a file; of one that is not there, a row that says so."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return (path, *_GONE)
    return (path, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def rows(roots: Iterable[str]) -> list[Row]:
    """Return the rows of files, of all that folders hold and globs match, sorted.

    Hidden files and the folders of saved pages are passed over, as `flows.locate` does. Raises OSError when a
    folder cannot be opened or a file cannot be asked for.
    """
    found: list[Row] = []
    for root in roots:
        if os.path.isdir(root):
            found.extend(_folder(root, frozenset()))
        elif _MAGIC.isdisjoint(root) or os.path.exists(root):
            found.append(row(root))
        else:
            found.extend(_glob(root))
    found.sort()
    return found


def _glob(pattern: str) -> Iterator[Row]:
    import glob

    found = glob.glob(pattern, recursive=True)
    yield (pattern, -2 - len(found), 0, 0, 0)  # no size: it is no file
    for path in found:
        if not os.path.isdir(path):
            yield row(path)
        elif not pattern.endswith("**"):
            yield from _folder(path, frozenset())


def _folder(folder: str, above: frozenset[tuple[int, int]]) -> list[Row]:
    """Return the rows below a folder; `above` are the folders on the way here, so that no link goes round."""
    status = os.stat(folder)
    here = (status.st_dev, status.st_ino)
    if here in above:
        return []
    found: list[Row] = []
    inner: list[os.DirEntry[str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name[0] == ".":
                continue
            if entry.is_dir():
                inner.append(entry)
                continue
            try:
                s = entry.stat()
            except FileNotFoundError:  # a link that leads nowhere
                found.append((entry.path, *_GONE))
                continue
            found.append((entry.path, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino))
    for entry in inner:
        found.append((entry.path + "/", 0, 0, 0, 0))
        stem = entry.name.removesuffix("_files")
        if stem == entry.name or not any(os.path.exists(f"{folder}/{stem}{end}") for end in _SAVED_PAGE):
            found.extend(_folder(entry.path, above | {here}))
    return found


def is_racy(one: Row, probed_ns: int) -> bool:
    """Tell whether a file may have changed since, without its row telling.

    `probed_ns` is the file system's time before the file was read. A file whose times are not older than that
    can have been written again within one tick of its clock (as Git's index has it, racy-git).
    """
    newest = one[3] if one[3] > one[2] else one[2]
    if newest + _COARSE_NS < probed_ns:
        return False
    return newest + (_COARSE_NS if newest % _SECOND_NS == 0 else 0) >= probed_ns


def packed(found: list[Row]) -> bytes:
    """Return rows as bytes that are equal when the rows are."""
    import marshal

    # Version 2 of the form knows no references, which would depend on who else holds a text.
    return marshal.dumps(found, 2)
