"""Fold kept lines into blocks, with their inline dress and without the marks that the block now carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.model import (
    Block,
    Caption,
    Code,
    Heading,
    Kind,
    Line,
    ListItem,
    Paragraph,
    Quote,
    Span,
    Spans,
    TableRow,
    plain,
)
from pipeline.page import BULLET, CROSSES, NUMBER, Page


def fold_blocks(page: Page, kinds: Mapping[int, Kind], levels: Mapping[int, int]) -> tuple[Block, ...]:
    """Return the blocks of the kept lines, in the order of the lines."""
    blocks: list[Block] = []
    lists = _Lists()
    for i in sorted(kinds):
        line, numbers = page.lines[i], (page.lines[i].n,)
        if kinds[i] is not Kind.LIST_ITEM and lists.last is not None:
            lists = _Lists()
        match kinds[i]:
            case Kind.PARAGRAPH:
                blocks.append(Paragraph(_spans(line), numbers))
            case Kind.HEADING:
                blocks.append(Heading(_spans(line), levels[i], numbers))
            case Kind.LIST_ITEM:
                blocks.append(lists.item(line))
            case Kind.QUOTE:
                blocks.append(
                    Quote(_cut(_spans(line), 2 if line.text.strip().startswith("> ") else 0), numbers)
                )
            case Kind.CODE:
                _add_code(blocks, line)
            case Kind.CAPTION:
                blocks.append(Caption(_spans(line), numbers))
            case Kind.TABLE:
                blocks.append(_row(line))
    return tuple(blocks)


def _spans(line: Line) -> Spans:
    """Return a line's spans without white space at either end."""
    if not line.spans:
        bare = line.text.strip()
        return (Span(bare),) if bare else ()
    spans = line.spans
    text = plain(spans)
    cut = _cut(spans, len(text) - len(text.lstrip()))
    surplus = len(text) - len(text.rstrip())
    return _cut_end(cut, surplus)


def _cut(spans: Spans, count: int) -> Spans:
    """Drop the first `count` characters."""
    if not count:
        return spans
    kept: list[Span] = []
    for span in spans:
        rest = span.text[count:] if count else span.text
        count = max(0, count - len(span.text))
        if rest:
            kept.append(replace(span, text=rest))
    return tuple(kept)


def _cut_end(spans: Spans, count: int) -> Spans:
    kept: list[Span] = []
    for span in reversed(spans):
        rest = span.text[: len(span.text) - count] if count else span.text
        count = max(0, count - len(span.text))
        if rest:
            kept.append(replace(span, text=rest))
    return tuple(reversed(kept))


def _add_code(blocks: list[Block], line: Line) -> None:
    """Join consecutive lines of code."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Code) and last.lines[-1] == line.n - 1:
        blocks[-1] = Code(f"{last.text}\n{line.text}", (*last.lines, line.n))
    else:
        blocks.append(Code(line.text, (line.n,)))


def _row(line: Line) -> TableRow:
    """Return a table's row: the markup's cells, or the parts between tabs."""
    if line.hint is not None and line.hint.cells:
        return TableRow(line.hint.cells, line.hint.header, (line.n,))
    cells = tuple((Span(part.strip()),) for part in line.text.split("\t") if part.strip())
    return TableRow(cells, lines=(line.n,))


@dataclass
class _Lists:
    """The lists that are open while items are folded: the indents of plain text, outermost first."""

    indents: list[int] = field(default_factory=list)
    last: ListItem | None = None

    def item(self, line: Line) -> ListItem:
        """Fold one line into an item, and remember where it stood."""
        self.last = self._hinted(line) if line.hint is not None else self._marked(line)
        return self.last

    def _hinted(self, line: Line) -> ListItem:
        hint = line.hint
        assert hint is not None
        continued = hint.element != "li" and self.last is not None
        number = None if continued else hint.number
        return ListItem(_spans(line), hint.ordered, max(1, hint.depth), number, continued, (line.n,))

    def _marked(self, line: Line) -> ListItem:
        number, bullet = NUMBER.match(line.text), BULLET.match(line.text)
        match = number or bullet
        if match is None:
            if self.last is None or not line.text[:1].isspace():
                return ListItem(_spans(line), lines=(line.n,))
            last = self.last
            return ListItem(_spans(line), last.ordered, last.depth, continued=True, lines=(line.n,))
        wide = line.text.expandtabs(4)
        indent = len(wide) - len(wide.lstrip())
        while self.indents and self.indents[-1] > indent:
            self.indents.pop()
        if not self.indents or self.indents[-1] < indent:
            self.indents.append(indent)
        meant = number is None and match["mark"][0] in CROSSES
        mark = 0 if meant else len(match.group()) - (len(line.text) - len(line.text.lstrip()))
        figure = int(number["number"]) if number is not None else None
        return ListItem(
            _cut(_spans(line), mark), number is not None, len(self.indents), figure, lines=(line.n,)
        )
