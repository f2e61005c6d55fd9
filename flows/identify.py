"""The step that names articles: readings in, items with their identity out, and what is to be remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows import memory
from flows.circles import no_circles
from flows.extract import Extract
from flows.identity import Moment, Newcomer, Record, Status
from flows.likeness import percent, sketch
from flows.locate import Located, Refusal, Skipped
from flows.naming import Naming, name_all
from flows.previous import Previous
from flows.report import Entry
from flows.settings import Settings
from flows.statements import Kind, Stated, by_article, honour, told_by
from outputs.edition import Item
from pipeline.model import Notice


@dataclass(frozen=True, slots=True)
class Named:
    """Articles with their identity.

    `remembered` is what the catalogue holds, `known` the same or, where it is lost, what the release tells;
    `named` are the records of this run's articles, `told` what the editors said of articles. `copies` are
    sources that are left out because another one says the same, `warnings` what a person should know.
    """

    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]
    remembered: tuple[Record, ...]
    known: tuple[Record, ...]
    named: tuple[Record, ...]
    told: tuple[Stated, ...]
    copies: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()

    def news(self, published: Sequence[Entry]) -> tuple[Record, ...]:
        """Return what the catalogue does not hold yet, new facts only of articles that are published."""
        # Each of these holds all articles: what is made of one of them is made in place.
        now = {entry.item.id: _status(entry) for entry in published}
        refused = {entry.item.id for entry in published if entry.refusal}
        latest = {record.id: record for record in self.known}
        latest.update((each.id, each) for each in self.named if each.id in now and each.id not in refused)
        copies = {skipped.key for skipped in self.copies}
        for record in self.named if copies else ():
            if record.key in copies:
                now.setdefault(record.id, Status.DUPLICATE)
        held = {record.id: record for record in self.remembered}
        found = (_with(latest[each], now.get(each, Status.VANISHED)) for each in sorted(latest))
        return tuple(record for record in found if _is_news(record, held.get(record.id)))

    @property
    def notes(self) -> tuple[str, ...]:
        """Return in words which articles were known again although their sources have other names."""
        before = {record.id: record.key for record in self.known}
        return tuple(
            f"{record.key}: {record.recognised}."
            for record in self.named
            if record.recognised and before.get(record.id) not in {None, record.key}
        )


@no_circles()
def identify(
    settings: Settings,
    found: Sequence[tuple[Located, Extract]],
    refused: Sequence[Refusal],
    previous: Previous,
    now: dt.datetime,
) -> Named:
    """Name every article, and bring back the published version of those that were refused this time."""
    remembered, told = memory.recall(settings.catalogue)
    records = remembered
    if not remembered:
        published = previous.items()
        records = tuple(map(_recovered, published))
        told = tuple(said for item in published for said in told_by(item))
    kept, lost = _bring_back(refused, previous)
    here = {file.key for file, _ in found} | {refusal.key for refusal in refused if not refusal.gone}
    here |= {entry.item.source for entry in kept}
    newcomers = [
        Newcomer(file.key, each.article, each.content_hash, each.sketch, each.given) for file, each in found
    ]
    now, warnings = _not_before(now, records)
    naming = name_all(newcomers, records, here, Moment(settings.site.url, settings.timezone, now))
    copies = tuple(_copies(naming, settings))
    left_out = {skipped.key for skipped in copies}
    fresh = [_entry(settings, file, each, naming) for file, each in found if file.key not in left_out]
    entries = _with_older(fresh, kept, by_article(told), previous)
    return Named(entries, lost, remembered, records, tuple(naming.records.values()), told, copies, warnings)


def _not_before(now: dt.datetime, records: Sequence[Record]) -> tuple[dt.datetime, tuple[str, ...]]:
    """Return the moment of the run: the clock's, but never before the last article came."""
    last = max((record.first_seen for record in records), default=now)
    if now >= last:
        return now, ()
    warning = (
        f"The clock says {now.isoformat()}, but an article came at {last.isoformat()}: was it set back? "
        "New articles without a date of their own get the later one."
    )
    return last, (warning,)


