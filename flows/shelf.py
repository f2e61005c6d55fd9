"""What was read is kept between runs: which content each source had, and what came of each content.

One SQLite file in the state folder, which may be deleted at any time. Every entry carries a checksum: a
damaged one is as good as none, and a damaged file is thrown away.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias

from flows.archives import Archive, Archives
from flows.extract import Extract, Packed, unpack, unpack_blocks
from flows.page_cache import Page, Pages, noted, pack_page, unpack_page
from flows.previous import Named
from flows.scroll import Scroll
from flows.stored import Texts
from pipeline.errors import ReleaseBroken
from pipeline.model import Block
from pipeline.recurrence import Marks

_FORM = """
CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, status TEXT NOT NULL, content TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS readings (
  key TEXT PRIMARY KEY,
  head BLOB NOT NULL, sketch BLOB NOT NULL, head_mark BLOB NOT NULL,
  body BLOB NOT NULL, body_mark BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS marks (
  key TEXT PRIMARY KEY, site TEXT NOT NULL, lines BLOB NOT NULL, lines_mark BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (
  article TEXT PRIMARY KEY, page BLOB NOT NULL, page_mark BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shown (
  folder TEXT PRIMARY KEY, articles BLOB NOT NULL, articles_mark BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS archives (
  path TEXT PRIMARY KEY, status TEXT NOT NULL, sha256 TEXT NOT NULL,
  held BLOB NOT NULL, held_mark BLOB NOT NULL
) WITHOUT ROWID;
"""
_TABLES = ("files", "readings", "marks", "pages", "shown", "archives")
FILE_NAME = "readings.sqlite"
_VERSION = 9
_GROUP = 500
Remake: TypeAlias = Callable[[str], tuple[Block, ...]]


class Shelf:
    """The readings of earlier runs; use it inside `opened`."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection = connection
        self._file = file
        self._scrolls: tuple[Scroll, ...] = ()

    def close(self) -> None:
        """Close it; what was put away for this run alone is gone."""
        self._connection.close()
        for each in self._scrolls:
            each.close()

    def files(self) -> dict[str, tuple[str, str]]:
        """Return the status and the content's hash of every source that was read, by path."""
        rows = self._connection.execute("SELECT path, status, content FROM files")
        return {path: (status, content) for path, status, content in rows}

    def extracts(self, keys: Collection[str], remake: Remake) -> dict[str, Extract]:
        """Return what is kept under keys; what is damaged is left out.

        `remake` makes the text of an article again that turns out to be damaged when it is asked for.
        """
        found: dict[str, Extract] = {}
        texts = _Texts(self, remake)
        wanted = sorted(keys)
        for start in range(0, len(wanted), _GROUP):
            group = wanted[start : start + _GROUP]
            marks = ",".join("?" * len(group))
            query = f"SELECT key, head, sketch, head_mark, body_mark FROM readings WHERE key IN ({marks})"  # noqa: S608 (marks alone)
            asked = dict(zip(group, group, strict=True))  # the caller's own texts: no other is held of each
            for named, head, sketch, mark, body_mark in self._connection.execute(query, group):
                key = asked[named]
                if (
                    isinstance(head, bytes)
                    and isinstance(sketch, bytes)
                    and _mark(head + sketch) == mark
                    and isinstance(body_mark, bytes)
                    and (made := _unpack(head, sketch, texts, key, mark + body_mark))
                ):
                    found[key] = made
        return found

    def blocks(self, key: str) -> tuple[Block, ...]:
        """Return the text of an article; nothing where it is damaged, and then it is forgotten."""
        query = "SELECT body, body_mark FROM readings WHERE key = ?"
        try:
            row = self._connection.execute(query, (key,)).fetchone()
            if row and isinstance(row[0], bytes) and _mark(row[0]) == row[1]:
                return unpack_blocks(row[0])
            with self._connection:
                self._connection.execute("DELETE FROM readings WHERE key = ?", (key,))
        except (sqlite3.Error, ValueError):
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
            query = "SELECT article, page, page_mark FROM pages"
            for article, data, mark in self._connection.execute(query):
                if isinstance(data, bytes) and _mark(data) == mark and (kept := unpack_page(data)):
                    held[article], rows[article], line = kept
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
        gone = [(each,) for each in pages.held if each not in made]
        if pages.held and pages.folder == folder and not (news or gone):
            return
        rows, lines = pages.rows, pages.lines
        packed = (
            (each, data := pack_page(noted(made[each], folder), rows[each], lines.get(each, "")), _mark(data))
            for each in news
        )
        with self._writing() as connection:
            if not pages.held:  # nothing that is there is known to be good for anything
                connection.execute("DELETE FROM pages")
            connection.executemany("DELETE FROM pages WHERE article = ?", gone)
            connection.executemany("INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", packed)
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

    def note(self, files: Mapping[str, tuple[str, str]], keys: Collection[str]) -> None:
        """Remember the sources of this run and no others, and only what came of them."""
        held = self.files()
        kept = {key for (key,) in self._connection.execute("SELECT key FROM readings")}
        news = [(path, *value) for path, value in files.items() if held.get(path) != value]
        gone = [(path,) for path in held if path not in files]
        unused = [(key,) for key in kept if key not in keys]
        if not (news or gone or unused):
            return
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", news)
            connection.executemany("DELETE FROM files WHERE path = ?", gone)
            connection.executemany("DELETE FROM readings WHERE key = ?", unused)

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


class _Texts:
    """The texts of a shelf, each made again where it is damaged."""

    def __init__(self, shelf: Shelf, remake: Remake) -> None:
        self._shelf = shelf
        self._remake = remake

    def load(self, key: str) -> tuple[Block, ...]:
        """Return the text of an article."""
        return self._shelf.blocks(key) or self._remake(key)


def _unpack(head: bytes, sketch: bytes, texts: Texts, key: str, mark: bytes) -> Extract | None:
    try:
        return unpack(head, sketch, texts, key, mark)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


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
            connection.executescript("".join(f"DROP TABLE IF EXISTS {name};" for name in _TABLES))
        if version != _VERSION:
            connection.executescript(_FORM + f"PRAGMA user_version = {_VERSION};")
        connection.execute("SELECT path, status, content FROM files LIMIT 1").fetchone()
        connection.execute(
            "SELECT article, page, page_mark, folder, articles, articles_mark FROM pages, shown LIMIT 1"
        ).fetchone()
        connection.execute("SELECT path, status, sha256, held, held_mark FROM archives LIMIT 1").fetchone()
        connection.execute("SELECT key, site, lines, lines_mark FROM marks LIMIT 1").fetchone()
        connection.execute(
            "SELECT key, head, sketch, head_mark, body, body_mark FROM readings LIMIT 1"
        ).fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _mark(data: bytes, *texts: str) -> bytes:
    return blake2b(data + "\n".join(texts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
