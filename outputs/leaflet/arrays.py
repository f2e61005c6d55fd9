"""Let cffi parse one C type for lists of glyphs of any length: WeasyPrint names one for each length it meets.

cffi reads a type together with the names of all others, which takes 3 ms, and every process meets some thirty
lengths in its first fifty leaflets. An array of open length that is given its items is the same memory.

It depends on more than WeasyPrint's public interface:

- `weasyprint.pdf.fonts.ffi`, and its calls of `ffi.new("hb_codepoint_t[N]", items)` with N items.

tests/test_leaflet_lines.py says whether it is gone when the pin of WeasyPrint moves.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import weasyprint.pdf.fonts

STOCK = weasyprint.pdf.fonts.ffi
_SIZED = re.compile(r"hb_codepoint_t\[(\d+)\]")
_LOCK = threading.RLock()


class Types:
    """WeasyPrint's door to C, but for the types of lists of glyphs."""

    def __getattr__(self, name: str) -> object:
        """Return whatever else is asked for."""
        return getattr(STOCK, name)

    def new(self, kind: str, items: Sequence[int] | int | None = None) -> object:
        """Return new memory of a type, with these items in it."""
        sized = _SIZED.fullmatch(kind)
        if sized and isinstance(items, Sequence) and len(items) == int(sized[1]):
            return STOCK.new("hb_codepoint_t[]", items)
        return STOCK.new(kind, items)


@contextmanager
def arrays_have_one_type() -> Iterator[None]:
    """Let documents that are written while the context lasts have their lists of glyphs so."""
    with _LOCK:
        before, weasyprint.pdf.fonts.ffi = weasyprint.pdf.fonts.ffi, Types()
        try:
            yield
        finally:
            weasyprint.pdf.fonts.ffi = before
