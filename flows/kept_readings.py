"""What was read is kept between runs: which content each source had, and what came of each content."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from flows.extract import Brief, Extract, Packed, brief_of, measures_of, unpack, unpack_blocks
from flows.parts import Parts
from flows.store import Store, checksum
from pipeline.model import Block
from pipeline.readability import Readability
from pipeline.recurrence import Marks

if TYPE_CHECKING:
    from flows.statuses import Status

Remake: TypeAlias = Callable[[str], Packed]


class KeptReadings:
    """The readings of earlier runs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files = Parts(store.connection, "files")
        self._briefs = Parts(store.connection, "briefs")
        self._marks = Parts(store.connection, "marks")
        self._known: Mapping[str, tuple[Status | None, str]] | None = None
        self._briefed: set[str] = set()
        self._lost: set[str] = set()

    def files(self) -> Mapping[str, tuple[Status | None, str]]:
        """Return the status and the content's hash of every source that was read, by path.

        They are held until `note_files`, which compares with them.
        """
        self._known = {path: (status, content) for path, status, content in self._files.rows()}
        return self._known

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
            row = self._store.connection.execute(query, (key,)).fetchone()
            if row and isinstance(row[0], bytes) and isinstance(row[1], bytes) and isinstance(row[3], bytes):
                head, sketch, mark, body_mark = row
                if checksum(head + sketch) == mark:
                    yield key, mark + body_mark, sketch, brief_of(head)

    def blocks(self, key: str) -> tuple[Block, ...]:
        """Return the text of an article; nothing where it is damaged, and then it is forgotten."""
        row = self._bytes("SELECT body, body_mark FROM readings WHERE key = ?", key)
        return unpack_blocks(row[0]) if row and checksum(row[0]) == row[1] else self._forget(key)

    def measures(self, key: str) -> Readability | None:
        """Return how well an article reads; None where that is damaged, and then the article is forgotten."""
        row = self._bytes("SELECT head, sketch, head_mark FROM readings WHERE key = ?", key)
        if row and checksum(row[0] + row[1]) == row[2]:
            return measures_of(row[0])
        self._forget(key)
        return None

    def _bytes(self, query: str, key: str) -> tuple[bytes, ...] | None:
        """Return bytes that are kept under a key, None where there is nothing else there."""
        try:
            row: tuple[bytes, ...] | None = self._store.connection.execute(query, (key,)).fetchone()
        except sqlite3.Error:
            return None
        return row if row and all(isinstance(each, bytes) for each in row) else None

    def _forget(self, key: str) -> tuple[()]:
        if self._store.is_fork:
            raise sqlite3.DatabaseError(f"{key} is damaged, which the process that was forked has to mend")
        self._lost.add(key)
        try:
            with self._store.connection:
                self._store.connection.execute("DELETE FROM readings WHERE key = ?", (key,))
        except sqlite3.Error:
            self._store.file.unlink(missing_ok=True)
        return ()

    def keep(self, made: Iterable[tuple[str, Packed]]) -> None:
        """Keep what came of contents."""
        with self._store.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (key, one.head, one.sketch, checksum(one.head + one.sketch), one.body, checksum(one.body))
                    for key, one in made
                ],
            )

    def marks(self) -> dict[str, Marks]:
        """Return what is kept of articles for comparison; what is damaged is left out."""
        return {key: Marks(site, lines) for key, site, lines in self._marks.rows()}

    def keep_marks(self, marks: Mapping[str, Marks], held: Mapping[str, Marks]) -> None:
        """Keep these marks and no others; `held` are those that are kept already."""
        news, gone = [*(marks.keys() - held.keys())], [*(held.keys() - marks.keys())]
        if news or gone:
            with self._store.writing():
                self._marks.change(
                    gone, news, lambda keys: ((key, marks[key].site, marks[key].lines) for key in keys)
                )

    def note_files(self, files: Mapping[str, tuple[Status | None, str]]) -> None:
        """Remember the sources of this run and no others."""
        held = self.files() if self._known is None else self._known
        self._known = None
        news = [path for path, value in files.items() if held.get(path) != value]
        gone = [path for path in held if path not in files]
        if news or gone:
            with self._store.writing():
                self._files.change(gone, news, lambda paths: ((path, *files[path]) for path in paths))

    def note(self, keys: Collection[str]) -> None:
        """Remember what came of the sources of this run, and nothing else."""
        briefed, used = self._briefed - self._lost, {*keys} - self._lost
        unused, late = self._briefed - used, used - briefed
        if not (unused or late):
            return
        with self._store.writing() as connection:
            self._briefs.change(unused, late, self._read)
            connection.executemany("DELETE FROM readings WHERE key = ?", ((key,) for key in unused))
            (count,) = connection.execute("SELECT count(*) FROM readings").fetchone()
            if count > len(used):  # of a run that was killed
                rows = connection.execute("SELECT key FROM readings").fetchall()
                connection.executemany(
                    "DELETE FROM readings WHERE key = ?", [row for row in rows if row[0] not in used]
                )


class _Texts:
    """The texts that are kept, each made again where it is damaged."""

    def __init__(self, kept: KeptReadings, remake: Remake) -> None:
        self._kept = kept
        self._remake = remake

    def load(self, key: str) -> tuple[Block, ...]:
        """Return the text of an article."""
        return self._kept.blocks(key) or unpack_blocks(self._remake(key).body)

    def measures(self, key: str) -> Readability:
        """Return how well an article reads."""
        return self._kept.measures(key) or measures_of(self._remake(key).head)
