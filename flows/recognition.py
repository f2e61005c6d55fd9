"""Which known article a source is: by its name, by the id that it gives itself, else by what it says.

A name alone is not enough where the text under it is another one: two files may have changed their names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from flows.identity import Newcomer, Record
from flows.likeness import SAME_ARTICLE, Index, likeness, percent


class Known(NamedTuple):
    """A source's record, and how it was recognised: in words, empty where its name said it."""

    record: Record
    how: str = ""


def recognise(
    newcomers: Sequence[Newcomer], records: Sequence[Record], present: Collection[str]
) -> Mapping[str, Known]:
    """Return what is known of newcomers by their keys; the others are new.

    A record whose source is `present` but no newcomer (it was refused) is nobody else's.
    """
    by_key = {record.key: record for record in records}
    found = {
        new.key: Known(record)
        for new in newcomers
        if (record := by_key.get(new.key)) and _speaks_for_itself(new, record)
    }
    refused = {*present} - {new.key for new in newcomers}
    for way in (_by_given_id, _by_equal_content, _by_alike_content):
        taken = {known.record.id for known in found.values()}
        strangers = [new for new in newcomers if new.key not in found]
        orphans = [each for each in records if each.id not in taken and each.key not in refused]
        if not strangers or not orphans:
            break
        found |= way(strangers, orphans)
    taken = {known.record.id for known in found.values()}
    for new in newcomers:
        record = by_key.get(new.key)
        # Written anew from the first word to the last, under the same name.
        if record and new.key not in found and record.id not in taken:
            found[new.key] = Known(record)
    return found


def _speaks_for_itself(new: Newcomer, record: Record) -> bool:
    """Tell whether a source is surely the article that is known by its name."""
    if new.given and record.given:
        return new.given == record.given
    # A record without a hash was recovered from a release, and has no sketch to compare.
    if not record.content_hash or record.content_hash == new.digest:
        return True
    return likeness(new.marks, record.sketch) >= SAME_ARTICLE


def _by_given_id(strangers: Sequence[Newcomer], orphans: Sequence[Record]) -> dict[str, Known]:
    """Pair sources with records of the same given id, where it means one of each."""
    seen = Counter(new.given for new in strangers)
    held = Counter(record.given for record in orphans)
    records = {record.given: record for record in orphans if record.given and held[record.given] == 1}
    return {
        new.key: _again(new, records[new.given], "the id that it gives")
        for new in strangers
        if new.given in records and seen[new.given] == 1
    }


def _by_equal_content(strangers: Sequence[Newcomer], orphans: Sequence[Record]) -> dict[str, Known]:
    """Pair sources with records of the same content; ties go by key."""
    waiting: dict[str, list[Record]] = {}
    for record in sorted(orphans, key=lambda record: record.key, reverse=True):
        waiting.setdefault(record.content_hash, []).append(record)
    found: dict[str, Known] = {}
    for new in sorted(strangers, key=lambda new: new.key):
        if records := waiting.get(new.digest):
            found[new.key] = _again(new, records.pop(), "its content, the same")
    return found


def _by_alike_content(strangers: Sequence[Newcomer], orphans: Sequence[Record]) -> dict[str, Known]:
    """Pair sources with records of alike content, the likest first; ties go by key."""
    records = {record.id: record for record in orphans}
    index = Index((record.sketch for record in orphans), SAME_ARTICLE)
    for record in orphans:
        index.add(record.id, record.sketch)
    pairs = [
        (-score, new.key, records[each].key, each, new)
        for new in strangers
        for score, each in index.alike(new.marks)
    ]
    found: dict[str, Known] = {}
    taken: set[str] = set()
    for score, key, _, each, new in sorted(pairs, key=lambda pair: pair[:3]):
        if key not in found and each not in taken:
            found[key] = _again(new, records[each], f"its content, {percent(-score)} alike")
            taken.add(each)
    return found


def _again(new: Newcomer, record: Record, by: str) -> Known:
    if new.key == record.key:
        return Known(record)
    return Known(record, f"known again by {by}; it was {record.key}")
