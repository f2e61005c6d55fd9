"""The blocks of an article as a list of lists, for the shelf: written and read without a schema, and so fast.

What readers of a release get is `outputs.article_json`. Another form than this one is another `_VERSION` of
the shelf.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from pipeline.model import (
    Block,
    Caption,
    Code,
    Heading,
    ListItem,
    Paragraph,
    Quote,
    Span,
    Spans,
    TableRow,
)


def dump(blocks: Sequence[Block]) -> bytes:
    """Write blocks as JSON."""
    return json.dumps([_row(block) for block in blocks], separators=(",", ":")).encode("ascii")


def load(data: bytes) -> tuple[Block, ...]:
    """Read what `dump` wrote. Raises ValueError, TypeError or KeyError when it is something else."""
    return tuple([_READERS[kind](*parts) for kind, *parts in json.loads(data)])


def _row(block: Block) -> list[object]:
    match block:
        case Heading(spans, level, lines):
            return ["heading", _spans(spans), level, lines]
        case Paragraph(spans, lines):
            return ["paragraph", _spans(spans), lines]
        case ListItem(spans, ordered, depth, number, continued, lines):
            return ["item", _spans(spans), ordered, depth, number, continued, lines]
        case Quote(spans, lines):
            return ["quote", _spans(spans), lines]
        case Code(text, lines):
            return ["code", text, lines]
        case Caption(spans, lines):
            return ["caption", _spans(spans), lines]
        case TableRow(cells, header, lines):
            return ["row", [_spans(cell) for cell in cells], header, lines]


def _spans(spans: Spans) -> list[object]:
    """Write most spans, which have no dress, as their text alone."""
    return [
        [one.text, one.strong, one.emphasis, one.href, one.language]
        if one.strong or one.emphasis or one.href or one.language
        else one.text
        for one in spans
    ]


def _spans_of(rows: Sequence[str | tuple[str, bool, bool, str, str]]) -> Spans:
    return tuple([Span(row) if isinstance(row, str) else Span(*row) for row in rows])


_READERS: Mapping[str, Callable[..., Block]] = {
    "heading": lambda rows, level, lines: Heading(_spans_of(rows), level, tuple(lines)),
    "paragraph": lambda rows, lines: Paragraph(_spans_of(rows), tuple(lines)),
    "item": lambda rows, ordered, depth, number, continued, lines: ListItem(
        _spans_of(rows), ordered, depth, number, continued, tuple(lines)
    ),
    "quote": lambda rows, lines: Quote(_spans_of(rows), tuple(lines)),
    "code": lambda text, lines: Code(text, tuple(lines)),
    "caption": lambda rows, lines: Caption(_spans_of(rows), tuple(lines)),
    "row": lambda cells, header, lines: TableRow(tuple(map(_spans_of, cells)), header, tuple(lines)),
}
