"""The article's blocks as HTML for print: what belongs together stays so, what is wide stands across."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markupsafe import Markup

from outputs.leaflet.formats import Format
from outputs.leaflet.long_words import Line, divided
from outputs.leaflet.structure import JOINER
from outputs.markup import blocks_html
from outputs.urgent import urgent_groups
from pipeline.model import Block, Code, Heading, ListItem, Paragraph, TableRow, block_text, plain

# Heading sizes by level, in ems of the text: theme.css.
HEADING_EM = {2: 1.29, 3: 1.083}
_INDENT_EM = 1.35
# A numbered list of up to six steps of twenty words is followed with a finger: it stays on one side.
# So does what calls for help.
_SHORT_LIST, _SHORT_LIST_WORDS = 6, 120
# An item of two lines or so is lost alone at the foot or the head of a column.
_SHORT_ITEM_WORDS = 16
# A short listing stays in one piece.
_SHORT_CODE = 15
# A bold letter at 12 pt with some reserve, and a cell's padding.
_LETTER_MM = 2.5
_CELL_MM = 4.0
# WeasyPrint's automatic table layout takes seconds from here on; equal columns take none.
_MANY_CELLS = 600
# What fits a line of the narrowest column, beside the indent of a list, in the largest size.
_UNBROKEN = 24
# Half a word, too: "-Patienten" in "Neurodermitis-Patientinnen und -Patienten".
_WITH_HYPHEN = re.compile(r"(?:[^\s<>]*\w)?[-\u2010]\w[^\s<>]*")
_HYPHEN = re.compile(r"[-\u2010](?=\w)")
_TEXT = re.compile(r">[^<]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that make one list or table, or one block; `leads` says that the next one must follow closely.

    `whole` groups are not broken, `paired` ones not after the first and before the last item; `wide` ones
    stand across the columns, `urgent` ones in a frame. `before` names the kind of space that
    is left for the heading after it: "" for none, "section" or "part".
    """

    blocks: tuple[Block, ...]
    leads: bool = False
    whole: bool = False
    paired: bool = False
    wide: bool = False
    crowded: bool = False
    urgent: bool = False
    before: str = ""


def groups_of(blocks: Sequence[Block], form: Format) -> tuple[Group, ...]:
    """Gather the blocks, and find what each group must not be parted from."""
    gathered = list(_gathered(_without_level_jumps(blocks)))
    groups = [
        _group(each, following, form, urgent=urgent)
        for (each, following), urgent in zip(pairwise([*gathered, ()]), urgent_groups(gathered), strict=True)
    ]
    # What leads in to a table across the columns stands across with it.
    for place in range(len(groups) - 2, -1, -1):
        if groups[place].leads and groups[place + 1].wide:
            groups[place] = replace(groups[place], wide=True)
    return tuple(groups)


@dataclass(frozen=True, slots=True)
class Measure:
    """The width of a column and of all of them, in ems of the text, and the text's language."""

    column_em: float
    text_em: float
    language: str


def text_html(groups: Sequence[Group], base: str, measure: Measure) -> Markup:
    """Return the groups in columns; wide ones stand between the columns."""
    parts: list[Markup] = []
    column: list[Markup] = []

    def end_column() -> None:
        if column:
            parts.append(Markup('<div class="flow">{}</div>').format(Markup("\n").join(column)))
            column.clear()

    for group in groups:
        if group.wide:
            end_column()
            parts.append(_group_html(group, base, measure))
        else:
            column.append(_group_html(group, base, measure))
    end_column()
    return Markup("\n").join(parts)


def unbroken(html: Markup) -> Markup:
    """Keep hyphenated words on one line, or break long ones before a hyphen: no line ends in one."""
    marked = _TEXT.sub(lambda text: _WITH_HYPHEN.sub(_held, text[0]), f">{html}")
    return Markup(marked[1:])  # noqa: S704 - the pieces are cut from escaped HTML


def _held(word: re.Match[str]) -> str:
    """Join a word's parts so that no line ends at its hyphens; a long one may break before them."""
    if len(word[0]) <= _UNBROKEN:
        return _HYPHEN.sub(rf"\g<0>{JOINER}", word[0])
    return _HYPHEN.sub(rf"<wbr>\g<0>{JOINER}", word[0])


def _without_level_jumps(blocks: Sequence[Block]) -> Iterator[Block]:
    """Take a heading that goes two levels deeper at once as one deeper (PDF/UA-1 section 7.4.2)."""
    level = 1
    for block in blocks:
        if isinstance(block, Heading):
            level = max(2, min(block.level, level + 1, 6))
            yield replace(block, level=level)
        else:
            yield block


