"""Stretch the areas for notes until the pages are full, so that one rendering is enough.

An area takes no room while the pages are laid out. Then what stands under it moves to the foot of the page,
and the area gets its heading and as many lines as there is room for, before WeasyPrint places backgrounds and
links. Where there is no room for the heading and two lines, it gets lines alone; without room for one it is
taken away.

It depends on more than WeasyPrint's public interface:

- `weasyprint.layout.layout_backgrounds(page, get_image)`, called once for each page when its boxes stand;
- boxes: `element`, `children`, `position_y`, `height`, `margin_height()`, `content_box_y()`, `copy()`,
  `translate(dy=)`; the class `MarginBox`.

tests/test_leaflet_filling.py says which of these is gone when the pin of WeasyPrint moves.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from xml.etree.ElementTree import Element

import weasyprint.layout
from weasyprint.formatting_structure import boxes

_PX_PER_MM = 96 / 25.4
# Left blank under the last block: rounding must never reach into the margin.
_SPARE_PX = 0.5 * _PX_PER_MM
# The distance of the lines, of the heading from what stands above it, and of the first line from the heading.
_RULE_PX = 9.0 * _PX_PER_MM
# A line alone takes less where there is no more: so the smallest page, of an A5 booklet, is 95 % full.
_LONE_RULE_PX = 8.0 * _PX_PER_MM
_GAP_PX = 6.0 * _PX_PER_MM
_HEADING_PX = 3.0 * _PX_PER_MM
_LEAST_RULES = 2
_NOT_TEXT = frozenset({"cover", "notes", "closing", "back"})
_LOCK = threading.RLock()


class Box(Protocol):
    """What is asked of a box of the layout."""

    element: Element | None
    children: Sequence[Box]
    position_y: float
    height: float

    def margin_height(self) -> float:
        """Return the height with padding, borders and margins in pixels."""
        ...

    def content_box_y(self) -> float:
        """Return the upper edge of the content in pixels."""
        ...

    def copy(self) -> Box:
        """Return a copy that shares the children."""
        ...

    def translate(self, *, dy: float) -> None:
        """Move the box and what is in it."""
        ...


class Page(Protocol):
    """What is asked of a page."""

    _page_box: Box


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a laid-out page is for.

    `spare` ones hold nothing but lines; `notes_mm` is the height of the last area for notes, `under_text_mm`
    what is left under the article's text, None where there is no text.
    """

    spare: bool
    notes_mm: float
    under_text_mm: float | None


@contextmanager
def notes_fill_the_pages() -> Iterator[None]:
    """Let every document that is laid out while the context lasts stretch its areas for notes."""
    with _LOCK:
        stock = weasyprint.layout.layout_backgrounds

        def stretched(page: Box, get_image: object) -> None:
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
    body = _body(box)
    blocks = body.children if body is not None else ()
    notes = trail[-1] if (trail := _trail(body)) else None
    text = [block for block in blocks if not set(_classes(block)) & _NOT_TEXT]
    bottom = max((block.position_y + block.margin_height() for block in text), default=None)
    end = box.content_box_y() + box.height
    return Leaf(
        spare=notes is not None and "spare" in _classes(notes),
        notes_mm=notes.height / _PX_PER_MM if notes is not None else 0.0,
        under_text_mm=None if bottom is None else (end - bottom) / _PX_PER_MM,
    )


def _body(page: Box) -> Box | None:
    root = next(child for child in page.children if not isinstance(child, boxes.MarginBox))
    return root.children[0] if root.children else None


def _classes(box: Box) -> list[str]:
    return (box.element.get("class") or "").split() if box.element is not None else []


def _trail(box: Box | None) -> list[Box]:
    """Return the last area for notes in a box with the boxes around it, from the outermost."""
    for child in reversed(box.children if box is not None else ()):
        if "notes" in _classes(child):
            return [child]
        if set(_classes(child)) & {"closing", "back"} and (found := _trail(child)):
            return [child, *found]
    return []


def _areas(box: Box) -> Iterator[Box]:
    """Yield all areas for notes on a page; only the last one is used."""
    for child in box.children:
        if "notes" in _classes(child):
            yield child
        elif set(_classes(child)) & {"closing", "back"}:
            yield from _areas(child)


def _stretch(page: Box) -> None:
    body = _body(page)
    trail = _trail(body)
    if body is None or not trail:
        return
    bottom = max(block.position_y + block.margin_height() for block in body.children)
    growth = page.content_box_y() + page.height - bottom - _SPARE_PX
    notes = trail[-1]
    for other in _areas(body):
        if other is not notes:
            other.children = ()
    if growth < 0 or not _rule(notes, growth):
        notes.children = ()
    growth = max(0.0, growth)
    notes.height += growth
    around = body
    for box in trail:
        if box is not notes:
            box.height += growth
        for later in around.children[list(around.children).index(box) + 1 :]:
            later.translate(dy=growth)
        around = box


def _rule(notes: Box, room: float) -> bool:
    """Place an area's heading, and fill the rest with lines 9 mm apart or a little more."""
    *heading, rules = notes.children
    # On top of a page the heading stands at the edge of the text.
    above = _GAP_PX + _HEADING_PX if heading else 0.0
    if heading and room - above < _LEAST_RULES * _RULE_PX:
        # No room for a heading: the lines alone.
        heading, above = [], 0.0
    count = int((room - above) // _RULE_PX) or int(room >= _LONE_RULE_PX)
    if not count:
        return False
    for box in heading:
        box.translate(dy=_GAP_PX)
    top = notes.position_y + above
    distance = (room - above) / count
    lines: list[Box] = []
    for rank in range(count):
        line = rules.children[0].copy()
        line.translate(dy=top + rank * distance - line.position_y)
        line.height = distance - (line.margin_height() - line.height)
        lines.append(line)
    rules.translate(dy=top - rules.position_y)
    rules.children = tuple(lines)
    notes.children = (*heading, rules)
    rules.height = room - above
    return True
