"""Named articles to the files of a release: every channel, with one article's failure costing only itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from flows import leaflets
from flows.ingest import attempt
from flows.locate import Refusal
from flows.release import Piece
from flows.report import Entry, Previous, by_age
from flows.settings import Settings
from flows.stages import Stages
from outputs import CHANNELS, ITEM_CHANNELS
from outputs.edition import Artifact, Edition, Item, Newsletter, leaflet_path


@dataclass(frozen=True, slots=True)
class Sheets:
    """What was rendered of one article."""

    entry: Entry
    pieces: tuple[Piece, ...]
    leaflet_bytes: int
    job: leaflets.Job | None


@dataclass(frozen=True, slots=True)
class Rendered:
    """An edition, the files of its release, and the articles that could not be rendered."""

    edition: Edition
    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]
    pieces: tuple[Piece, ...]
    jobs: tuple[leaflets.Job, ...]


def render(settings: Settings, entries: Sequence[Entry], previous: Previous, stages: Stages) -> Rendered:
    """Render every channel; an article that cannot be rendered gives way to its published version."""
    good: list[Sheets] = []
    lost: list[Refusal] = []
    while entries:
        again: list[Entry] = []
        for entry, result in zip(entries, _render_items(settings, entries, stages), strict=True):
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
    good.sort(key=lambda sheets: sheets.entry.item.source)
    sizes = {sheets.entry.item.id: sheets.leaflet_bytes for sheets in good if sheets.leaflet_bytes}
    edition = edition_of(settings, [sheets.entry.item for sheets in good], sizes)
    edition = replace(edition, archives=previous.archives())
    pieces = [piece for sheets in good for piece in sheets.pieces]
    for name in settings.channels:
        if name in CHANNELS and good:
            pieces.extend(stages.run(f"render {name}", partial(_channel, name, edition)))
    return Rendered(
        edition,
        tuple(sheets.entry for sheets in good),
        tuple(lost),
        tuple(pieces),
        tuple(sheets.job for sheets in good if sheets.job),
    )


def _render_items(settings: Settings, entries: Sequence[Entry], stages: Stages) -> Sequence[Sheets | Refusal]:
    """Render what belongs to each article: the leaflet first, because the page names its size."""
    jobs: list[leaflets.Job | None] = [None for _ in entries]
    made: list[tuple[Piece, ...] | Refusal] = [() for _ in entries]
    if "leaflet" in settings.channels:
        # The leaflet of an article that was taken back is withdrawn.
        jobs = [None if entry.item.retraction else _leaflet_job(settings, entry.item) for entry in entries]
        wanted = [job for job in jobs if job]
        rendered = iter(
            stages.run(
                "render leaflets",
                lambda: leaflets.render(wanted, workers=settings.workers, advance=stages.advance),
            )
        )
        made = [next(rendered) if job else () for job in jobs]
    parts = list(zip(entries, jobs, made, strict=True))
    return stages.run("render pages", lambda: [_page(settings, *part) for part in parts])


def _leaflet_job(settings: Settings, item: Item) -> leaflets.Job:
    return leaflets.job(edition_of(settings, [item], {}), leaflet_cache(settings))


def _page(
    settings: Settings, entry: Entry, job: leaflets.Job | None, leaflet: tuple[Piece, ...] | Refusal
) -> Sheets | Refusal:
    if isinstance(leaflet, Refusal):
        return leaflet
    item = entry.item
    edition = edition_of(settings, [item], {})
    size = sum(len(piece.read()) for piece in leaflet if piece.path == leaflet_path(edition, item))
    edition = replace(edition, leaflets={item.id: size} if size else {})
    page = attempt(item.source, entry.origin, lambda: ITEM_CHANNELS["page"](edition, item))
    if isinstance(page, Refusal):
        return page
    return Sheets(entry, (*_pieces(page), *leaflet), size, job)


def edition_of(settings: Settings, items: Sequence[Item], sizes: Mapping[str, int]) -> Edition:
    """Make an edition; its moment is its newest date, so that the same articles give the same bytes."""
    ordered = by_age(items)
    built_at = max((item.updated for item in items), default=dt.datetime.fromtimestamp(0, dt.UTC))
    letter = Newsletter()
    standing = [item for item in ordered if not item.retraction]
    if "newsletter" in settings.channels and standing:
        issue = settings.newsletter.issue or standing[0].published.date().isoformat()
        letter = replace(settings.newsletter, issue=issue)
    return Edition(settings.site, settings.brand, ordered, built_at, letter, sizes, settings.feed)


def _channel(name: str, edition: Edition) -> tuple[Piece, ...]:
    return _pieces(CHANNELS[name](edition))


def _pieces(artifacts: Sequence[Artifact]) -> tuple[Piece, ...]:
    return tuple(Piece(artifact.path, artifact.data) for artifact in artifacts)


def leaflet_cache(settings: Settings) -> Path:
    """Return the folder where rendered leaflets wait for the next run."""
    return settings.state / "cache" / "leaflets"
