"""Take away the margin that a whole text is set in, so that its indents speak of lists and code alone."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.page import BULLET, NUMBER, is_prose

# A title or a label may stand out to the left.
_MOST = 0.8


def margin(texts: Sequence[str]) -> int:
    """Return by how many characters a text is set in, 0 where it is not.

    That is the least indent of its running text, where most lines have that; items of lists are indented
    anyway.
    """
    least = min((_indent(text) for text in texts if _runs(text)), default=0)
    filled = [text for text in texts if text.strip()]
    inside = sum(_indent(text) >= least for text in filled)
    return least if inside >= _MOST * len(filled) else 0


def flush(text: str, by: int) -> str:
    """Return a line without so many characters of its indent, or without what it has."""
    return text[min(by, _indent(text)) :]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _runs(text: str) -> bool:
    return is_prose(text.strip()) and not (BULLET.match(text) or NUMBER.match(text))
