"""What a person must see before it is printed: overdue reviews, gaps, removed warnings, doubtful lines.

Without `[leaflet] hold_on` all of it is printed, and the report warns. What is held back waits for a person's
approval, which is bound to the text and to the reasons: new words or a new reason want a new one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.identity import content_hash
from outputs.edition import Item
from outputs.language import spoken_date
from outputs.leaflet.review import next_review
from pipeline.audit import LOOK_FIRST
from pipeline.model import Notice

OVERDUE, DOUBTFUL = "overdue-review", "low-confidence"
# Each reason that `hold_on` may name, with the codes of the notices that give it.
REASONS: Mapping[str, frozenset[str]] = {
    "overdue-review": frozenset({OVERDUE}),
    "incomplete": frozenset(
        {
            "lead-in-without-content",
            "empty-table-of-contents",
            "empty-section",
            "number-gap",
            "title-missing",
            "unreadable-characters",
        }
    ),
    "guarded-removal": LOOK_FIRST,
    "low-confidence": frozenset({DOUBTFUL}),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Why an article's leaflets are held back, and the hash that an approval of them is bound to."""

    reasons: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What is checked: the months between reviews (0: none), today, what holds, and what was approved.

    `approved` holds pairs of an article's id and the hash of what was seen.
    """

    review_months: int
    today: dt.date
    hold_on: Sequence[str] = ()
    approved: Collection[tuple[str, str]] = ()


def flags_of(item: Item, doubtful: Sequence[int], rules: Rules) -> tuple[Notice, ...]:
    """Return what is to be told of an article beyond its own notices."""
    if item.retraction:
        return ()
    found: list[Notice] = []
    due = next_review(item, rules.review_months)
    if due is not None and due < rules.today:
        found.append(Notice(OVERDUE, f"Its review was due on {spoken_date(due)}."))
    if doubtful:
        count = "One line was" if len(doubtful) == 1 else f"{len(doubtful)} lines were"
        found.append(Notice(DOUBTFUL, f"{count} kept or removed with little confidence.", tuple(doubtful)))
    return tuple(found)


def held(item: Item, notices: Sequence[Notice], rules: Rules) -> Held | None:
    """Return why an article's leaflets are held back; None where nothing holds them, or all was approved."""
    if not rules.hold_on:
        return None
    reasons = tuple(
        reason for reason in rules.hold_on if any(notice.code in REASONS[reason] for notice in notices)
    )
    if not reasons or item.retraction:
        return None
    codes = frozenset[str]().union(*(REASONS[reason] for reason in reasons))
    whole = hashlib.sha256(content_hash(item.article).encode())
    for notice in notices:
        if notice.code in codes:
            whole.update(f"\n{notice.code} {notice.message}".encode("utf-8", "backslashreplace"))
    digest = whole.hexdigest()[:16]
    return None if (item.id, digest) in rules.approved else Held(reasons, digest)


def next_change(items: Iterable[Item], rules: Rules, timezone: dt.tzinfo) -> int | None:
    """Return when the next review falls overdue, in seconds since 1970; None where none ever will."""
    dues = (next_review(item, rules.review_months) for item in items if not item.retraction)
    coming = [due for due in dues if due is not None and rules.today <= due < dt.date.max]
    if not coming:
        return None
    morrow = min(coming) + dt.timedelta(days=1)
    return int(dt.datetime.combine(morrow, dt.time(), timezone).timestamp())


def held_line(item: Item, held: Held) -> str:
    """Say what is held back, and what to do about it."""
    return (
        f"{item.source}: {', '.join(held.reasons)}. Approve: handbill approve-leaflet {item.slug} --by NAME"
    )
