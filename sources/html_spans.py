"""Make a line's spans of the strings gathered for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from pipeline.model import Span, Spans
from sources.html_frames import Frame

Piece: TypeAlias = tuple[str, Frame]
"""A string and the element that it stood in."""


def collapsed(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave one space where pieces meet with several, and none at either end."""
    kept: list[Piece] = []
    for text, frame in pieces:
        fitting = text.removeprefix(" ") if kept and kept[-1][0].endswith(" ") else text
        if not kept:
            fitting = fitting.lstrip()
        if fitting:
            kept.append((fitting, frame))
    return trimmed(kept)


def trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Cut white space at the end."""
    kept = list(pieces)
    while kept:
        text, frame = kept.pop()
        if text := text.rstrip():
            return [*kept, (text, frame)]
    return kept


def dressed(pieces: Sequence[Piece]) -> Spans:
    """Make spans of pieces, those of the same dress together; mere space wears none."""
    spans: list[Span] = []
    for text, frame in pieces:
        bare = not text.strip()
        span = Span(text) if bare else _span(text, frame)
        if spans and replace(spans[-1], text=text) == span:
            span = replace(span, text=spans.pop().text + text)
        spans.append(span)
    return tuple(spans)


def _span(text: str, frame: Frame) -> Span:
    return Span(text, frame.strong, frame.emphasis, frame.href, frame.language)
