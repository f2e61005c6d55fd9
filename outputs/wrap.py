"""Break text into lines by the columns that it takes on a screen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SPACES = re.compile(r"[ \t\r\n\f\v]+")  # not the no-break space
_JOINER = "\u200d"
_ADDRESS = re.compile(r"https?://|mailto:|www\.|[^@]@[^@]", re.IGNORECASE)


def columns(text: str) -> int:
    """Count the columns of a text: wide characters take two, combining ones none (UAX 11)."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Break a text between words into lines of at most `width` columns.

    `first` begins the first line, `rest` the others. A word longer than a line is broken between
    characters, an address never.
    """
    room = max(width - max(columns(first), columns(rest)), 1)
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for gap, piece, size in _pieces(text, room):
        if line and used + len(gap) + size > room:
            lines.append("".join(line))
            line = []
        lead = gap if line else (rest if lines else first)
        used = used + len(gap) + size if line else size
        line += [lead, piece]
    return [*lines, "".join(line)] if line else lines


def _pieces(text: str, room: int) -> Iterator[tuple[str, str, int]]:
    """Yield (space before, piece, its columns): words, and the characters of words that fit no line."""
    for word in filter(None, _SPACES.split(text)):
        size = columns(word)
        if size <= room or _ADDRESS.search(word):
            yield " ", word, size
            continue
        gap = " "
        for cluster in _clusters(word):
            yield gap, cluster, columns(cluster)
            gap = ""


def _clusters(word: str) -> Iterator[str]:
    """Split a word into characters, each with the marks and joined characters that belong to it."""
    cluster = ""
    for character in word:
        if cluster and _columns_of(character) and not cluster.endswith(_JOINER):
            yield cluster
            cluster = ""
        cluster += character
    yield cluster
