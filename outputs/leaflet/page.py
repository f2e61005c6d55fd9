"""The HTML of one leaflet, for print: masthead, title, text in columns, notes area, contact box."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markupsafe import Markup

from outputs.edition import Brand, Edition, Item, article_path
from outputs.leaflet.brand import dress_of, mark_html
from outputs.leaflet.qr import qr_svg
from outputs.markup import blocks_html, escape, safe_href
from pipeline.model import Article, Block, Code, Heading, ListItem, Paragraph, TableRow, block_text, plain

_RTL = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# A numbered list of up to six steps is followed with a finger: it stays on one side.
_SHORT_LIST = 6
# A short listing stays in one piece.
_SHORT_CODE = 15
# Widths at 12 pt: the page's text, one of its two columns, a bold letter with some reserve, a cell's padding.
_PAGE_MM = 176.0
_COLUMN_MM = 83.5
_LETTER_MM = 2.5
_CELL_MM = 4.0
# WeasyPrint's automatic table layout takes seconds from here on; equal columns take none.
_MANY_CELLS = 600
_LONG_ID = 12
# Room for two hand-written lines under the heading of the notes, at the least.
_RULES = 2
_RULE_MM = 9.0
# What fits one line under the QR code.
_UNBROKEN = 26
_LONG_TITLE = 70


@dataclass(frozen=True, slots=True)
class Fit:
    """What the layout may vary: whether there is an area for notes, and the spacing."""

    notes: bool = True
    tight: bool = False


def page_html(edition: Edition, item: Item, fit: Fit) -> str:
    """Return the whole document; its text is the article's, in order, with the brand's around it."""
    article, brand = item.article, edition.brand
    language = article.language or edition.site.language or "en"
    direction = "rtl" if language.partition("-")[0].lower() in _RTL else "ltr"
    parts = (
        _masthead_html(brand),
        _title_html(article),
        text_html(article.blocks, edition.site.url + article_path(item)),
        _notes_html(fit),
        _contact_html(edition, item),
        _source_html(article),
    )
    document = Markup(
        '<!DOCTYPE html><html lang="{lang}" dir="{dir}" class="{spacing}" style="{colors}" '
        'data-reference="{ref}">'
        "<head>{head}</head><body>{body}</body></html>"
    ).format(
        lang=escape(language),
        dir=direction,
        spacing="tight" if fit.tight else "roomy",
        colors=_colors(brand),
        ref=escape(reference_line(item)),
        head=_head_html(edition, item),
        body=Markup("\n").join(part for part in parts if part),
    )
    return str(document)


def reference_line(item: Item) -> str:
    """Return what the footer says of the leaflet: its reference and, where the article has one, its date."""
    reference = item.id if len(item.id) <= _LONG_ID else item.id[:8]
    updated = item.article.updated or item.article.published
    dated = f"Last updated {long_date(updated)}" if updated else ""
    return " · ".join(part for part in (reference, dated) if part)


def long_date(day: dt.date) -> str:
    """Write a date as "9 November 2022"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _colors(brand: Brand) -> str:
    dress = dress_of(brand.color)
    return f"--color: {dress.color}; --ink: {dress.ink}; --tint: {dress.tint}"


def _head_html(edition: Edition, item: Item) -> Markup:
    head = Markup("<title>{}</title>").format(escape(item.article.title))
    facts = {
        "author": edition.brand.name,
        "description": item.article.dek,
        "generator": "handbill",
        "dcterms.created": item.published.isoformat(timespec="seconds"),
        "dcterms.modified": item.updated.isoformat(timespec="seconds"),
    }
    meta = Markup('<meta name="{}" content="{}">')
    return head + Markup("").join(meta.format(name, escape(fact)) for name, fact in facts.items() if fact)


def _masthead_html(brand: Brand) -> Markup:
    tagline = Markup('<p class="tagline">{}</p>').format(escape(brand.tagline)) if brand.tagline else ""
    return Markup(
        '<header class="masthead" {}>{}<div class="names"><p class="name">{}</p>{}</div>'
        '<p class="kind"><span>Patient information</span></p></header>'
    ).format(_voice(), mark_html(brand), escape(brand.name), tagline)


