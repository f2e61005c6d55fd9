"""The pages of articles, rendered on all cores; what the release before has already is taken from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from flows.archives import Archives
from flows.boundary import attempt
from flows.crew import share
from flows.feed_entries import FeedEntries
from flows.locate import Refusal
from flows.page_cache import Pages, common, key_of
from flows.pieces import Piece
from flows.rack import Rack
from flows.report import Entry
from flows.spool import Spool
from outputs import ITEM_CHANNELS
from outputs.edition import Artifact, Edition, Item, Sheet, leaflet_path


class Sheets(NamedTuple):
    """What was rendered of one article."""

    entry: Entry
    pieces: tuple[Piece, ...]
    printed: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a release is made: what is known of pages, feeds and leaflets, and where files go once made."""

    pages: Pages
    entries: FeedEntries
    archives: Archives
    rack: Rack
    spool: Spool


def render_pages(
    entries: Sequence[Entry], empty: Edition, desk: Desk, workers: int
) -> list[Sheets | Refusal]:
    """Render pages on all cores, or take those of the release before where they would be the same.

    A page depends on its article alone, and on what `empty` says: an edition without articles.
    """
    shared = common(empty)
    results: list[Sheets | Refusal | None] = []
    new: list[tuple[int, bytes]] = []
    printed = list(map(_printed, entries))
    for entry, own in zip(entries, printed, strict=True):
        key = key_of(shared, entry.item, own)
        pieces = desk.pages.find(key, entry.item)
        if pieces is None:
            new.append((len(results), key))
        results.append(None if pieces is None else _sheets(entry, pieces, own))

    def make(at: int) -> _Page | Refusal:
        index, _ = new[at]
        return _page(entries[index], printed[index], empty, desk.spool)

    for at, made in _shared(make, len(new), desk.spool, workers):
        index, key = new[at]
        if isinstance(made, _Page):
            desk.pages.keep(key, entries[index].item, made.pieces, made.row)
            results[index] = _sheets(entries[index], made.pieces, printed[index])
        else:
            results[index] = made
    return [result for result in results if result is not None]


def _shared(
    make: Callable[[int], _Page | Refusal], count: int, spool: Spool, workers: int
) -> Iterator[tuple[int, _Page | Refusal]]:
    """Yield pages as they are made.

    They are made here until one of them is new: the staging folder must be there before a fork is.
    """
    begun = 0
    while begun < count and spool.folder is None:
        yield begun, make(begun)
        begun += 1
    for at, made in share(lambda n: make(begun + n), count - begun, workers):
        # A fork cannot mend a text that is damaged on the shelf.
        yield begun + at, make(begun + at) if isinstance(made, Refusal) else made


def _sheets(entry: Entry, pieces: tuple[Piece, ...], printed: tuple[Sheet, ...]) -> Sheets:
    if entry.leaflets:
        pieces += tuple(piece for leaf in entry.leaflets for piece in leaf.pieces)
    return Sheets(entry, pieces, printed)


def _printed(entry: Entry) -> tuple[Sheet, ...]:
    """Return the leaflets of an article; each is read for its size, so they are asked for once."""
    return tuple(sheet for leaf in entry.leaflets if (sheet := leaf.sheet)) if entry.leaflets else ()


class _Page(NamedTuple):
    """The files of a page, put away, and its row of the index."""

    pieces: tuple[Piece, ...]
    row: str


def _page(entry: Entry, printed: tuple[Sheet, ...], empty: Edition, spool: Spool) -> _Page | Refusal:
    item = entry.item
    edition = replace(empty, items=(item,), built_at=item.updated)
    edition = with_leaflets(edition, {item.id: printed} if printed else {})
    made = attempt(item.source, entry.origin, partial(_made, edition, item))
    if isinstance(made, Refusal):
        return made
    return _Page(tuple([spool.put(artifact.path, artifact.data) for artifact in made[0]]), made[1])


def _made(edition: Edition, item: Item) -> tuple[tuple[Artifact, ...], str]:
    from outputs.page import index_row

    return ITEM_CHANNELS["page"](edition, item), index_row(edition, item)


def with_leaflets(edition: Edition, printed: Mapping[str, tuple[Sheet, ...]]) -> Edition:
    """Return the edition with its leaflets; those that it links to are in its own brand and first format."""
    linked = {
        item.id: sheet.size_bytes
        for item in edition.items
        for sheet in printed.get(item.id, ())
        if sheet.path == leaflet_path(edition, item)
    }
    return replace(edition, leaflets=linked, printed=printed)
