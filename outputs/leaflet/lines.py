"""Lay out each line once: WeasyPrint sets the text of columns three times and more, to find where they end.

It asks for the line that begins at the same place of the same text in the same width each time, and more than
half of those answers have been given before. They are copied and moved to where the line stands now; what
WeasyPrint does with them is its own affair. The bytes of a leaflet stay the same.

It depends on more than WeasyPrint's public interface:

- `weasyprint.layout.inline.get_next_linebox`, which `iter_line_boxes` calls by its name; where no shapes are
  excluded, and nothing in the line box floats or is placed, its answer depends on the line box, the place to
  begin at, `text_indent` and the width of the block around it, and is at the left of that block's content;
- `copy()`, `children`, `position_x`, `position_y`, `is_leader`, `is_in_normal_flow()` of boxes, and that the
  line boxes of the document's first tree live, and keep their children, as long as it is laid out.

tests/test_leaflet_lines.py says which of these is gone when the pin of WeasyPrint moves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeAlias

import weasyprint.layout.inline
from weasyprint.formatting_structure import boxes

# The columns of a page differ in width by the errors of floating point; Pango reckons in 1024ths of a pixel.
_DIGITS = 3
_LOCK = threading.RLock()
# Where a line begins: the rank of a child, and where in it.
Place: TypeAlias = Mapping[int, "Place"] | None


class Box(Protocol):
    """What is asked of a box."""

    children: Sequence[Box]
    position_x: float
    position_y: float
    width: float
    height: float
    text_indent: float
    is_leader: bool

    def copy(self) -> Box:
        """Return a copy that shares the children."""
        ...

    def content_box_x(self) -> float:
        """Return the left edge of the content in pixels."""
        ...

    def is_in_normal_flow(self) -> bool:
        """Say whether the box neither floats nor is placed."""
        ...


class Context(Protocol):
    """What is asked of the context of a layout."""

    excluded_shapes: Sequence[object]


# A line, None where there is no more text, and where the next one begins.
Line: TypeAlias = tuple[Box | None, Place]
stock: Callable[..., Line] = weasyprint.layout.inline.get_next_linebox


class Lines:
    """The lines that were laid out in a document, none of which is part of it: it has copies."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[Box, Place, float]] = {}
        # A box is kept beside what is known of it, so that its identity is not given to another one.
        self._plain: dict[int, tuple[bool, Box]] = {}

    def next(  # noqa: PLR0913, PLR0917 - the arguments of the function it stands for
        self,
        context: Context,
        linebox: Box,
        position_y: float,
        bottom_space: float,
        skip_stack: Place,
        containing_block: Box,
        *others: object,
    ) -> Line:
        """Return what WeasyPrint's own function does, from memory where it was asked before.

        `others` are two lists for boxes that are placed, and the styles of a first letter and a first line.
        """
        *_, letter_style, line_style = others
        if context.excluded_shapes or letter_style or line_style or not self._is_plain(linebox):
            return stock(context, linebox, position_y, bottom_space, skip_stack, containing_block, *others)
        left = containing_block.content_box_x()
        width = round(containing_block.width, _DIGITS)
        key = id(linebox), _flat(skip_stack), linebox.text_indent, width
        if (known := self._known.get(key)) is not None:
            its, resume_at, its_left = known
            line = _moved(its, left - its_left, position_y - its.position_y)
            line.position_y = position_y
            linebox.position_x, linebox.position_y = line.position_x, position_y
            linebox.width, linebox.height = line.width, line.height
            return line, resume_at
        found = stock(context, linebox, position_y, bottom_space, skip_stack, containing_block, *others)
        if found[0] is not None:
            self._known[key] = _moved(found[0], 0.0, 0.0), found[1], left
        return found

    def _is_plain(self, linebox: Box) -> bool:
        """Say whether there is nothing but text in a line box."""
        if (known := self._plain.get(id(linebox))) is None:
            known = self._plain[id(linebox)] = all(map(_is_text, linebox.children)), linebox
        return known[0]


def _is_text(box: Box) -> bool:
    if box.is_leader or not box.is_in_normal_flow():
        return False
    return isinstance(box, boxes.TextBox) or (
        isinstance(box, boxes.InlineBox) and all(map(_is_text, box.children))
    )


def _flat(place: Place) -> tuple[int, ...]:
    steps: list[int] = []
    while place:
        ((step, place),) = place.items()
        steps.append(step)
    return tuple(steps)


def _moved(box: Box, right: float, down: float) -> Box:
    """Copy a box with all that is in it to another place."""
    copy = box.copy()
    copy.position_x += right
    copy.position_y += down
    if box.children:
        copy.children = [_moved(child, right, down) for child in box.children]
    return copy


@contextmanager
def lines_are_broken_once() -> Iterator[None]:
    """Let the one document that is laid out while the context lasts remember its lines."""
    with _LOCK:
        inline = weasyprint.layout.inline
        before = inline.get_next_linebox
        inline.get_next_linebox = Lines().next
        try:
            yield
        finally:
            inline.get_next_linebox = before