def _title_html(article: Article) -> Markup:
    size = "long" if len(article.title) > _LONG_TITLE else "short"
    title = Markup('<h1 class="{}">{}</h1>').format(size, escape(article.title))
    return title + (Markup('<p class="dek">{}</p>').format(escape(article.dek)) if article.dek else "")


def text_html(blocks: Sequence[Block], base: str) -> Markup:
    """Return the blocks in columns; wide tables stand between the columns, with what leads in to them."""
    parts: list[Markup] = []
    column: list[Markup] = []

    def end_column() -> None:
        if column:
            parts.append(Markup('<div class="flow">{}</div>').format(Markup("\n").join(column)))
            column.clear()

    groups = list(_groups(_without_level_jumps(blocks)))
    for position, (group, following) in enumerate(pairwise([*groups, ()])):
        markup = _group_html(group, following, base)
        if _is_wide(group) or any(_is_wide(later) for later in _led_by(groups, position)):
            end_column()
            parts.append(markup)
        else:
            column.append(markup)
    end_column()
    return Markup("\n").join(parts)


def _without_level_jumps(blocks: Sequence[Block]) -> Iterator[Block]:
    """Take a heading that goes two levels deeper at once as one deeper (PDF/UA-1 section 7.4.2)."""
    level = 1
    for block in blocks:
        if isinstance(block, Heading):
            level = max(2, min(block.level, level + 1, 6))
            yield replace(block, level=level)
        else:
            yield block


def _groups(blocks: Iterator[Block]) -> Iterator[tuple[Block, ...]]:
    """Gather list items and table rows that follow each other."""
    group: list[Block] = []
    for block in blocks:
        if group and not (isinstance(block, ListItem | TableRow) and type(group[-1]) is type(block)):
            yield tuple(group)
            group = []
        group.append(block)
    if group:
        yield tuple(group)


def _group_html(group: Sequence[Block], following: Sequence[Block], base: str) -> Markup:
    """Render a group in a frame that says what it must not be parted from, and what space it leaves."""
    html = blocks_html(group, base=base)
    frame: list[str] = []
    match group[0]:
        case TableRow():
            frame.append(_table_class(group))
        case ListItem(ordered=True) if len(group) <= _SHORT_LIST:
            frame.append("whole")
        case Code(text=text) if text.count("\n") < _SHORT_CODE:
            frame.append("whole")
        case Paragraph() if _leads_in(group, following):
            frame.append("lead-in")
        case _:
            pass
    if following and isinstance(following[0], Heading) and not isinstance(group[0], Heading):
        frame.append("ends-section" if following[0].level == 2 else "ends-part")
    return Markup('<div class="{}">{}</div>').format(" ".join(frame), html) if frame else html


def _leads_in(group: Sequence[Block], following: Sequence[Block]) -> bool:
    """Say whether a group must not end a column: a heading, or what announces a list or a table."""
    if isinstance(group[0], Heading):
        return True
    announces = isinstance(group[0], Paragraph) and block_text(group[0]).rstrip().endswith(":")
    return bool(following) and announces and isinstance(following[0], ListItem | TableRow)


def _led_by(groups: Sequence[Sequence[Block]], position: int) -> Iterator[Sequence[Block]]:
    """Yield the groups that an unbroken chain of lead-ins, beginning here, leads to."""
    while position + 1 < len(groups) and _leads_in(groups[position], groups[position + 1]):
        position += 1
        yield groups[position]


def _rows(group: Sequence[Block]) -> list[TableRow]:
    return [block for block in group if isinstance(block, TableRow)]


def _least_width_mm(rows: Sequence[TableRow]) -> float:
    """Return the width that a table needs so that no word is broken."""
    longest: dict[int, int] = {}
    for row in rows:
        for column, cell in enumerate(row.cells):
            longest[column] = max(longest.get(column, 1), *map(len, plain(cell).split() or [""]))
    return sum(longest.values()) * _LETTER_MM + len(longest) * _CELL_MM


def _is_wide(group: Sequence[Block]) -> bool:
    rows = _rows(group)
    return any(len(row.cells) > 2 for row in rows) or (bool(rows) and _least_width_mm(rows) > _COLUMN_MM)


