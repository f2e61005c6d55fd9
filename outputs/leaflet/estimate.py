"""Foresee how much room a text takes in print, so that one rendering mostly does.

Words are measured with the typeface's own advance widths and broken into lines as the layout does; the
spaces are those of theme.css. What is foreseen is within a few hundredths of what is laid out; `fit` corrects
the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outputs.edition import Edition, Item
from outputs.leaflet.advances import width_em
from outputs.leaflet.formats import Format
from outputs.leaflet.setting import MM_PER_PT, Setting
from outputs.leaflet.text import HEADING_EM, Group
from pipeline.model import (
    Block,
    Caption,
    Code,
    Heading,
    ListItem,
    Paragraph,
    Quote,
    TableRow,
    block_text,
    plain,
)

_MM = MM_PER_PT
_SPACE = 0.26
_CELL_PADDING_MM = 4.25
_LINE_EM = {False: 1.42, True: 1.31}
_PARAGRAPH_EM = {False: 0.55, True: 0.4}
_BEFORE_EM = {False: {"section": 1.2, "part": 0.9, "": 0.0}, True: {"section": 0.95, "part": 0.7, "": 0.0}}
# What the frame of an urgent group adds to its height: theme.css.
_FRAME_EM = {False: 0.9, True: 0.0}
Words = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """The heights of what stands around the text, in mm: the head of the first page, the closing boxes."""

    head_mm: float
    closing_mm: float


@dataclass(frozen=True, slots=True)
class Copy:
    """An article measured: its groups, the widths of each block's words in ems, and those of the title."""

    groups: tuple[tuple[Group, tuple[tuple[Words, ...], ...]], ...]
    title: Words
    dek: Words


def copy_of(groups: Sequence[Group], title: str, dek: str) -> Copy:
    """Measure the words of an article."""
    measured = tuple(
        (group, tuple(_cells(block, bold=group.urgent and group.leads) for block in group.blocks))
        for group in groups
    )
    return Copy(measured, _words(title, bold=True), _words(dek))


def text_mm(copy: Copy, form: Format, setting: Setting, heights_mm: Sequence[float]) -> float:
    """Return the height that the text takes up in columns of these heights, gaps at their feet included.

    Columns beyond the last are as high as it.
    """
    used, place, column = 0.0, 0.0, 0
    for piece, after in _pieces(copy, form, setting):
        height = heights_mm[min(column, len(heights_mm) - 1)]
        if place and place + piece > height + 0.1:
            used, place, column = used + height, 0.0, column + 1
        place += piece + after
    return used + place


def lines_of(words: Words, width_em: float) -> int:
    """Count the lines that words take in a width, both in ems."""
    width_em = max(width_em, 1.0)
    lines, place = 1, 0.0
    for word in words:
        if place and place + word > width_em:
            lines, place = lines + 1, 0.0
        place += word + _SPACE
        while place - _SPACE > width_em:
            lines, place = lines + 1, place - width_em
    return lines


def title_mm(copy: Copy, width_mm: float, title_pt: float, dek_pt: float) -> float:
    """Return the height of title and dek without their margins."""
    lines = lines_of(copy.title, width_mm / (title_pt * _MM))
    dek = lines_of(copy.dek, width_mm / (dek_pt * _MM)) if copy.dek else 0
    return lines * title_pt * _MM * 1.14 + dek * dek_pt * _MM * 1.38


def around(copy: Copy, edition: Edition, item: Item, form: Format) -> Around:
    """Return the heights of what stands around the text; sizes and spaces are those of theme.css."""
    width = form.text_mm[0]
    large = form.smallest_pt >= 18
    head = 29.5 if not large else 36.0
    title_pt = (21.0 if len(item.article.title) > 70 else 26.0) * (1.2 if large else 1.0)
    if form.columns == 1 and not large:
        title_pt *= 0.9
    dek_pt = 14.0 if not large else 20.0
    head += title_mm(copy, width, title_pt, dek_pt) + (3.0 if item.article.dek else 0.0)
    brand = edition.brand
    em = (18.0 if large else 12.0) * _MM
    rows = sum(bool(each) for each in (brand.phone, brand.email, brand.address)) + len(brand.hours) + 1
    box = rows * 1.5 * em + 1.5 * em + 8.4
    closing = 5.0 + (max(box, 50.0) if form.columns > 1 or not large else box + 44.0)
    credited = bool(edition.feed.rights or edition.feed.license) + bool(
        item.article.source_site or item.article.source_url
    )
    return Around(head, closing + credited * (5.0 if not large else 18.0) + 8.0)