def _copies(naming: Naming, settings: Settings) -> Iterator[Skipped]:
    """Yield the sources that are left out: copies to the letter, and by policy what says nearly the same."""
    for key, twin in naming.copies.items():
        yield Skipped(key, f"a copy of {twin.key}")
    if settings.duplicates == "skip":
        for key, twin in naming.twins.items():
            if twin.is_near:
                yield Skipped(key, f"nearly the same as {twin.key}, {percent(twin.likeness)} alike")


def _with_older(
    fresh: Sequence[Entry],
    kept: Sequence[Entry],
    said: Mapping[str, Mapping[Kind, Stated]],
    previous: Previous,
) -> tuple[Entry, ...]:
    """Add the published versions of refused articles and the notices of retracted ones, ordered by source."""
    ids = {entry.item.id for entry in fresh}
    older = {entry.item.id: entry for entry in kept if entry.item.id not in ids}
    here = {*ids, *older}
    gone = [
        previous.entry(each) for each, kinds in said.items() if Kind.RETRACTION in kinds and each not in here
    ]
    found = [*fresh, *older.values(), *(entry for entry in gone if entry)]
    stated = [_honoured(entry, said.get(entry.item.id, {})) for entry in found]
    return tuple(sorted(stated, key=lambda entry: entry.item.source))


def _honoured(entry: Entry, said: Mapping[Kind, Stated]) -> Entry:
    if not said:
        return entry
    item = honour(entry.item, said)
    return entry._replace(item=item, grade=None if item.retraction else entry.grade)


def _bring_back(
    refused: Sequence[Refusal], previous: Previous
) -> tuple[tuple[Entry, ...], tuple[Refusal, ...]]:
    """Return the published versions of refused sources, and the refusals that have none.

    A folder that cannot be opened stays a refusal of its own, whatever was brought back from it.
    """
    kept: list[Entry] = []
    lost: list[Refusal] = []
    for refusal in refused:
        sources = previous.known(refusal)
        older = [entry for source in sources if (entry := previous.by_source(source, refusal))]
        kept.extend(older)
        if not older or refusal.folder:
            lost.append(refusal)
    return tuple(kept), tuple(lost)


def _recovered(item: Item) -> Record:
    """Take an article's identity from a release, for a catalogue that is lost."""
    marks = b"" if item.retraction else sketch(item.article)
    return Record(
        item.id, item.tag, item.source, item.slug, item.published, item.updated, item.published, sketch=marks
    )


def _entry(settings: Settings, file: Located, found: Extract, naming: Naming) -> Entry:
    entry = entry_of(settings, file, found, naming.records[file.key])
    if twin := naming.twins.get(file.key):
        notice = Notice("near-duplicate", f"{percent(twin.likeness)} of its words also stand in {twin.key}")
        entry = entry._replace(item=entry.item._replace(notices=(*entry.item.notices, notice)))
    return entry


def entry_of(settings: Settings, file: Located, found: Extract, record: Record) -> Entry:
    """Join what was read of a file with its article's identity."""
    item = Item(
        article=found.article,
        id=record.id,
        tag=record.tag,
        slug=record.slug,
        published=record.published,
        updated=record.updated,
        source=file.key,
        notices=found.notices,
        topics=settings.topics.get(file.source, ()),
    )
    return Entry(
        item,
        file.origin,
        found.counts,
        rules=found.rules,
        recognised=record.recognised,
        grade=found.grade,
        doubtful=found.doubtful,
    )


def _is_news(record: Record, held: Record | None) -> bool:
    """Tell whether a record is another one than is held; most are the very same object."""
    return record is not held and record != held


def _with(record: Record, status: Status) -> Record:
    return record if record.status is status else record._replace(status=status)


def _status(entry: Entry) -> Status:
    if entry.item.retraction:
        return Status.RETRACTED
    return Status.REFUSED if entry.refusal else Status.PUBLISHED
