"""Render blocks as HTML: the only place that escapes, shared by every channel that speaks HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

from pipeline.model import (
    Block,
    Caption,
    Code,
    Heading,
    Image,
    ListItem,
    Paragraph,
    Quote,
    Span,
    Spans,
    TableRow,
)

# XML 1.0 section 2.2: what no feed can hold. The sources clean it; this is the last gate.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_MAX_DEPTH = 6


def allowed(text: str) -> str:
    """Replace the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def escape(text: str) -> Markup:
    """Escape text for HTML and XML, in content and in quoted attributes."""
    return Markup.escape(allowed(text))


def safe_href(href: str, base: str = "") -> str:
    """Return an absolute http, https, mailto or tel address, or "" for any other."""
    try:
        address = urljoin(base, href.strip()) if base else href.strip()
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES or re.search(r"[\s\x00-\x1f<>\"]", address):
        return ""
    if parts.scheme.lower() in {"http", "https"} and not parts.netloc:
        return ""
    return address


def spans_html(spans: Spans, base: str = "") -> Markup:
    """Render spans; a link whose address is refused leaves its text."""
    return Markup("").join(_span_html(span, base) for span in spans)


def _span_html(span: Span, base: str) -> Markup:
    html = escape(span.text)
    if span.emphasis:
        html = Markup("<em>{}</em>").format(html)
    if span.strong:
        html = Markup("<strong>{}</strong>").format(html)
    address = safe_href(span.href, base) if span.href else ""
    return Markup('<a href="{}">{}</a>').format(escape(address), html) if address else html


def blocks_html(
    blocks: Sequence[Block], *, base: str = "", images: Sequence[Image] = (), shift: int = 0
) -> Markup:
    """Render blocks in order, lists nested and table rows gathered.

    `base` resolves relative links. `images` with an absolute address are placed before the first block that
    stood after them in the source. `shift` is added to every heading's level (at most h6).
    """
    waiting = sorted((image for image in images if image.src), key=lambda image: image.line)
    parts: list[Markup] = []
    for run in _runs(blocks):
        first = min(run[0].lines, default=0)
        while waiting and first and waiting[0].line < first:
            parts.append(image_html(waiting.pop(0), base))
        parts.append(_run_html(run, base, shift))
    parts.extend(image_html(image, base) for image in waiting)
    return Markup("\n").join(part for part in parts if part)


def image_html(image: Image, base: str = "") -> Markup:
    """Render a picture, or nothing when its address is refused."""
    address = safe_href(image.src, base)
    if urlsplit(address).scheme not in {"http", "https"}:
        return Markup("")
    return Markup('<figure><img src="{}" alt="{}"></figure>').format(escape(address), escape(image.alt))


def _runs(blocks: Iterable[Block]) -> Iterator[tuple[Block, ...]]:
    """Group consecutive list items and consecutive table rows; every other block stands alone."""
    numbered = enumerate(blocks)

    def group(pair: tuple[int, Block]) -> tuple[str, int]:
        index, block = pair
        if isinstance(block, ListItem):
            return "list", -1
        return ("table", -1) if isinstance(block, TableRow) else ("alone", index)

    for _, members in groupby(numbered, key=group):
        yield tuple(block for _, block in members)


def _run_html(run: tuple[Block, ...], base: str, shift: int) -> Markup:
    match run[0]:
        case Heading(spans=spans, level=level):
            rank = min(6, max(1, level + shift))
            return Markup("<h{0}>{1}</h{0}>").format(rank, spans_html(spans, base))
        case Paragraph(spans=spans):
            return Markup("<p>{}</p>").format(spans_html(spans, base))
        case Quote(spans=spans):
            return Markup("<blockquote><p>{}</p></blockquote>").format(spans_html(spans, base))
        case Code(text=text):
            return Markup("<pre><code>{}</code></pre>").format(escape(text))
        case Caption(spans=spans):
            return Markup('<p class="caption">{}</p>').format(spans_html(spans, base))
        case ListItem():
            return _list_html([block for block in run if isinstance(block, ListItem)], base)
        case TableRow():
            return _table_html([block for block in run if isinstance(block, TableRow)], base)


def _table_html(rows: Sequence[TableRow], base: str) -> Markup:
    def row_html(row: TableRow) -> Markup:
        cell = Markup('<th scope="col">{}</th>') if row.header else Markup("<td>{}</td>")
        cells = Markup("").join(cell.format(spans_html(spans, base)) for spans in row.cells)
        return Markup("<tr>{}</tr>").format(cells)

    lead = 0
    while lead < len(rows) and rows[lead].header:
        lead += 1
    head = Markup("").join(row_html(row) for row in rows[:lead])
    body = Markup("").join(row_html(row) for row in rows[lead:])
    head = Markup("<thead>{}</thead>").format(head) if head else head
    body = Markup("<tbody>{}</tbody>").format(body) if body else body
    return Markup("<table>{}{}</table>").format(head, body)


def _list_html(items: Sequence[ListItem], base: str) -> Markup:
    """Nest items by depth; a change between bullets and numbers at one depth begins a new list."""
    parts: list[Markup] = []
    open_lists: list[tuple[bool, int]] = []  # (ordered, next number) from the outermost list inwards

    def close() -> None:
        ordered, _ = open_lists.pop()
        parts.append(Markup("</li></ol>") if ordered else Markup("</li></ul>"))

    for item in items:
        text = spans_html(item.spans, base)
        if item.continued and open_lists:
            parts.append(Markup("<p>{}</p>").format(text))
            continue
        # A list can only be one deeper than the item before it: a jump is taken as one step.
        depth = min(item.depth, len(open_lists) + 1, _MAX_DEPTH)
        while len(open_lists) > depth:
            close()
        if len(open_lists) == depth and open_lists[-1][0] != item.ordered:
            close()
        number = 1 if item.number is None else item.number
        if len(open_lists) < depth:
            parts.append(_open_list(item.ordered, number))
            open_lists.append((item.ordered, number))
        else:
            parts.append(Markup("</li>"))
        expected = open_lists[-1][1]
        if item.ordered and item.number is not None and item.number != expected:
            expected = item.number
            parts.append(Markup('<li value="{}">{}').format(expected, text))
        else:
            parts.append(Markup("<li>{}").format(text))
        open_lists[-1] = (item.ordered, expected + 1)
    while open_lists:
        close()
    return Markup("").join(parts)


def _open_list(ordered: bool, number: int) -> Markup:
    if not ordered:
        return Markup("<ul>")
    return Markup("<ol>") if number == 1 else Markup('<ol start="{}">').format(number)
