"""A leaflet's structure tree as plain data: what a screen reader is told, before it is written as PDF.

Nodes are made while the layout is read; runs of text get their exact source text when all of it was met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}svg"
ROLES = {
    **{name: name.upper() for name in ("h1", "h2", "h3", "h4", "h5", "h6", "p", "tr", "th", "td")},
    **{"section": "Sect", "blockquote": "BlockQuote", "pre": "P", "code": "Code", "a": "Link"},
    **{"ul": "L", "ol": "L", "li": "LI", "li::marker": "Lbl"},
    **{"table": "Table", "thead": "THead", "tbody": "TBody", "img": "Figure", SVG: "Figure"},
}
# Elements whose text belongs to the line of the element around them.
INLINE = frozenset({"a", "strong", "em", "code", "span", "wbr"})
# Put behind hyphens so that no line ends in one (WORD JOINER); it is not of the text.
# Spans that must not be broken would do, but WeasyPrint 70 at times breaks the line before them too early.
JOINER = "\u2060"
# Characters that leave no mark on paper: they are in the source text and may be missing from a painted line.
_INVISIBLE = frozenset("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff")


@dataclass(slots=True, eq=False)
class Run:
    """A painted piece of text: its marked content on its page, what was painted, what the source says.

    `language` is that of an inline element around it, "" where it is the block's.
    """

    page: int
    mcid: int
    painted: str
    exact: str
    language: str = ""


@dataclass(slots=True, eq=False)
class Picture:
    """A painted picture: its marked content, and its place on the page in points (left, low, right, high)."""

    page: int
    mcid: int
    bounds: tuple[float, float, float, float]


@dataclass(slots=True, eq=False)
class Node:
    """An element of the structure tree; `kids` may hold references to annotations, as (page, reference)."""

    role: str
    element: Element | None = None
    parent: Node | None = None
    kids: list[Node | Run | Picture | tuple[int, bytes]] = field(default_factory=list)

    def add(self, role: str, element: Element | None = None, *, first: bool = False) -> Node:
        """Append a new element, or put it in front."""
        made = Node(role, element, self)
        self.kids.insert(0 if first else len(self.kids), made)
        return made

    def nodes(self) -> Iterator[Node]:
        """Yield the elements directly inside."""
        return (kid for kid in self.kids if isinstance(kid, Node))

    def above(self, role: str) -> Node:
        """Return the nearest element of a role around this one."""
        node = self.parent
        while node is not None and node.role != role:
            node = node.parent
        return self if node is None else node


Found: TypeAlias = dict[tuple[int, str], Node]


def open_node(found: Found, element: Element, tag: str, parent: Node) -> Node:
    """Return the node that the content of a source element goes into, made when it is first met.

    An item's content goes into its body, a further paragraph of it into a body of its own, and a nested list
    hangs on the list around it, so that every body's text is exactly one block's.
    """
    key = (id(element), tag)
    if key in found:
        return found[key]
    role = ROLES[tag]
    if role == "LI":
        found[key] = parent.add(role, element).add("LBody")
    elif role == "Lbl":
        found[key] = parent.above("LI").add(role, first=True)
    elif role == "L" and parent.role == "LBody":
        found[key] = parent.above("L").add(role, element)
    elif role == "P" and parent.role == "LBody":
        found[key] = parent.above("LI").add("LBody")
    else:
        found[key] = parent.add(role, element)
    return found[key]


def own_text(element: Element) -> str:
    """Return the text that the lines of a block element show; blocks inside it have lines of their own."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in INLINE:
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def set_exact_texts(runs: Sequence[Run], source: str) -> None:
    """Divide a block's source text over the runs that show it, white space going with the run before it.

    Joiners that were put into it are taken out.

    Lines lose the spaces at their ends, glyphs that serve several characters read back as one of them, and a
    character without a glyph is not painted at all; the source text has them all.
    """
    text = re.sub(f"([-\u2010]){JOINER}", r"\1", source.strip())
    begins = _begins(runs, text)
    if begins is None:
        # Painted otherwise than written (no case is known): the whole text stands on the first run.
        begins = [0, *(len(text) for _ in runs[1:])]
    for run, begin, end in zip(runs, begins, [*begins[1:], len(text)], strict=True):
        run.exact = text[begin:end]


def _begins(runs: Sequence[Run], text: str) -> list[int] | None:
    """Find where each run's first visible letter stands in the text, or None when a letter is not there."""
    begins: list[int] = []
    place = 0
    for run in runs:
        begins.append(-1)
        for letter in filter(_is_visible, run.painted):
            place = text.find(letter, place)
            if place < 0:
                return None
            begins[-1] = place if begins[-1] < 0 else begins[-1]
            place += 1
    begins[:1] = [0]
    for number in range(len(begins) - 1, 0, -1):
        if begins[number] < 0:  # a run of white space alone
            begins[number] = begins[number + 1] if number + 1 < len(begins) else len(text)
    return begins


def _is_visible(letter: str) -> bool:
    return not letter.isspace() and letter not in _INVISIBLE


def complete_tables(node: Node) -> None:
    """Give every row of a table the same number of cells (PDF/UA-1 section 7.5); the added ones are empty."""
    for inner in node.nodes():
        complete_tables(inner)
    if node.role == "Table":
        rows = [row for part in node.nodes() for row in part.nodes() if row.role == "TR"]
        width = max((len(row.kids) for row in rows), default=0)
        for row in rows:
            for _ in range(width - len(row.kids)):
                row.add("TD")
