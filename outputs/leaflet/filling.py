"""Stretch the areas for notes until the pages are full, so that one rendering is enough.

An area takes no room while the pages are laid out. Then what stands under it moves to the foot of the page,
and the area gets its heading and as many lines as there is room for, before WeasyPrint places backgrounds and
links; the areas of a page for notes share it. Without room for the heading and two lines there are none, for
a line alone looks like a divider: the contact box takes the half of it.

It depends on more than WeasyPrint's public interface:

- `weasyprint.layout.layout_backgrounds(page, get_image)`, called once for each page when its boxes stand,
  in the order of the pages;
- boxes: `element`, `children`, `position_y`, `height`, `margin_height()`, `content_box_y()`, `copy()`,
  `translate(dy=)`; the class `MarginBox`.

tests/test_leaflet_filling.py says which of these is gone when the pin of WeasyPrint moves.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import weasyprint.layout

from outputs.leaflet.anatomy import (
    FRAMES,
    PX_PER_MM,
    Box,
    areas_of,
    body_of,
    classes_of,
    root_of,
    trail_of,
)
from outputs.leaflet.binding import Binding, moved_px

# Left blank under the last block: rounding must never reach into the margin.
_SPARE_PX = 0.5 * PX_PER_MM
# The distance of the lines, of the heading from what stands above it, and of the first line from the heading.
_RULE_PX, _GAP_PX = 9.0 * PX_PER_MM, 6.0 * PX_PER_MM
_HEADING_PX = 3.0 * PX_PER_MM
# Who needs large print writes large; where there is little room, it is used better with less.
_LARGE = 4 / 3
_CLOSE_RULE_PX, _CLOSE_GAP_PX = 7.5 * PX_PER_MM, 4.5 * PX_PER_MM
_LEAST_RULES = 2
# What the contact box takes of room that is too little for lines.
_BOX_SHARE = 0.75
_NOT_TEXT = FRAMES | {"cover", "notes"}
_LOCK = threading.RLock()


class Page(Protocol):
    """What is asked of a page."""

    _page_box: Box


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a laid-out page is for.

    `spare` ones only make the pages even; `moved_mm` is the height of the contact box that one got from the
    page before. `notes_mm` is the height of the last area for notes, `under_text_mm` what is left under the
    article's text, None where there is no text.
    """

    spare: bool
    moved_mm: float
    notes_mm: float
    under_text_mm: float | None


@contextmanager
def notes_fill_the_pages() -> Iterator[None]:
    """Let a document that is laid out while the context lasts stretch its areas for notes."""
    with _LOCK:
        stock = weasyprint.layout.layout_backgrounds
        binding = Binding()

        def stretched(page: Box, get_image: object) -> None:
            binding.take(page)
            _stretch(page)
            stock(page, get_image)

        weasyprint.layout.layout_backgrounds = stretched
        try:
            yield
        finally:
            weasyprint.layout.layout_backgrounds = stock


def leaf_of(page: Page) -> Leaf:
    """Say what a page is for, once its areas are stretched."""
    box = page._page_box
    body = body_of(box)
    blocks = body.children if body is not None else ()
    trail = trail_of(body)
    text = [block for block in blocks if not classes_of(block) & _NOT_TEXT]
    bottom = max((block.position_y + block.margin_height() for block in text), default=None)
    end = box.content_box_y() + box.height
    return Leaf(
        spare=any("spare" in classes_of(block) for block in blocks),
        moved_mm=moved_px(body) / PX_PER_MM if body is not None else 0.0,
        notes_mm=trail[-1].height / PX_PER_MM if trail else 0.0,
        under_text_mm=None if bottom is None else (end - bottom) / PX_PER_MM,
    )


def _stretch(page: Box) -> None:
    """Give the last area of a page, or all those of a page for notes, the room that is left."""
    body = body_of(page)
    trail = trail_of(body)
    if body is None or not trail:
        return
    bottom = max(block.position_y + block.margin_height() for block in body.children)
    room = max(0.0, page.content_box_y() + page.height - bottom - _SPARE_PX)
    used = list(areas_of(trail[0])) if "spare" in classes_of(trail[0]) else trail[-1:]
    for area in areas_of(body):
        if area not in used:
            area.children = ()
    scale = _LARGE if "large-print" in classes_of(root_of(page)) else 1.0
    for rank, area in enumerate(used):
        area.translate(dy=rank * room / len(used))
        _rule(area, room / len(used), scale)
    taken = 0.0 if trail[-1].children else room * _BOX_SHARE
    around = body
    for box in trail:
        if box not in used:
            box.height += room
        for later in around.children[list(around.children).index(box) + 1 :]:
            later.translate(dy=room)
            if taken and "contact" in classes_of(later):
                _widen(later, taken)
        around = box


def _widen(contact: Box, by: float) -> None:
    """Let the contact box grow upwards, with what is in it in the middle."""
    contact.translate(dy=-by)
    contact.height += by
    for part in contact.children:
        part.translate(dy=by / 2)


def _rule(area: Box, room: float, scale: float) -> None:
    """Give an area its room, and place its heading and lines in it where there is enough for them."""
    parts, area.children = area.children, ()
    area.height += room
    if len(parts) < 2:
        # The page ends between them.
        return
    heading, rules = parts
    for gap, least in ((_GAP_PX, scale * _RULE_PX), (_CLOSE_GAP_PX, _CLOSE_RULE_PX)):
        above = gap + _HEADING_PX
        count = int((room - above) // least)
        if count >= _LEAST_RULES:
            heading.translate(dy=gap)
            _draw(rules, area.position_y + above, room - above, count)
            area.children = (heading, rules)
            return


def _draw(rules: Box, top: float, height: float, count: int) -> None:
    """Make so many lines of the first one, which share the height."""
    distance = height / count
    lines: list[Box] = []
    for rank in range(count):
        line = rules.children[0].copy()
        line.translate(dy=top + rank * distance - line.position_y)
        line.height = distance - (line.margin_height() - line.height)
        lines.append(line)
    rules.translate(dy=top - rules.position_y)
    rules.children = tuple(lines)
    rules.height = height
