"""What was read is kept between runs: which content each source had, and what came of each content.

One SQLite file in the state folder, which may be deleted at any time. Every entry carries a checksum: a
damaged one is as good as none, and a damaged file is thrown away.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from flows.archives import Archive, Archives
from flows.extract import Brief, Extract, Packed, brief_of, measures_of, unpack, unpack_blocks
from flows.page_cache import Page, Pages, noted
from flows.parts import Parts, Row
from flows.previous import Named
from flows.scroll import Scroll
from pipeline.errors import ReleaseBroken
from pipeline.model import Block
from pipeline.readability import Readability
from pipeline.recurrence import Marks

if TYPE_CHECKING:
    from flows.statuses import Status

_ROWS = {
    "readings": """
  key TEXT PRIMARY KEY,
  head BLOB NOT NULL, sketch BLOB NOT NULL, head_mark BLOB NOT NULL,
  body BLOB NOT NULL, body_mark BLOB NOT NULL
""",
    "marks": "key TEXT PRIMARY KEY, site TEXT NOT NULL, lines BLOB NOT NULL, lines_mark BLOB NOT NULL",
    "shown": "folder TEXT PRIMARY KEY, articles BLOB NOT NULL, articles_mark BLOB NOT NULL",
    "archives": """
  path TEXT PRIMARY KEY, status TEXT NOT NULL, sha256 TEXT NOT NULL,
  held BLOB NOT NULL, held_mark BLOB NOT NULL
