"""Gather the text of a walked page into lines.

A second line of a list item (a further paragraph, or after a line break) has the element "p" and a depth
above 0. A heading and a table cell are one line whatever breaks stand in them. A picture in the midst of a
paragraph follows the paragraph's line; a picture whose text is a sign alone (an emoji) is part of the text.
A picture with an empty `alt` is decoration, as HTML says, and gives no line; without any `alt` it gives a
line with an empty text inside an article, a main part or a figure, and none elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bs4 import Tag

from pipeline.characters import Cleaned, clean, report
from pipeline.model import Hint, Image, Line, Notice, Span, Spans, plain
from sources.html_elements import (
    CONTAINERS,
    attribute,
    image_address,
    is_block,
    is_tracking_pixel,
    item_number,
)
from sources.html_frames import Frame, common_frame, names
from sources.html_spans import Piece, collapsed, dressed, trimmed

# HTML's white space, not Python's: a no-break space is content.
_SPACE = re.compile("[ \t\n\r\f]+")
_GENERIC = CONTAINERS | {"li"}


class PageWriter:
    """The lines written so far and the one being gathered."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[Piece] = []
        self._around: Frame | None = None  # the innermost frame around all visible text of the line
        self._pictures: list[tuple[Image, Frame]] = []
        self._cells: list[tuple[Spans, bool]] = []
        self._begun: set[int] = set()  # list items and preformatted blocks that have a line
        self._faults: list[Cleaned] = []
        self._found: list[tuple[int, Cleaned]] = []
        self._hidden_words = 0

    def enter(self, frame: Frame) -> None:
        """Begin a line of its own for a block."""
        if frame.block is None:
            self._flush()
        elif frame.joined and is_block(frame.tag):
            self._add(" ", frame)

    def leave(self, frame: Frame) -> None:
        """End the line, cell or row that an element held."""
        if frame.is_cell:
            self._cells.append((self._take(), frame.tag.name == "th"))
        elif frame.is_row or frame.is_table:
            self._end_row(frame)
        else:
            self.enter(frame)

    def text(self, text: str, frame: Frame) -> None:
        """Take a string of the page."""
        cleaned = clean(text)
        if cleaned.text != text or cleaned.unreadable or cleaned.mangled:
            self._faults.append(cleaned)
        if frame.verbatim:
            self._add_verbatim(cleaned.text, frame)
        else:
            self._add(_SPACE.sub(" ", cleaned.text), frame)

    def break_line(self, frame: Frame) -> None:
        """Take a `<br>`."""
        if frame.joined:
            self._add(" ", frame)
        elif frame.verbatim:
            self._add_verbatim("\n", frame)
        else:
            self._flush()

    def picture(self, tag: Tag, frame: Frame) -> None:
        """Take an `<img>`."""
        alt = _SPACE.sub(" ", clean(attribute(tag, "alt")).text).strip()
        decorative = tag.has_attr("alt") and not alt
        if decorative or is_tracking_pixel(tag) or not (alt or frame.content):
            return
        if alt and not any(map(str.isalnum, alt)):
            self._add(alt, frame)
            return
        inner = replace(frame, tag=tag, parent=frame, rank=frame.rank + 1, block=frame.home)
        self._pictures.append((Image(image_address(tag), alt), inner))
        if not frame.joined and not any(text.strip() for text, _ in self._pieces):
            self._flush()

    def hide(self, tag: Tag) -> None:
        """Count the words of an element that the page hides."""
        self._hidden_words += len(tag.get_text(" ").split())

    def notices(self) -> tuple[Notice, ...]:
        """Return what a person should know of the lines."""
        found = report(self._found)
        if not self._hidden_words:
            return found
        message = f"The page holds hidden text ({self._hidden_words} words); it was left out."
        return (*found, Notice("hidden-text", message))

    def _add(self, text: str, frame: Frame) -> None:
        self._pieces.append((text, frame))
        if text.strip():
            self._around = frame if self._around is None else common_frame(self._around, frame)

    def _add_verbatim(self, text: str, frame: Frame) -> None:
        for number, part in enumerate(text.split("\n")):
            if number:
                # HTML drops a line feed directly after <pre>.
                if self._pieces or id(frame.home.tag) in self._begun:
                    self._write_verbatim(frame)
                self._begun.add(id(frame.home.tag))
            if part:
                self._add(part, frame)

    def _flush(self) -> None:
        """End the line being gathered, if it shows anything, and write the pictures that stood in it."""
        if self._pieces and self._pieces[0][1].verbatim:
            if any(text.strip() for text, _ in self._pieces):
                self._write_verbatim(self._pieces[0][1])
            self._pieces.clear()
        elif self._pieces:
            around = self._around
            spans = self._take()
            if around is not None:
                self._write(spans, around)
        for image, frame in self._pictures:
            self._write_picture(image, frame)
        self._pictures.clear()

    def _take(self) -> Spans:
        """Return the gathered text with its white space collapsed, and begin anew."""
        spans = dressed(collapsed(self._pieces))
        self._pieces.clear()
        self._around = None
        return spans

    def _write_verbatim(self, frame: Frame) -> None:
        spans = dressed(trimmed(self._pieces))
        self._pieces.clear()
        self._around = None
        self._write(spans, frame)

    def _write(self, spans: Spans, frame: Frame) -> None:
        has_dress = any(span != Span(span.text) for span in spans)
        self._append(plain(spans), frame, _hint(self._element(frame), frame), spans if has_dress else ())
        if frame.item is not None:
            self._begun.add(id(frame.item))

    def _write_picture(self, image: Image, frame: Frame) -> None:
        image = replace(image, line=len(self.lines) + 1)
        spans = (Span(image.alt, href=frame.href),) if frame.href and image.alt else ()
        self._append(image.alt, frame, _hint("img", frame), spans, image)

    def _end_row(self, frame: Frame) -> None:
        self._flush()
        cells, self._cells = self._cells, []
        texts = [plain(spans) for spans, _ in cells]
        if not any(texts):
            return
        in_head = frame.parent is not None and frame.parent.tag.name == "thead"
        header = in_head or all(is_head for _, is_head in cells)
        hint = replace(_hint("tr", frame), cells=tuple(spans for spans, _ in cells), header=header)
        self._append(" | ".join(texts), frame, hint)

    def _append(
        self, text: str, frame: Frame, hint: Hint, spans: Spans = (), image: Image | None = None
    ) -> None:
        n = len(self.lines) + 1
        self.lines.append(Line(n, text, spans, hint, image))
        self._found += [(n, fault) for fault in self._faults]
        self._faults.clear()

    def _element(self, frame: Frame) -> str:
        if frame.element not in _GENERIC or not frame.depth:
            return frame.element
        return "p" if frame.item is None or id(frame.item) in self._begun else "li"


def _hint(element: str, frame: Frame) -> Hint:
    number = item_number(frame.item) if element == "li" and frame.ordered and frame.item is not None else None
    return Hint(element, frame.region, names(frame), frame.depth, frame.ordered, number)
