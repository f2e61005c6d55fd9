"""Look up the lengths of a style once: WeasyPrint works out 18 of them for each box and each layout of it.

Most styles have no percentage among them, so that the lengths are the same wherever a box stands. These are
put into the box at once; all other styles go WeasyPrint's own way. The bytes of a leaflet stay the same.

It depends on more than WeasyPrint's public interface:

- `weasyprint.layout.percent.resolve_percentages(box, containing_block)`, which other modules of the layout
  call by names of their own; it sets the attributes that are named below, and no others;
- lengths of a style in px, "auto" or %, and functions, which have no unit;
- styles that do not change while a document is laid out (it copies those that it changes).

tests/test_leaflet_lines.py says which of these is gone when the pin of WeasyPrint moves.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

import weasyprint.layout.percent
from weasyprint.layout import absolute, block, column, grid, inline, page, table
from weasyprint.layout import float as floats

USERS = (absolute, block, column, floats, grid, inline, page, table)
SIDES = ("top", "right", "bottom", "left")
LENGTHS = (
    *(f"{area}_{side}" for area in ("margin", "padding") for side in SIDES),
    *(f"{limit}{axis}" for axis in ("width", "height") for limit in ("", "min_", "max_")),
)
_LOCK = threading.RLock()
_STOCK = weasyprint.layout.percent.resolve_percentages


class Box(Protocol):
    """What is asked of a box."""

    style: Mapping[str, object]


class Lengths:
    """The lengths of the styles that were met while a document is laid out, None where they may differ."""

    def __init__(self) -> None:
        # A style is kept beside its lengths, so that its identity is not given to another one.
        self._known: dict[int, tuple[dict[str, object] | None, Mapping[str, object]]] = {}

    def resolve(self, box: Box, containing_block: object) -> None:
        """Set a box's lengths, as WeasyPrint's own function does."""
        style = box.style
        if (known := self._known.get(id(style))) is None:
            known = self._known[id(style)] = fixed_lengths(style), style
        if known[0] is None:
            _STOCK(box, containing_block)
        else:
            box.__dict__.update(known[0])


def fixed_lengths(style: Mapping[str, object]) -> dict[str, object] | None:
    """Return the lengths that do not depend on what is around a box; None where one does."""
    if style["box_sizing"] != "content-box" or style["border_collapse"] == "collapse":
        return None
    found: dict[str, object] = {f"border_{side}_width": style[f"border_{side}_width"] for side in SIDES}
    for name in LENGTHS:
        value = style[name]
        if value == "auto":
            found[name] = 0 if name.startswith("min_") else value
        elif getattr(value, "unit", None) == "px":
            found[name] = value.value  # type: ignore[attr-defined]  # it has a unit, so it is a length
        else:
            return None
    return found


@contextmanager
def lengths_are_resolved_once() -> Iterator[None]:
    """Let the one document that is laid out while the context lasts remember the lengths of its styles."""
    with _LOCK:
        before = [user.resolve_percentages for user in USERS]
        lengths = Lengths()
        for user in USERS:
            user.resolve_percentages = lengths.resolve
        try:
            yield
        finally:
            for user, its in zip(USERS, before, strict=True):
                user.resolve_percentages = its
