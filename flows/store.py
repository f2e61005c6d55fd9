"""The SQLite file of what is kept between runs, in the state folder. It may be deleted at any time.

Every entry carries a checksum: a damaged one is as good as none, and a damaged file is thrown away.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from flows.parts import Parts
from pipeline.errors import ReleaseBroken

_ROWS = {
    "readings": """
  key TEXT PRIMARY KEY,
  head BLOB NOT NULL, sketch BLOB NOT NULL, head_mark BLOB NOT NULL,
  body BLOB NOT NULL, body_mark BLOB NOT NULL
""",
    "shown": "folder TEXT PRIMARY KEY, articles BLOB NOT NULL, articles_mark BLOB NOT NULL",
}
# Of each file its path, status and content's hash; of each reading in use its key, mark, sketch and brief
# (`flows.extract`); of each article that is compared its key, site and lines; of each page its article, key,
# told, files, row and line (`flows.page_cache`); of each entry of the subscription its article, key and texts
# (`flows.feed_entries`); of each archive its path, status, hash and what it holds (`flows.archives`); of each
# leaflet its key, its folder in the cache, its files and what was said of it (`flows.rack`).
_PARTS = ("files", "briefs", "marks", "pages", "entries", "archives", "leaflets")
_VERSION = 14


class Store:
    """The file, open; use it inside `opened`."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self.file = file
        self._connection = connection
        self._process = os.getpid()
        self._inherited: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the connection of this process: SQLite's are for no fork, not even to be closed there."""
        if self._process != os.getpid():
            self._inherited = self._inherited or self._connection
            self._connection, self._process = sqlite3.connect(self.file, timeout=5.0), os.getpid()
        return self._connection

    @property
    def is_fork(self) -> bool:
        """Tell whether this process was forked of the one that opened the file: it mends nothing."""
        return self._inherited is not None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing. Raises ReleaseBroken when the disk refuses."""
        try:
            with self._connection:
                yield self._connection
        except sqlite3.Error as error:
            raise ReleaseBroken(
                f"What was read cannot be kept: {error}.",
                where=str(self.file),
                remedy="Check the space and the permissions there, then run this again.",
            ) from error


@contextmanager
def opened(file: Path) -> Iterator[Store]:
    """Open a file, which is made where there is none, and anew where it is damaged.

    Raises ReleaseBroken when it cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(file)
    except (sqlite3.Error, OSError) as error:
        raise ReleaseBroken(
            f"What was read cannot be kept: {error}. The old release is untouched.",
            where=str(file),
            remedy="Check the space and the permissions there, then run this again.",
        ) from error
    try:
        yield Store(connection, file)
    finally:
        connection.close()


def _connect(file: Path) -> sqlite3.Connection:
    try:
        return _prepared(file)
    except sqlite3.DatabaseError as error:
        # Locked, full, not to be opened: that is no damage. A table or a column that is missing is.
        if isinstance(error, sqlite3.OperationalError) and not str(error).startswith("no such"):
            raise
        for each in (file, file.with_name(f"{file.name}-journal")):
            each.unlink(missing_ok=True)
        return _prepared(file)


def _prepared(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=5.0, check_same_thread=False)
    try:
        # After a power cut it may be damaged, which costs time only; the journal guards it from a kill.
        connection.execute("PRAGMA synchronous = OFF")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in {0, _VERSION}:
            connection.executescript("".join(f"DROP TABLE IF EXISTS {name};" for name in _names(connection)))
        if version != _VERSION:
            own = "".join(f"CREATE TABLE IF NOT EXISTS {name} ({rows});\n" for name, rows in _ROWS.items())
            connection.executescript(
                f"{own}{''.join(map(Parts.form, _PARTS))}PRAGMA user_version = {_VERSION};"
            )
        for name in (*_ROWS, *_PARTS):
            connection.execute(f"SELECT * FROM {name} LIMIT 1").fetchone()  # noqa: S608 (our own name)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _names(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def checksum(data: bytes, *texts: str) -> bytes:
    """Return the checksum of what is kept."""
    return blake2b(data + "\n".join(texts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
