"""Stretch the notes area of a laid-out page until the page is full, so that one rendering is enough.

A second rendering with the slack as the area's height would double the time of most leaflets. Instead, what
stands under the ruled lines moves down and lines are added, before WeasyPrint places backgrounds and links.

It depends on more than WeasyPrint's public interface:

- `weasyprint.layout.layout_backgrounds(page, get_image)`, called once for each page when its boxes stand;
- boxes: `element`, `children`, `position_y`, `height`, `margin_height()`, `content_box_y()`, `copy()`,
  `translate(dy=)`, `descendants()`; the class `MarginBox`.

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

# Left blank under the last block: rounding must never reach into the margin.
_SPARE_PX = 1.0 * 96 / 25.4
_CLOSING = frozenset({"notes", "contact", "source"})
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


class Document(Protocol):
    """What is asked of a rendered document."""

    pages: Sequence[Page]


class Page(Protocol):
    """What is asked of a page."""

    _page_box: Box


@contextmanager
def notes_fill_the_page() -> Iterator[None]:
    """Let every document that is laid out while the context lasts stretch its notes area."""
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


@dataclass(frozen=True, slots=True)
class Ending:
    """How a leaflet ends, in pixels.

    `spill` is the height of the text on the last page, `room` what is left under the text on the page where
    it ends, `need` the height of the contact box and the source line, `page` the height of a page.
    """

    spill: float
    room: float
    need: float
    page: float


def ending(document: Document) -> Ending:
    """Measure how a laid-out leaflet ends."""
    pages = [page._page_box for page in document.pages]
    text = [_bottom([block for block in _blocks(page) if _class(block) not in _CLOSING]) for page in pages]
    last = max((rank for rank, bottom in enumerate(text) if bottom is not None), default=0)
    top, height = pages[last].content_box_y(), pages[last].height
    bottom = text[last] or top
    closing = [block for page in pages for block in _blocks(page) if _class(block) in {"contact", "source"}]
    return Ending(
        spill=bottom - top if last == len(pages) - 1 else 0.0,
        room=top + height - bottom,
        need=sum(block.margin_height() for block in closing),
        page=height,
    )


def _bottom(blocks: Sequence[Box]) -> float | None:
    return max((block.position_y + block.margin_height() for block in blocks), default=None)


def _blocks(page: Box) -> Sequence[Box]:
    """Return the blocks of the body on a page."""
    root = next(child for child in page.children if not isinstance(child, boxes.MarginBox))
    return root.children[0].children if root.children else ()


def _class(box: Box) -> str:
    return (box.element.get("class") or "").split(" ")[0] if box.element is not None else ""


def _stretch(page: Box) -> None:
    blocks = _blocks(page)
    at = next((rank for rank, block in enumerate(blocks) if _class(block) == "notes"), None)
    if at is None:
        return
    notes = blocks[at]
    bottom = max(block.position_y + block.margin_height() for block in blocks)
    growth = page.content_box_y() + page.height - bottom - _SPARE_PX
    rules = notes.children[-1]
    if growth <= 0 or not rules.children:
        return
    _rule(rules, rules.height + growth)
    notes.height += growth
    for block in blocks[at + 1 :]:
        block.translate(dy=growth)


def _rule(rules: Box, height: float) -> None:
    """Fill the area with lines at the distance of the first ones, or a little more."""
    first = rules.children[0]
    distance = first.margin_height()
    count = max(1, int(height // distance))
    spread = height / count
    top = first.position_y
    lines: list[Box] = []
    for rank in range(count):
        line = first.copy()
        line.translate(dy=top + rank * spread - line.position_y)
        line.height += spread - distance
        lines.append(line)
    rules.children = tuple(lines)
    rules.height = height
