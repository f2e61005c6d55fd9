"""Every article of a run gets its name: the one that it has, or a new one; a copy gets none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flows.identity import Moment, Newcomer, Record, first, follow
from flows.likeness import NEAR_DUPLICATE, SAME_ARTICLE, Index, with_company
from flows.recognition import Known, recognise


@dataclass(frozen=True, slots=True)
class Twin:
    """Another article that says the same: its source's key, and how much alike the two are, 0 to 1."""

    key: str
    likeness: float

    @property
    def is_near(self) -> bool:
        """Tell whether the two say nearly the same."""
        return self.likeness >= NEAR_DUPLICATE


@dataclass(frozen=True, slots=True)
class Naming:
    """What the articles of a run are called.

    `records` are by the keys of the sources, in their order. `copies` are unknown sources that are another
    article to the letter, as it is or once was: they have no record. `twins` are the likest
    older ones of articles.
    """

    records: Mapping[str, Record]
    copies: Mapping[str, Twin]
    twins: Mapping[str, Twin]


def name_all(
    newcomers: Sequence[Newcomer],
    records: Sequence[Record],
    present: Collection[str],
    when: Moment,
) -> Naming:
    """Name every article of a run.

    An article is known by its source's key; failing that, by the id it gives itself, or by its content when
    the source of the known article is no longer `present` (renamed); else it is new. Records that are not
    among the newcomers keep their ids and slugs.
    """
    known = recognise(newcomers, records, present)
    named = {new.key: _known_again(known[new.key], new, when) for new in newcomers if new.key in known}
    # Of most runs no source is unknown.
    originals = _originals(sorted(named.values(), key=_age)) if len(known) < len(newcomers) else {}
    copies: dict[str, Twin] = {}
    ids = {record.id for record in (*records, *named.values())}
    slugs = {record.slug for record in (*records, *named.values())}
    for new in sorted((new for new in newcomers if new.key not in known), key=lambda new: new.key):
        if new.digest in originals:
            copies[new.key] = Twin(originals[new.digest], 1.0)
            continue
        record = named[new.key] = first(new, ids, slugs, when)
        originals[new.digest] = new.key
        ids.add(record.id)
        slugs.add(record.slug)
    return Naming(dict(sorted(named.items())), copies, twins(named))


def twins(named: Mapping[str, Record]) -> Mapping[str, Twin]:
    """Return the likest older article of each that has one, by key; of equals the oldest."""
    every = sorted(named.values(), key=_age)
    may_be = with_company([record.sketch for record in every], SAME_ARTICLE)
    order = [record for record, is_one in zip(every, may_be, strict=True) if is_one]
    index = Index((record.sketch for record in order), SAME_ARTICLE)
    found: dict[str, Twin] = {}
    for record in order:
        alike = [(-score, _age(named[key]), key) for score, key in index.alike(record.sketch)]
        if alike:
            score, _, key = min(alike)
            found[record.key] = Twin(key, -score)
        # The twin of a twin is the twin of the first.
        if record.key not in found or not found[record.key].is_near:
            index.add(record.key, record.sketch)
    return found


def _known_again(known: Known, new: Newcomer, when: Moment) -> Record:
    record = follow(known.record, new, when)
    return record._replace(recognised=known.how) if known.how else record


def _originals(order: Sequence[Record]) -> dict[str, str]:
    """Return the key of the oldest article of each content that an article of these, by age, has or had."""
    found: dict[str, str] = {}
    for record in order:
        found.setdefault(record.content_hash, record.key)
    for record in order:
        for digest in record.past:
            found.setdefault(digest, record.key)
    return found


def _age(record: Record) -> tuple[dt.datetime, str]:
    return record.first_seen, record.key
