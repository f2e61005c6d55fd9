"""Which published articles are due for a review: the interval is `[leaflet] review_months`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows import release
from flows.previous import Previous
from flows.settings import Settings
from outputs.edition import Item
from outputs.leaflet.review import next_review
from pipeline.errors import UsageError

_DAYS = {"d": 1, "w": 7, "m": 31, "y": 366}


@dataclass(frozen=True, slots=True)
class Due:
    """An article with the day on which its review is due."""

    day: dt.date
    item: Item


def days_of(text: str) -> int:
    """Read a span of time such as 90d, 6w, 3m or 1y as days; months and years are the longest ones.

    Raises UsageError when it is none.
    """
    found = re.fullmatch(r"(\d{1,4})\s*([dwmy])", text.strip().lower())
    if not found:
        raise UsageError(f"{text} is no span of time.", remedy="Write it as 90d, 6w, 3m or 1y.")
    return int(found[1]) * _DAYS[found[2]]


def due(settings: Settings, today: dt.date, within_days: int) -> tuple[Due, ...]:
    """Return the articles whose review is overdue or due within so many days, the most urgent first.

    Raises UsageError when the settings name no interval.
    """
    months = settings.leaflets.printing.review_months
    if months <= 0:
        raise UsageError(
            "No interval of reviews is set.",
            remedy="Set review_months in [leaflet], such as 36: leaflets then name the day, too.",
        )
    items = Previous(release.current(settings.out)).items()
    return _due(items, months, today + dt.timedelta(days=within_days))


def _due(items: Sequence[Item], months: int, last: dt.date) -> tuple[Due, ...]:
    found = [
        Due(day, item)
        for item in items
        if not item.retraction and (day := next_review(item, months)) and day <= last
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.item.source)))


def line(each: Due, today: dt.date) -> str:
    """Say in words when an article's review is due."""
    days = (each.day - today).days
    when = "due today" if not days else f"due in {days} d" if days > 0 else f"overdue {-days} d"
    return f"{each.day.isoformat()}  {when:14}  {each.item.source}  {each.item.article.title}"