def _table_class(group: Sequence[Block]) -> str:
    rows = _rows(group)
    crowded = _least_width_mm(rows) > _PAGE_MM or sum(len(row.cells) for row in rows) > _MANY_CELLS
    return f"table {'wide' if _is_wide(group) else 'narrow'} {'breaking' if crowded else 'whole-words'}"


def _notes_html(fit: Fit) -> Markup:
    """Return the least of ruled lines with their heading; `filling` adds lines until the page is full."""
    if not fit.notes:
        return Markup("")
    rule = Markup('<div style="height: {}mm"></div>').format(_RULE_MM)
    return Markup(
        '<section class="notes" {}><h2>Your notes and questions</h2><div class="rules">{}</div></section>'
    ).format(_voice(), rule * _RULES)


def _contact_html(edition: Edition, item: Item) -> Markup:
    """Return the contact box with the QR code; a brand without details leaves the code alone in it."""
    address = safe_href(edition.site.url + article_path(item))
    details = _details_html(edition.brand, address)
    if not (address or details):
        return Markup("")
    code = link = Markup("")
    if address:
        alt = f"QR code that opens the online version of this leaflet, {address}"
        link = Markup('<a href="{}">{}</a>').format(escape(address), _shown_address(address))
        code = qr_svg(address, alt)
    if details:
        title, kind = "Contact us", "with-details"
        code += Markup('<p class="online">Read online: {}</p>').format(link) if address else Markup("")
    else:
        title, kind = "Read online", "alone"
        details = Markup("<p>Point your phone’s camera at the code, or go to:</p><p>{}</p>").format(link)
    box = Markup(
        '<section class="contact {kind}" {voice}><div class="details"><h2>{title}</h2>{details}</div>'
        '<div class="code">{code}</div></section>'
    )
    return box.format(kind=kind, voice=_voice(), title=title, details=details, code=code)


def _voice() -> Markup:
    """Return the attributes of the leaflet's own words, which are English whatever the article's language."""
    return Markup('lang="en" dir="ltr"')


def _shown_address(address: str) -> Markup:
    """Return an address to read and type: without its scheme, broken only after a slash where it can be."""
    steps = address.partition("://")[2].removesuffix("/").split("/")
    words = [step + "/" for step in steps[:-1]] + steps[-1:]
    whole = Markup('<span class="unbroken">{}</span>')
    shown = (whole.format(escape(word)) if len(word) <= _UNBROKEN else escape(word) for word in words)
    return Markup("<wbr>").join(shown)


def _details_html(brand: Brand, online: str) -> Markup:
    """Return how to reach the brand; its site is left out where the address beside the QR code shows it."""
    web = "" if online.startswith(brand.url) else brand.url
    hours = Markup("").join(Markup("<li>{}</li>").format(escape(line)) for line in brand.hours)
    lines = (
        Markup('<p class="address">{}</p>').format(escape(brand.address)) if brand.address else "",
        _link_html("Phone", f"tel:{''.join(c for c in brand.phone if c in '+0123456789')}", brand.phone),
        _link_html("Email", f"mailto:{brand.email}", brand.email),
        _link_html("Web", web, web.partition("://")[2].removesuffix("/")),
        Markup('<ul class="hours">{}</ul>').format(hours) if hours else "",
    )
    if not any(lines):
        return Markup("")
    return Markup('<p class="name">{}</p>').format(escape(brand.name)) + Markup("").join(lines)


def _link_html(label: str, address: str, text: str) -> Markup:
    if not text.strip():
        return Markup("")
    href = safe_href(address)
    if not href:
        return Markup("<p>{}: {}</p>").format(label, escape(text))
    return Markup('<p>{}: <a href="{}">{}</a></p>').format(label, escape(href), escape(text))


def _source_html(article: Article) -> Markup:
    """Return where the text comes from; the source's own claim of a review is never printed."""
    author = article.byline.strip()
    author = author[3:].strip() if author.lower().startswith("by ") else author
    address = safe_href(article.source_url)
    if not (article.source_site or address):
        return Markup("")
    named = ", ".join(part for part in (author, article.source_site) if part)
    link = Markup('<a href="{0}">{0}</a>').format(escape(address)) if address else ""
    listed = Markup(", ").join(part for part in (escape(named), link) if part)
    return Markup('<p class="source">Source: {}</p>').format(listed)
