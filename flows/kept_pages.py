"""What readers see is kept between runs: the pages of the release and its articles, and the feed archives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from flows.archives import Archive, Archives
from flows.feed_entries import Entry, FeedEntries
from flows.page_cache import Page, Pages, noted
from flows.parts import Parts, Row
from flows.previous import Named
from flows.rack import Kept, Rack
from flows.rack import noted as on_rack
from flows.scroll import Scroll
from flows.store import Store, checksum
from outputs.edition import Item

T = TypeVar("T")


class KeptPages:
    """The pages of the release that readers see."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages = Parts(store.connection, "pages")
        self._entries = Parts(store.connection, "entries")
        self._archives = Parts(store.connection, "archives")
        self._leaflets = Parts(store.connection, "leaflets")
        self._scrolls: tuple[Scroll, ...] = ()

    def close(self) -> None:
        """Forget what was put away for this run alone."""
        for each in self._scrolls:
            each.close()

    def of(self, folder: Path | None) -> Pages:
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
            Scroll(self._store.file.with_suffix(".rows"), rows),
            Scroll(self._store.file.with_suffix(".lines"), lines),
        )
        self._scrolls = scrolls
        return Pages(*scrolls, folder, held)

    def published(self, folder: Path | None) -> dict[str, Named] | None:
        """Return slug and source of each article of a release by its id, None where they are not kept."""
        if folder is None or not self._is_shown(folder):
            return None
        data, mark = self._store.connection.execute("SELECT articles, articles_mark FROM shown").fetchone()
        if not isinstance(data, bytes) or checksum(data, folder.name) != mark:
            return None
        parts = iter(data.decode("utf-8", "surrogatepass").split("\0"))
        return {article: (slug, source) for article, slug, source in zip(parts, parts, parts, strict=True)}

    def _is_shown(self, folder: Path) -> bool:
        return self._store.connection.execute("SELECT folder FROM shown").fetchall() == [(folder.name,)]

    def note(self, folder: Path, pages: Pages, published: Iterable[Item]) -> None:
        """Keep the pages of the release that readers see from now on, and no others, and its articles."""
        made = pages.made
        news = [each for each, page in made.items() if page is not pages.held.get(each)]
        gone = [each for each in pages.held if each not in made]
        if pages.held and pages.folder == folder and not (news or gone):
            return
        with self._store.writing() as connection:
            if not pages.held:  # nothing that is there is known to be good for anything
                self._pages.clear()
            self._pages.change(gone, news, partial(_rows_of, pages, folder))
            # The folder is told apart from the pages, of which thousands stay as they are.
            connection.execute("DELETE FROM shown")
            whole, between = BytesIO(), ""
            for item in published:
                named = f"{between}{item.id}\0{item.slug}\0{item.source}"
                whole.write(named.encode("utf-8", "surrogatepass"))
                between = "\0"
            data = whole.getvalue()
            row = (folder.name, data, checksum(data, folder.name))
            connection.execute("INSERT INTO shown VALUES (?, ?, ?)", row)

    def entries(self) -> dict[str, Entry]:
        """Return what is kept of the feeds' entries, by article; what is damaged is left out."""
        return {article: Entry(key, texts) for article, key, texts in self._entries.rows()}

    def note_entries(self, entries: FeedEntries) -> None:
        """Keep the entries of the release that readers see from now on, and no others."""
        self._renew(self._entries, entries.made, entries.held, lambda entry: entry)

    def rack(self, folder: Path | None) -> Rack:
        """Return what is kept of the leaflets of a release; what is damaged is left out."""
        if folder is None or not self._is_shown(folder):
            return Rack()
        rows = self._leaflets.rows()
        return Rack(folder, {key: Kept(cached, files, said) for key, cached, files, said in rows})

    def note_rack(self, folder: Path, rack: Rack) -> None:
        """Keep the leaflets of the release that readers see from now on, and no others."""
        self._renew(self._leaflets, rack.made, rack.held, lambda kept: on_rack(kept, folder)[:3])

    def archives(self) -> dict[str, Archive]:
        """Return what is kept of feed archives, by path; what is damaged is left out."""
        return {path: Archive(status, sha256, held) for path, status, sha256, held in self._archives.rows()}

    def note_archives(self, archives: Archives) -> None:
        """Keep the archives that were found, and no others."""
        self._renew(self._archives, archives.found, archives.known, lambda archive: archive)

    def _renew(
        self, parts: Parts, made: Mapping[str, T], held: Mapping[str, T], values: Callable[[T], Row]
    ) -> None:
        """Keep what was made or found, by name, and nothing else; what was kept is the same object."""
        news = [name for name, one in made.items() if one is not held.get(name)]
        gone = [name for name in held if name not in made]
        if news or gone:
            with self._store.writing():
                parts.change(gone, news, lambda names: ((name, *values(made[name])) for name in names))


def _rows_of(pages: Pages, folder: Path, articles: Iterable[str]) -> Iterator[Row]:
    for each in articles:
        page = noted(pages.made[each], folder)
        yield each, page.key, page.told, page.files, pages.rows[each], pages.lines.get(each, "")
