"""Turn a parsed page into lines: one for each visible block, in the order of the page.

Nothing visible is dropped, whatever it is good for: navigation, forms and footers become lines with their
region. The walk is a loop, not a recursion, so that no depth of nesting overflows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement, PreformattedString

from pipeline.model import Line, Notice
from sources.html_elements import button_text, is_hidden, is_unseen
from sources.html_frames import Frame, open_frame
from sources.html_writer import PageWriter


@dataclass(frozen=True, slots=True)
class Page:
    """The visible lines of a page, and what a person should know of them."""

    lines: tuple[Line, ...]
    notices: tuple[Notice, ...] = ()


def visible_lines(soup: BeautifulSoup) -> Page:
    """Return the visible lines of a page, numbered from 1."""
    writer = PageWriter()
    root = Frame(soup)
    walk: list[tuple[Frame, Iterator[PageElement]]] = [(root, iter(soup.contents))]
    while walk:
        frame, children = walk[-1]
        child = next(children, None)
        if child is None:
            writer.leave(frame)
            walk.pop()
        elif isinstance(child, Tag):
            if inner := _visit(child, frame, writer):
                walk.append((inner, iter(child.contents)))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            writer.text(child, frame)
    return Page(tuple(writer.lines), writer.notices())


def _visit(tag: Tag, frame: Frame, writer: PageWriter) -> Frame | None:
    """Write what an element shows by itself; return its frame where its content is to be walked."""
    if is_hidden(tag):
        writer.hide(tag)
    elif tag.name == "br":
        writer.break_line(frame)
    elif tag.name == "img":
        writer.picture(tag, frame)
    elif text := button_text(tag):
        block = frame.home if frame.joined else None
        writer.break_line(frame)
        writer.text(
            text, replace(frame, tag=tag, parent=frame, rank=frame.rank + 1, block=block, element="button")
        )
        writer.break_line(frame)
    elif not is_unseen(tag):
        inner = open_frame(tag, frame)
        writer.enter(inner)
        return inner
    return None
