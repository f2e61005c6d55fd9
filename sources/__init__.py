"""Readers: bytes of a file in, raw articles out; one reader a file, one line in SOURCES."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from pipeline.errors import UnreadableSource
from pipeline.model import RawArticle

Reader: TypeAlias = Callable[[bytes, str, str], RawArticle]
"""A file's bytes, its key and its origin in; the raw article out."""


def _text(data: bytes, key: str, origin: str) -> RawArticle:
    from sources.text import read_text  # each reader loads only what it needs

    return read_text(data, key, origin)


def _html(data: bytes, key: str, origin: str) -> RawArticle:
    from sources.html import read_html  # Beautiful Soup and lxml, 0.2 s

    return read_html(data, key, origin)


SOURCES: Mapping[str, Reader] = {
    ".txt": _text,
    ".text": _text,
    ".html": _html,
    ".htm": _html,
}
"""From a file name's suffix, in lower case, to its reader."""


def read(data: bytes, *, key: str, origin: str, suffix: str) -> RawArticle:
    """Read a file's bytes by its suffix, in capitals or not.

    Raises UnreadableSource for a suffix that is not in SOURCES and for bytes that are no text, NotAnArticle
    where no text is to be seen.
    """
    reader = SOURCES.get(suffix.lower())
    if reader is None:
        named = f"the suffix “{suffix}”" if suffix else "a name without a suffix"
        raise UnreadableSource(
            f"has {named}, which no reader knows.", where=origin, remedy=f"Known are {', '.join(SOURCES)}."
        )
    return reader(data, key, origin)
