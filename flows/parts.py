"""Rows of a kept table, many in one entry: thousands of small entries take five times as long to read.

An entry is a part: all rows whose names hash to its number, written as plain bytes with a checksum. A row
that changes has its part written anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, TypeAlias
from zlib import crc32

from flows import plain_bytes

# The first value is the row's name.
Row: TypeAlias = tuple[Any, ...]
Make: TypeAlias = Callable[[Sequence[str]], Iterable[Row]]

_PARTS = 256
_MARK_BYTES = 16


class Parts:
    """The rows of a table by name."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        self._connection = connection
        self._table = table

    @staticmethod
    def form(table: str) -> str:
        """Return the SQL that makes a table for rows in parts."""
        return f"CREATE TABLE IF NOT EXISTS {table} (part INTEGER PRIMARY KEY, held BLOB, mark BLOB);\n"

    def rows(self) -> Iterator[Row]:
        """Yield every row; those of a part that is damaged are left out."""
        for held, mark in self._connection.execute(f"SELECT held, mark FROM {self._table}"):  # noqa: S608 (our own name)
            yield from _read(held, mark)

    def change(self, gone: Collection[str], news: Collection[str], made: Make) -> None:
        """Forget the rows of some names, and keep new ones, in place of those of the same name.

        `made` gives the rows of new names, those of one part at a time.
        """
        fresh, lost = _by_part(news), _by_part(gone)
        for part in fresh.keys() | lost.keys():
            query = f"SELECT held, mark FROM {self._table} WHERE part = ?"  # noqa: S608 (our own name)
            found = self._connection.execute(query, (part,)).fetchone()
            rows = {row[0]: row for row in (_read(*found) if found else ())}
            for name in lost.get(part, ()):
                rows.pop(name, None)
            rows |= {row[0]: row for row in made(fresh.get(part, []))}
            held = plain_bytes.dump([*rows.values()])
            query = f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?, ?)"  # noqa: S608
            self._connection.execute(query, (part, held, _mark(held)))

    def clear(self) -> None:
        """Forget all rows."""
        self._connection.execute(f"DELETE FROM {self._table}")  # noqa: S608


def _by_part(names: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(crc32(name.encode("utf-8", "surrogatepass")) % _PARTS, []).append(name)
    return found


def _read(held: object, mark: object) -> list[Row]:
    """Return the rows of a part; none where it is damaged, which is not to be read."""
    if not isinstance(held, bytes) or _mark(held) != mark:
        return []
    found: list[Row] = plain_bytes.load(held)
    return found


def _mark(held: bytes) -> bytes:
    return blake2b(held, digest_size=_MARK_BYTES).digest()
