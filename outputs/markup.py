"""Render blocks as HTML: the only place that escapes, shared by every channel that speaks HTML.

Inside, markup is a string whose texts `_escaped` has made safe; what leaves is `Markup`, which templates take
as it is. Formatting `Markup` itself costs three times as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

from outputs.urgent import urgent_groups
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
_SPECIAL = re.compile("[&<>'\"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A web address without anything that joining or the checks could change.
_WHOLE = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9/._~%&=+,:@!$()*?-]*[A-Za-z0-9/_~%&=+]")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_MAX_DEPTH = 6
# What stands in the opening tag of an element, by selector: "p", "li p", "p.caption".
_BARE: Mapping[str, str] = {}
# Elements without attributes, and a frame around what calls for help.
FRAMED: Mapping[str, str] = {"div.urgent": ""}


def allowed(text: str) -> str:
    """Replace the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def escape(text: str) -> Markup:
    """Escape text for HTML and XML, in content and in quoted attributes."""
    return Markup.escape(allowed(text))


def _escaped(text: str) -> str:
    """Escape as `escape` does; most texts hold nothing to escape."""
    return str(escape(text)) if _SPECIAL.search(text) else text


def safe_href(href: str, base: str = "") -> str:
    """Return an absolute http, https, mailto or tel address, or "" for any other."""
    if _WHOLE.fullmatch(href):
        return href  # most links: taking them apart and joining them again costs ten times this look
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
    return Markup(_spans(spans, base, _BARE))  # noqa: S704


def _spans(spans: Spans, base: str, dress: Mapping[str, str]) -> str:
    return "".join([_span(span, base, dress) for span in spans])


def _span(span: Span, base: str, dress: Mapping[str, str]) -> str:
    html = _escaped(span.text)
    if span.language:
        html = f'<span lang="{_escaped(span.language)}">{html}</span>'
    if span.emphasis:
        html = f"<em>{html}</em>"
    if span.strong:
        html = f"<strong>{html}</strong>"
    address = safe_href(span.href, base) if span.href else ""
    return f'<a href="{_escaped(address)}"{dress.get("a", "")}>{html}</a>' if address else html


def blocks_html(
    blocks: Sequence[Block],
    *,
    base: str = "",
    images: Sequence[Image] = (),
    shift: int = 0,
    dress: Mapping[str, str] = _BARE,
) -> Markup:
    """Render blocks in order, lists nested and table rows gathered.

    `base` resolves relative links. `images` with an absolute address are placed before the first block that
    stood after them in the source. `shift` is added to every heading's level (at most h6). `dress` holds
    attributes, each with a space before it, for elements by selector: a tag, a tag in a list item or in a
    quotation ("li p", "blockquote p"), "p.caption", or "div.urgent": with that one, what calls for help at
    once stands in a frame (`outputs.urgent`).
    """
    waiting = sorted((image for image in images if image.src), key=lambda image: image.line)
    runs = list(_runs(blocks))
    urgent = urgent_groups(runs) if "div.urgent" in dress else [False] * len(runs)
    parts: list[tuple[str, bool]] = []
    for run, is_urgent in zip(runs, urgent, strict=True):
        first = min(run[0].lines, default=0) if waiting else 0
        while waiting and first and waiting[0].line < first:
            parts.append((_image(waiting.pop(0), base, dress), False))
        parts.append((_run(run, base, shift, dress), is_urgent))
    parts.extend((_image(image, base, dress), False) for image in waiting)
    shown: list[str] = []
    for is_urgent, group in groupby((part for part in parts if part[0]), key=lambda part: part[1]):
        html = "\n".join(each for each, _ in group)
        shown.append(f'<div class="urgent"{dress["div.urgent"]}>\n{html}\n</div>' if is_urgent else html)
    return Markup("\n".join(shown))  # noqa: S704


def _image(image: Image, base: str, dress: Mapping[str, str]) -> str:
    """Render a picture, or nothing when its address is refused."""
    address = safe_href(image.src, base)
    if urlsplit(address).scheme not in {"http", "https"}:
        return ""
    figure, img = dress.get("figure", ""), dress.get("img", "")
    return f'<figure{figure}><img src="{_escaped(address)}" alt="{_escaped(image.alt)}"{img}></figure>'


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


