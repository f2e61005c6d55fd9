"""Render an article as plain text that a person likes to read: from the model, never from HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from outputs.language import spoken_date
from outputs.markup import allowed, safe_href
from outputs.wrap import columns, wrap
from pipeline.model import (
    Article,
    Block,
    Caption,
    Code,
    Heading,
    ListItem,
    Paragraph,
    Quote,
    Spans,
    TableRow,
    plain,
)

WIDTH = 78  # RFC 5322 section 2.1.1
_UNDERLINES = {1: "=", 2: "-", 3: "~"}


@dataclass(frozen=True, slots=True)
class PlainText:
    """Text and the addresses that its [1], [2], ... stand for, in order."""

    text: str
    links: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Replace what XML cannot hold; the markup's own gate, without its escaping."""
    return allowed(text)


def plain_text(article: Article, *, width: int = WIDTH) -> str:
    """Render an article whole, wrapped at `width` columns, with its links listed at the end.

    An address is never broken, so a long one may stand out.
    """
    updated = f"Updated {spoken_date(article.updated)}" if article.updated else ""
    body = blocks_plain(article.blocks, base=article.source_url, width=width)
    parts = (
        heading_plain(article.title, 1, width=width),
        head_plain(article, article.byline, updated, width=width),
        body.text,
    )
    links = links_plain(body.links)
    return "\n\n".join(part for part in (*parts, links) if part) + "\n"


def head_plain(article: Article, *about: str, width: int = WIDTH) -> str:
    """Render the dek of an article and a line of what is to be said about it, as far as there is any."""
    lines = (clean(article.dek), " · ".join(clean(part) for part in about if part))
    return "\n\n".join("\n".join(wrap(line, width)) for line in lines if line.strip())


def heading_plain(text: str, level: int, *, width: int = WIDTH) -> str:
    """Render a heading with a line under it; the deeper, the lighter."""
    lines = wrap(clean(text), width)
    rule = _UNDERLINES.get(level, ".") * min(width, max((columns(line) for line in lines), default=0))
    return "\n".join([*lines, rule])


def links_plain(links: Sequence[str], *, first: int = 1) -> str:
    """List addresses under their numbers."""
    return "\n".join(f"[{number}] {address}" for number, address in enumerate(links, start=first))


def blocks_plain(
    blocks: Sequence[Block],
    *,
    base: str = "",
    width: int = WIDTH,
    shift: int = 0,
    links: Sequence[str] = (),
) -> PlainText:
    """Render blocks in order; `links` are addresses that are numbered already.

    The result's links are these and the new ones; an address keeps its number when it comes again.
    `shift` is added to every heading's level.
    """
    known = list(links)
    parts = [_run_plain(run, base, width, shift, known) for run in _runs(blocks)]
    return PlainText("\n\n".join(part for part in parts if part), tuple(known))


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """Group consecutive list items and consecutive table rows; every other block stands alone."""

    def group(pair: tuple[int, Block]) -> object:
        index, block = pair
        return type(block) if isinstance(block, ListItem | TableRow) else index

    for _, members in groupby(enumerate(blocks), key=group):
        yield tuple(block for _, block in members)


def _run_plain(run: tuple[Block, ...], base: str, width: int, shift: int, links: list[str]) -> str:
    match run[0]:
        case Heading(spans=spans, level=level):
            return heading_plain(_spans_plain(spans, base, links), max(1, level + shift), width=width)
        case Paragraph(spans=spans) | Caption(spans=spans):
            return "\n".join(wrap(_spans_plain(spans, base, links), width))
        case Quote(spans=spans):
            return "\n".join(wrap(_spans_plain(spans, base, links), width, first="> ", rest="> "))
        case Code(text=text):
            return "\n".join(f"    {line}".rstrip() for line in clean(text).split("\n"))
        case ListItem():
            items = [block for block in run if isinstance(block, ListItem)]
            return "\n".join(_list_lines(items, base, width, links))
        case TableRow():
            rows = [block for block in run if isinstance(block, TableRow)]
            return "\n".join(_table_lines(rows, base, width, links))


def _spans_plain(spans: Spans, base: str, links: list[str]) -> str:
    """Join spans; a link is followed by its number unless its text is the address itself."""
    parts: list[str] = []
    for href, members in groupby(spans, key=lambda span: span.href):
        text = clean(plain(tuple(members)))
        address = safe_href(href, base) if href else ""
        shown = text.strip()
        if not address or not shown or shown in {address, address.partition(":")[2].lstrip("/")}:
            parts.append(text)
            continue
        if address not in links:
            links.append(address)
        room = text[len(text.rstrip()) :]
        parts.append(f"{text.rstrip()}\u00a0[{links.index(address) + 1}]{room}")
    return "".join(parts)


def _list_lines(items: Sequence[ListItem], base: str, width: int, links: list[str]) -> Iterator[str]:
    """Hang each item on its bullet or number; a further paragraph stands under the item's text."""
    counters: dict[int, int] = {}
    indent = ""
    for index, item in enumerate(items):
        text = _spans_plain(item.spans, base, links)
        if item.continued and index:
            yield ""
            yield from wrap(text, width, first=indent, rest=indent)
            continue
        mark = _mark(item, counters)
        # Beyond six levels the text would be pressed into the right margin.
        margin = "    " * (min(max(item.depth, 1), 6) - 1) + "  "
        indent = " " * len(margin + mark)
        yield from wrap(text, width, first=margin + mark, rest=indent) or [(margin + mark).rstrip()]


def _mark(item: ListItem, counters: dict[int, int]) -> str:
    """Return the bullet or the number of an item and keep count, one counter a depth."""
    for deeper in [depth for depth in counters if depth > item.depth]:
        del counters[deeper]
    if not item.ordered:
        counters.pop(item.depth, None)
        return "• "
    number = counters.get(item.depth, 0) + 1 if item.number is None else item.number
    counters[item.depth] = number
    return f"{number}. "


def _table_lines(rows: Sequence[TableRow], base: str, width: int, links: list[str]) -> Iterator[str]:
    """Set a table in columns where it fits the width, else one cell a line under its column's name."""
    table = [[_spans_plain(cell, base, links).strip() for cell in row.cells] for row in rows]
    count = max((len(cells) for cells in table), default=0)
    widths = [max((columns(cells[i]) for cells in table if i < len(cells)), default=0) for i in range(count)]
    if sum(widths) + 2 * max(count - 1, 0) > width:
        yield from _stacked(rows, table, width)
        return
    for row, cells in zip(rows, table, strict=True):
        padded = (cell + " " * (widths[i] - columns(cell)) for i, cell in enumerate(cells))
        yield "  ".join(padded).rstrip()
        if row.header:
            yield "  ".join("-" * size for size in widths)


def _stacked(rows: Sequence[TableRow], table: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    for number, (row, cells) in enumerate(zip(rows, table, strict=True)):
        if number:
            yield ""
        for index, cell in enumerate(cells):
            mark = "" if row.header else ("• " if index == 0 else "  ")
            yield from wrap(cell, width, first=mark, rest=" " * len(mark))