def _pieces(copy: Copy, form: Format, setting: Setting) -> Iterator[tuple[float, float]]:
    """Yield (height, space after) of everything that a column or a page takes in one piece."""
    held = 0.0
    for group, blocks in copy.groups:
        rows = list(_rows(group, blocks, form, setting))
        share = form.columns if group.wide else 1
        # Where room is short, what calls for help breaks like text.
        whole = group.whole and not (group.urgent and setting.tight)
        if whole or group.wide or group.leads:
            rows = [(sum(height + after for height, after in rows) * share, 0.0)]
        elif held and rows:
            # What leads in takes the next two lines along.
            rows[:2] = [(sum(height + after for height, after in rows[:2]), 0.0)]
        if group.urgent:
            rows[0] = (rows[0][0] + _FRAME_EM[setting.tight] * setting.body_pt * _MM, rows[0][1])
        if group.leads:
            held += rows[0][0]
            continue
        if rows:
            rows[0] = (rows[0][0] + held, rows[0][1])
            held = 0.0
        spare = _BEFORE_EM[setting.tight][group.before] * setting.body_pt * _MM
        if rows and spare:
            rows[-1] = (rows[-1][0], max(rows[-1][1], spare))
        yield from rows
    if held:
        yield held, 0.0


def _rows(
    group: Group, blocks: Sequence[tuple[Words, ...]], form: Format, setting: Setting
) -> Iterator[tuple[float, float]]:
    """Yield (height, space after) of each line or row of a group, in mm."""
    em = setting.body_pt * _MM
    line = _LINE_EM[setting.tight] * em
    width = (form.text_mm[0] if group.wide else form.column_mm) / em
    for block, cells in zip(group.blocks, blocks, strict=True):
        match block:
            case Heading(level=level):
                size = HEADING_EM.get(level, 1.0)
                count = lines_of(cells[0], width / size)
                yield count * 1.2 * size * em, (0.35 * size if level == 2 else 0.2 * size) * em
            case TableRow():
                column = width / max(1, len(cells)) - _CELL_PADDING_MM / em
                count = max(lines_of(cell, max(column, 3.0)) for cell in cells or ((),))
                yield count * 1.32 * em + 2.9, 0.0
            case ListItem(depth=depth):
                yield from _lines(lines_of(cells[0], width - 1.35 * depth), line, 0.28 * em)
            case Code():
                yield from _lines(len(cells), 1.35 * em, 0.7 * em)
            case Paragraph() | Quote() | Caption():
                yield from _lines(lines_of(cells[0], width), line, _PARAGRAPH_EM[setting.tight] * em)
    if isinstance(group.blocks[0], ListItem):
        yield 0.0, 0.32 * em


def _lines(count: int, height: float, after: float) -> Iterator[tuple[float, float]]:
    for number in range(count):
        yield height, after if number == count - 1 else 0.0


def _cells(block: Block, *, bold: bool) -> tuple[Words, ...]:
    match block:
        case TableRow(cells=cells):
            return tuple(_words(plain(cell)) for cell in cells)
        case Code(text=text):
            return tuple(_words(line) for line in text.split("\n"))
        case Heading():
            return (_words(block_text(block), bold=True),)
        case ListItem() | Paragraph() | Quote() | Caption():
            return (_words(block_text(block), bold=bold),)


def _words(text: str, *, bold: bool = False) -> Words:
    return tuple(width_em(word, bold=bold) for word in text.split())
