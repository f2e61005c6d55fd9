"""Read plain text: one line for each physical line."""

from __future__ import annotations

from pipeline.model import Line, RawArticle
from pipeline.text import decode


def read_text(data: bytes, key: str, origin: str) -> RawArticle:
    """Read a text file; lines keep their indent and lose trailing space, the last line feed adds none.

    Raises UnreadableSource and NotAnArticle as `pipeline.text.decode` does.
    """
    decoded = decode(data, origin)
    texts = decoded.text.removesuffix("\n").split("\n")
    lines = tuple(Line(n, text.rstrip()) for n, text in enumerate(texts, start=1))
    return RawArticle(key=key, origin=origin, lines=lines, notices=decoded.notices)
