"""Which articles go into the next issue of the newsletter, and what its readers know already; pure.

An issue is open until it is sent: every publish makes it anew of all that came since the last one. Once sent
it is frozen, and what it told its readers is remembered: what is new is what no frozen issue knew.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from outputs.edition import Item, Statement

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(-\d+)?")


@dataclass(frozen=True, slots=True)
class Told:
    """What was known of an article when an issue was sent.

    `held` says whether the issue had it. `correction` and `retraction` are the moments of the statements that
    the release showed then.
    """

    id: str
    held: bool
    correction: dt.datetime | None = None
    retraction: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that was sent: `content_hash` is that of its files, which never change again."""

    name: str
    content_hash: str
    frozen: dt.datetime
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the settings ask of an issue.

    `name` may be empty. `articles` are ids, slugs or sources, chosen by hand, and nothing else is taken then;
    `topics` narrow it down. With `everything`, articles that readers have had come again beside new ones;
    without a new one, only an issue whose name is given is made.
    """

    name: str = ""
    articles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """What the settings say of one issue alone; what is empty is as it is for all issues."""

    subject: str = ""
    preheader: str = ""
    articles: tuple[str, ...] = ()


ALIKE = Own()


@dataclass(frozen=True, slots=True)
class Plan:
    """The next issue: its items newest first, and the ids of those that are in it as corrections.

    Without items there is none: `reason` says why, in a sentence, and `unknown` are articles that were chosen
    by hand and are not there.
    """

    name: str = ""
    items: tuple[Item, ...] = ()
    corrected: tuple[str, ...] = ()
    reason: str = ""
    unknown: tuple[str, ...] = ()


def plan(items: Sequence[Item], past: Sequence[Issue], wanted: Wanted) -> Plan:
    """Choose the items of the next issue, in the order in which they come.

    What was put right or taken back in an article that readers have had is in every issue that follows, until
    one is sent that says so, whatever else is asked for.
    """
    last = max(past, key=lambda issue: (issue.frozen, issue.name), default=None)
    if last and wanted.name in {issue.name for issue in past}:
        reason = (
            f"Issue {wanted.name} was sent and stays as it is; [newsletter] issue must name the next one."
        )
        return Plan(reason=reason)
    told = _told(past)
    corrected = tuple(item.id for item in items if _is_news_of_old(item, told.get(item.id)))
    chosen = {item.id for item in items if not item.retraction and _is_chosen(item, told, wanted)}
    taken = tuple(item for item in items if item.id in chosen or item.id in corrected)
    unknown = tuple(name for name in wanted.articles if not any(_is_called(item, name) for item in items))
    fresh = any(item.id not in told or not told[item.id].held for item in taken) or corrected
    if not taken or not (fresh or wanted.name):
        since = f"is new since issue {last.name}" if last else "is there that it could hold"
        return Plan(reason=f"No new issue of the newsletter: nothing {since}.", unknown=unknown)
    return Plan(wanted.name or _name(taken, corrected, past), taken, corrected, unknown=unknown)


def told_by(items: Sequence[Item], held: Sequence[str]) -> tuple[Told, ...]:
    """Return what an issue that holds the articles `held` tells, and what is known beside it, by id."""
    return tuple(
        Told(item.id, item.id in held, _stated(item.correction), _stated(item.retraction))
        for item in sorted(items, key=lambda item: item.id)
    )


def _told(past: Sequence[Issue]) -> Mapping[str, Told]:
    """Return the sum of what readers know; the statements are those of an issue that had the article."""
    known: dict[str, Told] = {}
    for issue in sorted(past, key=lambda issue: (issue.frozen, issue.name)):
        for each in issue.told:
            before = known.get(each.id, Told(each.id, held=False))
            if each.held or not before.held:
                known[each.id] = each
    return known


def _is_chosen(item: Item, told: Mapping[str, Told], wanted: Wanted) -> bool:
    if wanted.articles:
        return any(_is_called(item, name) for name in wanted.articles)
    if wanted.topics and not set(wanted.topics) & set(item.topics):
        return False
    return wanted.everything or item.id not in told


def _is_called(item: Item, name: str) -> bool:
    return name in {item.id, item.slug, item.source}


def _is_news_of_old(item: Item, told: Told | None) -> bool:
    """Tell whether readers have had an article, and not heard what was said of it since."""
    if told is None or not told.held:
        return False
    pairs = ((item.correction, told.correction), (item.retraction, told.retraction))
    return any(said and (heard is None or said.stated > heard) for said, heard in pairs)


def _stated(statement: Statement | None) -> dt.datetime | None:
    return statement.stated if statement else None


def _name(taken: Sequence[Item], corrected: Sequence[str], past: Sequence[Issue]) -> str:
    """Name an issue by its newest date; never before an older issue's, and no name is given twice."""
    names = {issue.name for issue in past}
    days = [(_said(item) if item.id in corrected else item.published).date().isoformat() for item in taken]
    day = max([*days, *(name[:10] for name in names if _DATE.fullmatch(name))])
    return next(name for n in count(1) if (name := day if n == 1 else f"{day}-{n}") not in names)


def _said(item: Item) -> dt.datetime:
    """Return when the last statement about an item was made."""
    return max(said.stated for said in (item.correction, item.retraction) if said)
