"""Fit the articles of an issue into a number of bytes: as full as it goes, then shorter, then as links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from outputs.edition import Item

# Older articles are reached through the last link of the mail, which leads to the index.
_MOST_ARTICLES = 40


class Shape(StrEnum):
    """How much of an article stands in the mail."""

    NOTE = "note"  # what was put right in it, or why it was taken back
    WHOLE = "whole"
    LEAD = "lead"  # its opening
    TEASER = "teaser"
    BRIEF = "brief"  # a shorter teaser
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Placed:
    """An article of the issue in the shape that it got."""

    item: Item
    shape: Shape
    html: str


Render: TypeAlias = Callable[[Shape, Item], str]


def digest(items: Sequence[Item], render: Render, room_bytes: int) -> tuple[Placed, ...]:
    """Give the first article its opening and the others teasers, as `place` does.

    Where these do not fit, the teasers shorten; where that is not enough, the later ones become links.
    """
    items = items[:_MOST_ARTICLES]
    if not items:
        return ()
    for teaser in (Shape.TEASER, Shape.BRIEF):
        shapes = [Shape.LEAD, *[teaser] * (len(items) - 1)]
        placed = _all_of(items, shapes, render)
        if _sum(placed) <= room_bytes:
            return placed
    lead = place(items[:1], render, room_bytes // 2, (Shape.LEAD, Shape.BRIEF, Shape.LINK))
    if not lead:
        return place(items, render, room_bytes, (Shape.BRIEF, Shape.LINK))
    return lead + place(items[1:], render, room_bytes - _sum(lead), (Shape.BRIEF, Shape.LINK))


def place(
    items: Sequence[Item],
    render: Render,
    room_bytes: int,
    ladder: tuple[Shape, ...] = (Shape.WHOLE, Shape.TEASER, Shape.LINK),
) -> tuple[Placed, ...]:
    """Give each article the fullest shape of the ladder that fits, in order; the shapes never grow again.

    Room is kept for what follows: for the shape before the last when those of all articles take at most a
    third of it, for the last otherwise. Articles that not even the last fits for are left out, as are those
    beyond the newest 40. The HTML of all together takes at most `room_bytes`.
    """
    items = items[:_MOST_ARTICLES]
    fullest = _all_of(items, [ladder[0]] * len(items), render)
    if _sum(fullest) <= room_bytes:
        return fullest
    sizes = {shape: [size_of(render(shape, item)) for item in items] for shape in ladder[-2:]}
    return _in_order(items, render, room_bytes, ladder, sizes)


def _in_order(
    items: Sequence[Item],
    render: Render,
    room_bytes: int,
    ladder: tuple[Shape, ...],
    sizes: Mapping[Shape, Sequence[int]],
) -> tuple[Placed, ...]:
    short, least = (sizes[shape] for shape in ladder[-2:])
    kept = short if 3 * sum(short) <= room_bytes else least
    placed: list[Placed] = []
    for shape in ladder:
        behind = [] if shape is ladder[-1] else least if shape is ladder[-2] else kept
        for item in items[len(placed) :]:
            html = render(shape, item)
            if size_of(html) + sum(behind[len(placed) + 1 :]) > room_bytes:
                break
            placed.append(Placed(item, shape, html))
            room_bytes -= size_of(html)
    return tuple(placed)


def size_of(html: str) -> int:
    """Count the bytes of a text in UTF-8."""
    return len(html.encode("utf-8"))


def _all_of(items: Sequence[Item], shapes: Sequence[Shape], render: Render) -> tuple[Placed, ...]:
    pairs = zip(items, shapes, strict=True)
    return tuple(Placed(item, shape, render(shape, item)) for item, shape in pairs)


def _sum(placed: Sequence[Placed]) -> int:
    return sum(size_of(each.html) for each in placed)