def _run(run: tuple[Block, ...], base: str, shift: int, dress: Mapping[str, str]) -> str:
    of = dress.get
    match run[0]:
        case Heading(spans=spans, level=level):
            tag = f"h{min(6, max(1, level + shift))}"
            return f"<{tag}{of(tag, '')}>{_spans(spans, base, dress)}</{tag}>"
        case Paragraph(spans=spans):
            return f"<p{of('p', '')}>{_spans(spans, base, dress)}</p>"
        case Quote(spans=spans):
            quoted = f"<p{of('blockquote p', '')}>{_spans(spans, base, dress)}</p>"
            return f"<blockquote{of('blockquote', '')}>{quoted}</blockquote>"
        case Code(text=text):
            return f"<pre{of('pre', '')}><code{of('code', '')}>{_escaped(text)}</code></pre>"
        case Caption(spans=spans):
            return f'<p class="caption"{of("p.caption", "")}>{_spans(spans, base, dress)}</p>'
        case ListItem():
            return _list([block for block in run if isinstance(block, ListItem)], base, dress)
        case TableRow():
            return _table([block for block in run if isinstance(block, TableRow)], base, dress)


def _table(rows: Sequence[TableRow], base: str, dress: Mapping[str, str]) -> str:
    head_cell, cell = f'<th scope="col"{dress.get("th", "")}>', f"<td{dress.get('td', '')}>"

    def row_html(row: TableRow) -> str:
        first, last = (head_cell, "</th>") if row.header else (cell, "</td>")
        return f"<tr>{''.join(f'{first}{_spans(spans, base, dress)}{last}' for spans in row.cells)}</tr>"

    lead = 0
    while lead < len(rows) and rows[lead].header:
        lead += 1
    head = "".join(map(row_html, rows[:lead]))
    body = "".join(map(row_html, rows[lead:]))
    head = f"<thead>{head}</thead>" if head else head
    body = f"<tbody>{body}</tbody>" if body else body
    return f"<table{dress.get('table', '')}>{head}{body}</table>"


def _list(items: Sequence[ListItem], base: str, dress: Mapping[str, str]) -> str:
    """Nest items by depth; a change between bullets and numbers at one depth begins a new list."""
    parts: list[str] = []
    open_lists: list[tuple[bool, int]] = []  # (ordered, next number) from the outermost list inwards
    item_dress, paragraph_dress = dress.get("li", ""), dress.get("li p", "")

    def close() -> None:
        ordered, _ = open_lists.pop()
        parts.append("</li></ol>" if ordered else "</li></ul>")

    for item in items:
        text = _spans(item.spans, base, dress)
        if item.continued and open_lists:
            parts.append(f"<p{paragraph_dress}>{text}</p>")
            continue
        # A list can only be one deeper than the item before it: a jump is taken as one step.
        depth = min(item.depth, len(open_lists) + 1, _MAX_DEPTH)
        while len(open_lists) > depth:
            close()
        if len(open_lists) == depth and open_lists[-1][0] != item.ordered:
            close()
        number = 1 if item.number is None else item.number
        if len(open_lists) < depth:
            parts.append(_open_list(item.ordered, number, dress, inner=bool(open_lists)))
            open_lists.append((item.ordered, number))
        else:
            parts.append("</li>")
        expected = open_lists[-1][1]
        if item.ordered and item.number is not None and item.number != expected:
            expected = item.number
            parts.append(f'<li value="{expected}"{item_dress}>{text}')
        else:
            parts.append(f"<li{item_dress}>{text}")
        open_lists[-1] = (item.ordered, expected + 1)
    while open_lists:
        close()
    return "".join(parts)


def _open_list(ordered: bool, number: int, dress: Mapping[str, str], *, inner: bool) -> str:
    tag = "ol" if ordered else "ul"
    told = dress.get(f"li {tag}" if inner else tag, "")
    return f'<{tag} start="{number}"{told}>' if ordered and number != 1 else f"<{tag}{told}>"
