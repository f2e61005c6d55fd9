"""When a leaflet's text is due for its next review: arithmetic with dates, and no clock."""

from __future__ import annotations

import calendar
import datetime as dt

from outputs.edition import Item


def next_review(item: Item, months: int) -> dt.date | None:
    """Return the day on which an item's next review is due, `months` after its last update.

    The last update is the article's own date, or else the day on which the item changed last. With no months
    no review is due. A month that is too short ends on its last day.
    """
    if months <= 0:
        return None
    last = last_update(item)
    rank = last.year * 12 + last.month - 1 + months
    year, month = rank // 12, rank % 12 + 1
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month, min(last.day, calendar.monthrange(year, month)[1]))


def last_update(item: Item) -> dt.date:
    """Return the day of an item's last update: the article's own date, or else when the item changed."""
    stated = item.article.updated or item.article.published or item.updated
    return stated.date() if isinstance(stated, dt.datetime) else stated
