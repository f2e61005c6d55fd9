"""What a laid-out page is made of: WeasyPrint's boxes, found by the classes of their elements.

tests/test_leaflet_filling.py says what of it is gone when the pin of WeasyPrint moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes

PX_PER_MM = 96 / 25.4
# What areas for notes may stand in.
FRAMES = frozenset({"closing", "back", "spare"})


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


def root_of(page: Box) -> Box:
    """Return the box of <html>, whose classes tell the format and the setting."""
    return next(child for child in page.children if not isinstance(child, boxes.MarginBox))


def body_of(page: Box) -> Box | None:
    """Return the box of <body>, None where the page is empty."""
    root = root_of(page)
    return root.children[0] if root.children else None


def classes_of(box: Box) -> frozenset[str]:
    """Return the classes of a box's element."""
    return frozenset((box.element.get("class") or "").split() if box.element is not None else ())


def trail_of(box: Box | None) -> list[Box]:
    """Return the last area for notes in a box with the frames around it, from the outermost."""
    for child in reversed(box.children if box is not None else ()):
        if "notes" in classes_of(child):
            return [child]
        if classes_of(child) & FRAMES and (found := trail_of(child)):
            return [child, *found]
    return []


def areas_of(box: Box) -> Iterator[Box]:
    """Yield all areas for notes in a box."""
    for child in box.children:
        if "notes" in classes_of(child):
            yield child
        elif classes_of(child) & FRAMES:
            yield from areas_of(child)