""",
}
# Of each file its path, status and content's hash; of each reading in use its key, mark, sketch and brief
# (`flows.extract`); of each page its article, key, told, files, row and line (`flows.page_cache`).
_PARTS = ("files", "briefs", "pages")
FILE_NAME = "readings.sqlite"
_VERSION = 10
Remake: TypeAlias = Callable[[str], Packed]


class Shelf:
    """The readings of earlier runs; use it inside `opened`."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection = connection
        self._file = file
        self._scrolls: tuple[Scroll, ...] = ()
        self._files, self._briefs, self._pages = (Parts(connection, name) for name in _PARTS)
        self._briefed: set[str] = set()
        self._lost: set[str] = set()
        self._process = os.getpid()
        self._inherited: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close it; what was put away for this run alone is gone."""
        self._connection.close()
        for each in self._scrolls:
            each.close()

    def files(self) -> dict[str, tuple[Status | None, str]]:
        """Return the status and the content's hash of every source that was read, by path."""
        return {path: (status, content) for path, status, content in self._files.rows()}

    def extracts(self, keys: Collection[str], remake: Remake) -> dict[str, Extract]:
        """Return what is kept under keys; what is damaged is left out.

        `remake` makes an article again that turns out to be damaged when its text is asked for.
        """
        texts = _Texts(self, remake)
        asked = {key: key for key in keys}  # the caller's own texts: no other is held of each
        found: dict[str, Extract] = {}
        for named, mark, sketch, brief in self._briefs.rows():
            key = asked.get(named)
            self._briefed.add(key or named)
            if key:
                found[key] = unpack(brief, sketch, texts, key, mark)
        return found | self.latest(asked.keys() - found.keys(), remake)

    def latest(self, keys: Collection[str], remake: Remake) -> dict[str, Extract]:
        """Return what was kept under keys since the last run began, as `extracts` does."""
        texts = _Texts(self, remake)
        return {key: unpack(brief, sketch, texts, key, mark) for key, mark, sketch, brief in self._read(keys)}

    def _read(self, keys: Collection[str]) -> Iterator[tuple[str, bytes, bytes, Brief]]:
        """Yield of each reading that is whole its key, what stands for it, its sketch and its brief."""
        query = "SELECT head, sketch, head_mark, body_mark FROM readings WHERE key = ?"
        for key in sorted(keys):
            row = self._connection.execute(query, (key,)).fetchone()
            if row and isinstance(row[0], bytes) and isinstance(row[1], bytes) and isinstance(row[3], bytes):
                head, sketch, mark, body_mark = row
                if _mark(head + sketch) == mark:
                    yield key, mark + body_mark, sketch, brief_of(head)

    def blocks(self, key: str) -> tuple[Block, ...]:
        """Return the text of an article; nothing where it is damaged, and then it is forgotten."""
        row = self._one("SELECT body, body_mark FROM readings WHERE key = ?", key)
        return unpack_blocks(row[0]) if row and _mark(row[0]) == row[1] else self._forget(key)

    def measures(self, key: str) -> Readability | None:
        """Return how well an article reads; None where that is damaged, and then the article is forgotten."""
        row = self._one("SELECT head, sketch, head_mark FROM readings WHERE key = ?", key)
        if row and _mark(row[0] + row[1]) == row[2]:
            return measures_of(row[0])
        self._forget(key)
        return None

    def _one(self, query: str, key: str) -> tuple[bytes, ...] | None:
        """Return bytes that are kept under a key, None where there is nothing else there."""
        try:
            row: tuple[bytes, ...] | None = self._own().execute(query, (key,)).fetchone()
        except sqlite3.Error:
            return None
        return row if row and all(isinstance(each, bytes) for each in row) else None

    def _own(self) -> sqlite3.Connection:
        """Return the connection of this process: SQLite's are for no fork, not even to be closed there."""
        if self._process != os.getpid():
            self._inherited = self._inherited or self._connection
            self._connection, self._process = sqlite3.connect(self._file, timeout=5.0), os.getpid()
        return self._connection

    def _forget(self, key: str) -> tuple[()]:
        if self._inherited:
            raise sqlite3.DatabaseError(f"{key} is damaged, which the process that was forked has to mend")
        self._lost.add(key)
        try:
            with self._connection:
                self._connection.execute("DELETE FROM readings WHERE key = ?", (key,))
        except sqlite3.Error:
            self._file.unlink(missing_ok=True)
        return ()

    def keep(self, made: Iterable[tuple[str, Packed]]) -> None:
        """Keep what came of contents."""
        with self._writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (key, one.head, one.sketch, _mark(one.head + one.sketch), one.body, _mark(one.body))
                    for key, one in made
                ],
            )

    def marks(self) -> dict[str, Marks]:
        """Return what is kept of articles for comparison; what is damaged is left out."""
        rows = self._connection.execute("SELECT key, site, lines, lines_mark FROM marks")
        return {key: Marks(site, lines) for key, site, lines, mark in rows if _mark(lines) == mark}

    def keep_marks(self, marks: Mapping[str, Marks], news: Collection[str]) -> None:
        """Keep these marks and no others; those of `news` are not kept yet."""
        rows = [(key, marks[key].site, marks[key].lines, _mark(marks[key].lines)) for key in news]
        held = {key for (key,) in self._connection.execute("SELECT key FROM marks")}
        gone = [(key,) for key in held if key not in marks]
        if not (rows or gone):
            return
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)", rows)
            connection.executemany("DELETE FROM marks WHERE key = ?", gone)

    def pages(self, folder: Path | None) -> Pages:
        """Return what is kept of the pages of a release; what is damaged is left out."""
        held: dict[str, Page] = {}
        rows: dict[str, str] = {}
        lines: dict[str, str] = {}
        if folder is not None and self._is_shown(folder):
            for article, key, told, files, row, line in self._pages.rows():
                held[article], rows[article] = Page(key, files, told), row
                if line:
                    lines[article] = line
        scrolls = (
            Scroll(self._file.with_suffix(".rows"), rows),
            Scroll(self._file.with_suffix(".lines"), lines),
        )
        self._scrolls = scrolls
        return Pages(*scrolls, folder, held)

    def published(self, folder: Path | None) -> dict[str, Named] | None:
        """Return slug and source of each article of a release by its id, None where they are not kept."""
        if folder is None or not self._is_shown(folder):
            return None
        data, mark = self._connection.execute("SELECT articles, articles_mark FROM shown").fetchone()
        if not isinstance(data, bytes) or _mark(data, folder.name) != mark:
            return None
        parts = iter(data.decode("utf-8", "surrogatepass").split("\0"))
        return {article: (slug, source) for article, slug, source in zip(parts, parts, parts, strict=True)}

    def _is_shown(self, folder: Path) -> bool:
        return self._connection.execute("SELECT folder FROM shown").fetchall() == [(folder.name,)]

    def note_pages(self, folder: Path, pages: Pages, published: Mapping[str, Named]) -> None:
        """Keep the pages of the release that readers see from now on, and no others, and its articles."""
        made = pages.made
        news = [each for each, page in made.items() if page is not pages.held.get(each)]
        gone = [each for each in pages.held if each not in made]
        if pages.held and pages.folder == folder and not (news or gone):
            return
        with self._writing() as connection:
            if not pages.held:  # nothing that is there is known to be good for anything
                self._pages.clear()
            self._pages.change(gone, news, partial(_rows_of, pages, folder))
            # The folder is told apart from the pages, of which thousands stay as they are.
            connection.execute("DELETE FROM shown")
            parts = (part for each, named in published.items() for part in (each, *named))
            data = "\0".join(parts).encode("utf-8", "surrogatepass")
            row = (folder.name, data, _mark(data, folder.name))
            connection.execute("INSERT INTO shown VALUES (?, ?, ?)", row)

    def archives(self) -> dict[str, Archive]:
        """Return what is kept of feed archives, by path; what is damaged is left out."""
        rows = self._connection.execute("SELECT path, status, sha256, held, held_mark FROM archives")
        return {
            path: Archive(status, sha256, json.loads(held))
            for path, status, sha256, held, mark in rows
            if isinstance(held, bytes) and _mark(held, status, sha256) == mark
        }

    def note_archives(self, archives: Archives) -> None:
        """Keep the archives that were found, and no others."""
        if archives.found == archives.known:
            return
        rows = [
            (
                path,
                one.status,
                one.sha256,
                held := json.dumps(one.held).encode(),
                _mark(held, one.status, one.sha256),
            )
            for path, one in archives.found.items()
        ]
        with self._writing() as connection:
            connection.execute("DELETE FROM archives")
            connection.executemany("INSERT INTO archives VALUES (?, ?, ?, ?, ?)", rows)

    def note(self, files: Mapping[str, tuple[Status | None, str]], keys: Collection[str]) -> None:
        """Remember the sources of this run and no others, and only what came of them."""
        held = self.files()
        news = [path for path, value in files.items() if held.get(path) != value]
        gone = [path for path in held if path not in files]
        briefed, used = self._briefed - self._lost, {*keys} - self._lost
        unused, late = self._briefed - used, used - briefed
        if not (news or gone or unused or late):
            return
        with self._writing() as connection:
            self._files.change(gone, news, lambda paths: ((path, *files[path]) for path in paths))
            self._briefs.change(unused, late, self._read)
            connection.executemany("DELETE FROM readings WHERE key = ?", ((key,) for key in unused))
            (count,) = connection.execute("SELECT count(*) FROM readings").fetchone()
            if count > len(used):  # of a run that was killed
                rows = connection.execute("SELECT key FROM readings").fetchall()
                connection.executemany(
                    "DELETE FROM readings WHERE key = ?", [row for row in rows if row[0] not in used]
                )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._connection:
                yield self._connection
        except sqlite3.Error as error:
            raise ReleaseBroken(
                f"What was read cannot be kept: {error}.",
                where=str(self._file),
                remedy="Check the space and the permissions there, then run this again.",
            ) from error


def _rows_of(pages: Pages, folder: Path, articles: Iterable[str]) -> Iterator[Row]:
    for each in articles:
        page = noted(pages.made[each], folder)
        yield each, page.key, page.told, page.files, pages.rows[each], pages.lines.get(each, "")


class _Texts:
    """The texts of a shelf, each made again where it is damaged."""

    def __init__(self, shelf: Shelf, remake: Remake) -> None:
        self._shelf = shelf
        self._remake = remake

    def load(self, key: str) -> tuple[Block, ...]:
        """Return the text of an article."""
        return self._shelf.blocks(key) or unpack_blocks(self._remake(key).body)

    def measures(self, key: str) -> Readability:
        """Return how well an article reads."""
        return self._shelf.measures(key) or measures_of(self._remake(key).head)


@contextmanager
def opened(file: Path) -> Iterator[Shelf]:
    """Open the shelf in a file, which is made where there is none, and anew where it is damaged.

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
    shelf = Shelf(connection, file)
    try:
        yield shelf
    finally:
        shelf.close()


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


def _mark(data: bytes, *texts: str) -> bytes:
    return blake2b(data + "\n".join(texts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
