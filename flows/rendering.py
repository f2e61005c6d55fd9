"""Named articles to the files of a release: every channel, with one article's failure costing only itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from flows.article_pages import Desk, Sheets, render_pages, with_leaflets
from flows.holding import Rules, flags_of, held
from flows.locate import Refusal
from flows.newsletter import NO_LETTERS, Letters, prepare
from flows.pieces import Piece
from flows.previous import Previous
from flows.printing import Shop, print_all
from flows.report import Entry, by_age
from flows.settings import Settings
from flows.spool import Spool
from flows.stages import Stages
from outputs import CHANNELS
from outputs.edition import Edition, Item
from outputs.notes import noted
from pipeline.model import Notice


@dataclass(frozen=True, slots=True)
class Rendered:
    """An edition, the files of its release, and the articles that could not be rendered."""

    edition: Edition
    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]
    pieces: tuple[Piece, ...]
    cached: tuple[Path, ...]
    letters: Letters = NO_LETTERS


def render(  # noqa: PLR0913, PLR0917 (what a release is made of)
    settings: Settings,
    entries: Sequence[Entry],
    previous: Previous,
    stages: Stages,
    rules: Rules,
    desk: Desk,
) -> Rendered:
    """Render every channel; an article that cannot be rendered gives way to its published version."""
    good, lost = _rendered(settings, entries, previous, stages, rules, desk)
    edition = edition_of(settings, [sheets.entry.item for sheets in good])
    edition = with_leaflets(
        edition, {sheets.entry.item.id: sheets.printed for sheets in good if sheets.printed}
    )
    edition = replace(edition, rows=desk.pages.rows)
    letters = prepare(settings, edition) if good else NO_LETTERS
    shown = replace(edition.newsletter, issue=letters.shown)
    pieces = [*(piece for sheets in good for piece in sheets.pieces), *desk.archives.carried()]
    edition = replace(edition, archives=desk.archives.archived(), newsletter=shown, sent=letters.sent)
    for name in settings.channels:
        if name in CHANNELS and good:
            seen = letters.edition(edition) if name == "newsletter" else edition
            work = partial(_channel, name, seen, desk.spool)
            if name == "feed":
                work = partial(_feed, edition, desk, settings.processes)
            made, notices = stages.run(f"render {name}", work)
            pieces.extend(made)
            if name == "newsletter":
                letters = replace(letters, notices=notices)
    pieces.extend(letters.carried)
    return Rendered(
        edition,
        tuple(sheets.entry for sheets in good),
        tuple(lost),
        tuple(pieces),
        tuple(leaf.folder for sheets in good for leaf in sheets.entry.leaflets),
        letters,
    )


def _rendered(  # noqa: PLR0913, PLR0917 (as above)
    settings: Settings,
    entries: Sequence[Entry],
    previous: Previous,
    stages: Stages,
    rules: Rules,
    desk: Desk,
) -> tuple[list[Sheets], list[Refusal]]:
    """Render what belongs to each article; return it by source, and what could not be rendered at all."""
    good: list[Sheets] = []
    lost: list[Refusal] = []
    while entries:
        entries = [_judged(entry, rules) for entry in entries]
        again: list[Entry] = []
        for entry, result in zip(entries, _render_items(settings, entries, stages, desk), strict=True):
            if isinstance(result, Sheets):
                good.append(result)
                continue
            problem = replace(result, origin=entry.origin)
            older = None if entry.refusal else previous.by_id(entry.item.id, problem)
            if older:
                again.append(older)
            else:
                lost.append(entry.refusal or problem)
        entries = again
    return sorted(good, key=lambda sheets: sheets.entry.item.source), lost


def _judged(entry: Entry, rules: Rules) -> Entry:
    """Flag what a person should know before it is printed, and hold back what waits for one."""
    flags = flags_of(entry.item, entry.doubtful, rules)
    why = held(entry.item, (*entry.item.notices, *flags), rules)
    return entry._replace(flags=flags, held=why) if flags or why or entry.flags or entry.held else entry


def _render_items(
    settings: Settings, entries: Sequence[Entry], stages: Stages, desk: Desk
) -> Sequence[Sheets | Refusal]:
    """Render what belongs to each article: the leaflets first, because the page names their sizes."""
    if "leaflet" in settings.channels:
        shop = Shop(settings.leaflets, cache_of(settings), settings.workers)
        # A leaflet is its own proof of what was put right: it may lie beside the one that it replaces.
        wanted = [(noted(edition_of(settings, [entry.item])), entry.held) for entry in entries]
        printed = print_all(shop, wanted, desk.rack, stages)
        entries = [entry._replace(leaflets=leaves) for entry, leaves in zip(entries, printed, strict=True)]
    empty = edition_of(settings, [])
    work = partial(render_pages, entries, empty, desk, settings.processes)
    return stages.run("render pages", work)


def edition_of(settings: Settings, items: Sequence[Item]) -> Edition:
    """Make an edition; its moment is its newest date, so that the same articles give the same bytes."""
    ordered = by_age(items)
    built_at = max((item.updated for item in items), default=dt.datetime.fromtimestamp(0, dt.UTC))
    return Edition(
        site=settings.site,
        brand=settings.brand,
        items=ordered,
        built_at=built_at,
        newsletter=replace(settings.newsletter, issue=""),
        feed=settings.feed,
        printing=settings.leaflets.printing,
    )


def _channel(name: str, edition: Edition, spool: Spool) -> tuple[list[Piece], tuple[Notice, ...]]:
    """Render a channel, each file put away before the next one is made; return what it had to say, too."""
    pieces: list[Piece] = []
    notices: list[Notice] = []
    for artifact in CHANNELS[name](edition):
        pieces.append(spool.put(artifact.path, artifact.data))
        notices.extend(artifact.notices)
    return pieces, tuple(notices)


def _feed(edition: Edition, desk: Desk, workers: int) -> tuple[list[Piece], tuple[Notice, ...]]:
    """Render the feeds, their entries on all cores."""
    from flows.feed_crew import FeedCrew

    with closing(FeedCrew(edition, desk.entries, workers)) as entries:
        return _channel("feed", replace(edition, entries=entries), desk.spool)


def cache_of(settings: Settings) -> Path:
    """Return the folder where rendered leaflets wait for the next run."""
    return settings.state / "cache" / "leaflets"
