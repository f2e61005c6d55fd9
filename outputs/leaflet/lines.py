"""Break each line once: WeasyPrint sets the text of columns two times and more, to find where they end.

It asks for the first line of the same text in the same style and width each time, and half of those answers
have been given before. What it does with them is its own affair: the bytes of a leaflet stay the same.

It depends on more than WeasyPrint's public interface:

- `weasyprint.text.line_break.split_first_line`, which `weasyprint.layout.inline` and `.preferred` call by a
  name of their own; its answer depends on its arguments alone, but for `context`, which holds hyphenation's
  dictionaries (leaflets have no hyphenation), and nobody changes it;
- one style object for all boxes of an element, for as long as a document is laid out.

tests/test_leaflet_lines.py says which of these is gone when the pin of WeasyPrint moves.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import weasyprint.layout.inline
import weasyprint.layout.preferred
import weasyprint.text.line_break

# The columns of a page differ in width by the errors of floating point; Pango reckons in 1024ths of a pixel.
_DIGITS = 3
stock = weasyprint.text.line_break.split_first_line
_LOCK = threading.RLock()


class Lines:
    """The first lines that were asked for while a document is laid out."""

    def __init__(self) -> None:
        # A style is kept beside its line, so that its identity is not given to another one.
        self._known: dict[tuple[object, ...], tuple[object, object]] = {}

    def first(  # noqa: PLR0913, PLR0917 - the arguments of the function it stands for
        self,
        text: str,
        style: object,
        context: object,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> object:
        """Return what WeasyPrint's own function does, from memory where it was asked before."""
        width = max_width if max_width is None else round(max_width, _DIGITS)
        key = (text, id(style), width, justification_spacing, is_line_start, minimum)
        if (known := self._known.get(key)) is not None:
            return known[0]
        line = stock(text, style, context, width, justification_spacing, is_line_start, minimum)
        self._known[key] = line, style
        return line


@contextmanager
def lines_are_broken_once() -> Iterator[None]:
    """Let the one document that is laid out while the context lasts remember its lines."""
    with _LOCK:
        users = weasyprint.layout.inline, weasyprint.layout.preferred
        before = [user.split_first_line for user in users]
        lines = Lines()
        for user in users:
            user.split_first_line = lines.first
        try:
            yield
        finally:
            for user, its in zip(users, before, strict=True):
                user.split_first_line = its
