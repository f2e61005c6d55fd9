"""Fit the articles of an issue into a number of bytes: whole, then as teasers, then as mere links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from outputs.edition import Item

# Older articles are reached through the last link of the mail, which leads to the index.
_MOST_ARTICLES = 40


class Shape(StrEnum):
    """How much of an article stands in the mail; the value names its template."""

    WHOLE = "article"
    TEASER = "teaser"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Placed:
    """An article of the issue in the shape that it got."""

    item: Item
    shape: Shape
    html: str


Render: TypeAlias = Callable[[Shape, Item], str]


def place(items: Sequence[Item], render: Render, room_bytes: int) -> tuple[Placed, ...]:
    """Give each article the fullest shape that fits, in order; the shapes never grow again.

    Room is kept for what follows: for teasers when those of all articles take at most a third of it, for
    links otherwise. Articles that not even a link fits for are left out, as are those beyond the newest 40.
    The HTML of all together takes at most `room_bytes`.
    """
    items = items[:_MOST_ARTICLES]
    teasers = [_size(render(Shape.TEASER, item)) for item in items]
    links = [_size(render(Shape.LINK, item)) for item in items]
    least = teasers if 3 * sum(teasers) <= room_bytes else links
    placed: list[Placed] = []
    for shape, behind in ((Shape.WHOLE, least), (Shape.TEASER, links), (Shape.LINK, [])):
        for item in items[len(placed) :]:
            html = render(shape, item)
            if _size(html) + sum(behind[len(placed) + 1 :]) > room_bytes:
                break
            placed.append(Placed(item, shape, html))
            room_bytes -= _size(html)
    return tuple(placed)


def _size(html: str) -> int:
    return len(html.encode("utf-8"))