def _gathered(blocks: Iterator[Block]) -> Iterator[tuple[Block, ...]]:
    """Gather list items and table rows that follow each other."""
    group: list[Block] = []
    for block in blocks:
        if group and not (isinstance(block, ListItem | TableRow) and type(group[-1]) is type(block)):
            yield tuple(group)
            group = []
        group.append(block)
    if group:
        yield tuple(group)


def _group(blocks: tuple[Block, ...], following: Sequence[Block], form: Format, *, urgent: bool) -> Group:
    before = ""
    if following and isinstance(following[0], Heading) and not isinstance(blocks[0], Heading):
        before = "section" if following[0].level == 2 else "part"
    rows = [block for block in blocks if isinstance(block, TableRow)]
    width_mm = _least_width_mm(rows)
    return Group(
        blocks=blocks,
        leads=_leads_in(blocks, following),
        whole=_is_whole(blocks) or (urgent and sum(map(_words, blocks)) <= _SHORT_LIST_WORDS),
        paired=_is_paired(blocks),
        wide=form.columns > 1 and (any(len(row.cells) > 2 for row in rows) or width_mm > form.column_mm),
        crowded=width_mm > form.text_mm[0] or sum(len(row.cells) for row in rows) > _MANY_CELLS,
        urgent=urgent,
        before=before,
    )


def _is_whole(blocks: Sequence[Block]) -> bool:
    match blocks[0]:
        case ListItem(ordered=True):
            return len(blocks) <= _SHORT_LIST and sum(map(_words, blocks)) <= _SHORT_LIST_WORDS
        case Code(text=text):
            return text.count("\n") < _SHORT_CODE
        case _:
            return False


def _is_paired(blocks: Sequence[Block]) -> bool:
    """Say whether a list has items that are too short to stand alone."""
    items = isinstance(blocks[0], ListItem)
    return items and len(blocks) > 1 and sum(map(_words, blocks)) <= _SHORT_ITEM_WORDS * len(blocks)


def _words(block: Block) -> int:
    return len(block_text(block).split())


def _leads_in(blocks: Sequence[Block], following: Sequence[Block]) -> bool:
    """Say whether a group must not end a column: a heading, or what announces a list or a table."""
    if isinstance(blocks[0], Heading):
        return bool(following)
    announces = isinstance(blocks[0], Paragraph) and block_text(blocks[0]).rstrip().endswith(":")
    return bool(following) and announces and isinstance(following[0], ListItem | TableRow)


def _least_width_mm(rows: Sequence[TableRow]) -> float:
    """Return the width that a table needs at 12 pt so that no word is broken."""
    longest: dict[int, int] = {}
    for row in rows:
        for column, cell in enumerate(row.cells):
            longest[column] = max(longest.get(column, 1), *map(len, plain(cell).split() or [""]))
    return sum(longest.values()) * _LETTER_MM + len(longest) * _CELL_MM


def _group_html(group: Group, base: str, measure: Measure) -> Markup:
    """Render a group in a frame that says what it must not be parted from, and what space it leaves."""
    html = unbroken(blocks_html(group.blocks, base=base))
    if line := _line(group, measure):
        html = divided(html, line)
    frame = []
    if isinstance(group.blocks[0], TableRow):
        frame.append(f"table {'wide' if group.wide else 'narrow'}")
        frame.append("breaking" if group.crowded else "whole-words")
    if group.whole:
        frame.append("whole")
    if group.paired:
        frame.append("paired")
    if group.urgent:
        frame.append("urgent")
    if group.leads and not isinstance(group.blocks[0], Heading):
        frame.append("lead-in")
    if group.before:
        frame.append(f"ends-{group.before}")
    return Markup('<div class="{}">{}</div>').format(" ".join(frame), html) if frame else html


def _line(group: Group, measure: Measure) -> Line | None:
    """Return the narrowest line of a group; None where columns of a table share it."""
    room = measure.text_em if group.wide else measure.column_em
    match group.blocks[0]:
        case TableRow():
            return None
        case Heading(level=level):
            return Line(room / HEADING_EM.get(level, 1.0), measure.language, bold=True)
        case ListItem():
            depth = max(block.depth for block in group.blocks if isinstance(block, ListItem))
            return Line(room - _INDENT_EM * depth, measure.language)
        case _:
            return Line(room, measure.language)
