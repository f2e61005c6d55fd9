"""Who has printed leaflets of an article that was corrected, retracted or changed since.

What counts is the version that readers saw when the copies were made: a correction that was recorded but not
published yet is on no leaflet.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows import release
from flows.identity import Record, content_hash
from flows.previous import Previous
from flows.settings import Settings
from flows.statements import Kind, Stated, by_article, honour, known
from outputs.edition import Item
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from flows.catalogue.printed import Printed


@dataclass(frozen=True, slots=True)
class Copies:
    """What is to be noted of copies that were printed or downloaded."""

    count: int
    by: str
    format: str = ""
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Recall:
    """An article with what was said of it, and the copies of earlier versions; `is_gone`: of any version."""

    record: Record
    said: tuple[Stated, ...]
    stale: tuple[Printed, ...]
    is_gone: bool = False

    @property
    def copies(self) -> int:
        """Count the copies that are to be taken back."""
        return sum(each.copies for each in self.stale)


def note(settings: Settings, wanted: str, copies: Copies, now: dt.datetime) -> Record:
    """Remember copies of an article's leaflet, and return the article's record.

    `wanted` is its id, slug or source. Raises UsageError when no article is known by it or it is not
    published, when nobody is named, and when there is no such format or brand.
    """
    from flows.catalogue import printed

    name = " ".join(copies.by.split())
    if not name:
        raise UsageError("Nobody has printed it.", remedy="Say who did: --by NAME.")
    _check(settings, copies)
    shown = release.current(settings.out)
    with known(settings, wanted) as (connection, record):
        item = _shown(settings, record.id)
        if shown is None or item is None or item.retraction:
            raise UsageError(
                "No leaflet of this article is published.",
                where=record.key,
                remedy=f"Who has older ones is told by: handbill recall {record.id}",
            )
        made = printed.Printed(
            record.id, _version(item), shown.name, copies.count, name, now, copies.format, copies.brand
        )
        printed.note(connection, made)
    return record


def _check(settings: Settings, copies: Copies) -> None:
    imprints = {imprint.brand.slug: imprint for imprint in settings.leaflets.imprints}
    if copies.brand not in imprints:
        names = ", ".join(sorted(filter(None, imprints))) or "there are none but the site's own"
        raise UsageError(f"There is no brand {copies.brand}.", remedy=f"Brands: {names}.")
    formats = imprints[copies.brand].formats
    if copies.format and copies.format not in formats:
        raise UsageError(
            f"No leaflets are made in the format {copies.format}.", remedy=f"Formats: {', '.join(formats)}."
        )


def recall_of(settings: Settings, wanted: str) -> Recall:
    """Return who has what of an article. Raises UsageError when no article is known by this name."""
    from flows.catalogue import printed, statements

    with known(settings, wanted) as (connection, record):
        told, made = statements.read(connection), printed.read(connection)
    return _recall(settings, record, by_article(told), [each for each in made if each.article == record.id])


def recalls(settings: Settings) -> tuple[Recall, ...]:
    """Return every article of which copies are to be taken back, by source."""
    from flows.catalogue import articles, engine, printed, statements

    if not engine.exists(settings.catalogue):
        return ()
    with engine.opened(settings.catalogue) as connection:
        records, told, made = articles.read(connection), statements.read(connection), printed.read(connection)
    copies: dict[str, list[Printed]] = {}
    for each in made:
        copies.setdefault(each.article, []).append(each)
    said = by_article(told)
    found = (_recall(settings, each, said, copies[each.id]) for each in records if each.id in copies)
    return tuple(sorted((each for each in found if each.stale), key=lambda each: each.record.key))


def _recall(
    settings: Settings,
    record: Record,
    told: Mapping[str, Mapping[Kind, Stated]],
    made: Sequence[Printed],
) -> Recall:
    said, item = told.get(record.id, {}), _shown(settings, record.id)
    now = _version(honour(item, said)) if item else ""
    stale = tuple(each for each in made if each.version != now)
    return Recall(record, tuple(said.values()), stale, is_gone=item is None)


def _shown(settings: Settings, article_id: str) -> Item | None:
    entry = Previous(release.current(settings.out)).entry(article_id)
    return entry.item if entry else None


def _version(item: Item) -> str:
    """Hash what an article says to its readers, the editors' notes on it among that."""
    notes = [each.text for each in (item.correction, item.retraction) if each]
    return hashlib.sha256("\n".join([content_hash(item.article), *notes]).encode()).hexdigest()


def lines(recall: Recall) -> Iterator[str]:
    """Say in words what is to be taken back, and from whom."""
    key = recall.record.key
    for said in recall.said:
        yield f"{key}: {said.kind} of {said.stated.date().isoformat()}: {said.text}"
    if not recall.said:
        yield f"{key}: {_state(recall)}."
    for each in recall.stale:
        dress = " ".join(filter(None, (each.format, each.brand))) or "leaflet"
        yield f"{each.printed.date().isoformat()}  {each.copies:>6} x  {dress:12}  {each.by}"
    if not recall.stale:
        yield "No copies of another version are known."
    else:
        yield f"{recall.copies} {'copy' if recall.copies == 1 else 'copies'} to take back."


def _state(recall: Recall) -> str:
    if recall.is_gone:
        return "no longer published"
    return "changed since" if recall.stale else "neither corrected nor retracted"
