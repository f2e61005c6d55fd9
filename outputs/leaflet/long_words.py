"""Divide words that are wider than their line: between syllables, near their middle, rather than anywhere.

No hyphen is printed and none is added to the text: the word comes out of the PDF whole. Words that fit a line
are never divided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import pyphen
from markupsafe import Markup

from outputs.leaflet.advances import width_em

# The narrowest line, of a tri-fold's title, takes more letters than this.
_LONG = re.compile(r"[^\W\d_]{9,}")
_TEXT = re.compile(r">[^<]+")
# What is foreseen of a word's width may be wrong by this much: letters are set closer or wider in pairs.
_RESERVE = 0.99


@dataclass(frozen=True, slots=True)
class Line:
    """The room of a line in ems of its text, and what that text is."""

    room_em: float
    language: str
    bold: bool = False


def divided(html: Markup, line: Line) -> Markup:
    """Let words that are wider than a line break between syllables; other markup stays as it is."""
    marked = _TEXT.sub(lambda text: _LONG.sub(lambda word: _divided(word[0], line), text[0]), f">{html}")
    return Markup(marked[1:])  # noqa: S704 - the pieces are cut from escaped HTML


def _divided(word: str, line: Line) -> str:
    if width_em(word, bold=line.bold) <= line.room_em * _RESERVE:
        return word
    return "<wbr>".join(_pieces(word, line))


def _pieces(word: str, line: Line) -> Iterator[str]:
    """Cut a word into the fewest pieces that fit, all of about the same width."""
    room = line.room_em * _RESERVE
    cuts = _between_syllables(word, line.language)
    start = 0
    while (rest := width_em(word[start:], bold=line.bold)) > room:
        share = rest / ceil(rest / room)
        widths = {cut: width_em(word[start:cut], bold=line.bold) for cut in cuts if cut > start}
        fitting = [cut for cut, width in widths.items() if width <= room]
        if not fitting:
            break
        end = min(fitting, key=lambda cut: abs(widths[cut] - share))
        yield word[start:end]
        start = end
    yield word[start:]


def _between_syllables(word: str, language: str) -> list[int]:
    dictionary = _dictionary(language)
    return [int(place) for place in dictionary.positions(word)] if dictionary else []


@lru_cache(maxsize=8)
def _dictionary(language: str) -> pyphen.Pyphen | None:
    known = pyphen.language_fallback(language.replace("-", "_"))
    # Three letters at the least stay together at either end.
    return pyphen.Pyphen(lang=known, left=3, right=3) if known else None
