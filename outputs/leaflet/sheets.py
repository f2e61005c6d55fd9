"""Impose pages on sheets: panels of a folded sheet, or a booklet's pages in folding order.

The pages' boxes are painted straight into the sheets' content, so that tags, links and bookmarks survive; to
stamp finished PDFs together would lose them. It depends on more than WeasyPrint's public interface:

- `weasyprint.draw.draw_page(page_box, stream)` and the `Page` attributes that are copied below;
- `Document.make_bookmark_tree(scale, transform_pages)`, overridden, and `make_page_bookmark_tree`;
- `Stream.artifact()`, `stacked()`, `transform()` and pydyf's path operators.

tests/test_leaflet_sheets.py says which of these is gone when the pin of WeasyPrint moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from weasyprint import Document
from weasyprint.anchors import make_page_bookmark_tree
from weasyprint.document import Page
from weasyprint.draw import draw_page
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream

from outputs.leaflet.formats import BLEED_MM, BORDER_MM, Format

_PX_PER_MM = 96 / 25.4
_MARK_MM = 4.0
Outline: TypeAlias = list[tuple[str, tuple[int, float, float], "Outline", str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A page as it is read: the sheet's side that it is painted on, how far from the left, and the height."""

    page: Page
    sheet: int
    x: float
    height: float


class SheetDocument(Document):  # type: ignore[misc]  # WeasyPrint is untyped
    """A document whose pages are sides of sheets; `placed` are the pages on them in reading order."""

    placed: tuple[Placed, ...] = ()

    def make_bookmark_tree(self, scale: float = 1, transform_pages: bool = False) -> Outline:
        """Return the outline in reading order; its targets lie on the sheets."""
        root: Outline = []
        skipped: list[int] = []
        by_depth = [root]
        level = 0
        for each in self.placed:
            down = -scale if transform_pages else scale
            offset = each.height * scale if transform_pages else 0
            matrix = Matrix(a=scale, d=down, e=each.x * scale, f=offset)
            level = make_page_bookmark_tree(each.page, skipped, by_depth, level, each.sheet, matrix)
        return root


class Sheet:
    """One side of a sheet in the role of WeasyPrint's page."""

    def __init__(
        self, form: Format, placed: Sequence[Placed], folds_mm: Sequence[float], marks: bool
    ) -> None:
        self.width, self.height = (side * _PX_PER_MM for side in form.sheet_mm)
        border = BORDER_MM * _PX_PER_MM if marks else 0.0
        self.bleed = dict.fromkeys(("top", "right", "bottom", "left"), border)
        self.placed = placed
        self.folds = [at * _PX_PER_MM for at in folds_mm]
        self.anchors: dict[str, tuple[float, ...]] = {}
        self.forms: dict[None, list[object]] = {None: []}
        self.links = [
            (kind, target, (left + each.x, top, right + each.x, bottom), box)
            for each in placed
            for kind, target, (left, top, right, bottom), box in each.page.links
        ]

    def paint(self, stream: Stream, scale: float = 1) -> None:
        """Paint the pages, each clipped to its place, and the marks."""
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            for each in self.placed:
                with stream.stacked():
                    stream.rectangle(*self._place(each))
                    stream.clip()
                    stream.end()
                    stream.transform(e=each.x)
                    draw_page(each.page._page_box, stream)
            if self.bleed["left"]:
                self._mark(stream)

    def _place(self, each: Placed) -> tuple[float, float, float, float]:
        """Return where a page may paint: up to the folds, and into the bleed at the sheet's edges."""
        bleed = BLEED_MM * _PX_PER_MM if self.bleed["left"] else 0.0
        right = each.x + each.page.width
        left = each.x - (bleed if each.x < 1 else 0.0)
        right += bleed if right > self.width - 1 else 0.0
        return left, -bleed, right - left, self.height + 2 * bleed

    def _mark(self, stream: Stream) -> None:
        """Draw the marks where the sheet is cut and folded, as artifacts in black."""
        with stream.artifact(), stream.stacked():
            stream.set_line_width(0.5)
            stream.set_color_rgb(0, 0, 0, True)
            for x, y, across, down in self._marks():
                stream.move_to(x, y)
                stream.line_to(x + across, y + down)
                stream.stroke()
            stream.set_dash([4, 3], 0)
            length = _MARK_MM * _PX_PER_MM
            for x in self.folds:
                for y in (-self.bleed["top"], self.height + self.bleed["bottom"] - length):
                    stream.move_to(x, y)
                    stream.line_to(x, y + length)
                    stream.stroke()

    def _marks(self) -> Iterator[tuple[float, float, float, float]]:
        border, length = self.bleed["left"], _MARK_MM * _PX_PER_MM
        for x in (0.0, self.width):
            yield x, -border, 0.0, length
            yield x, self.height + border, 0.0, -length
        for y in (0.0, self.height):
            yield -border, y, length, 0.0
            yield self.width + border, y, -length, 0.0


def imposed(document: Document, form: Format, *, marks: bool, mirrored: bool) -> Document:
    """Return the document on its sheets; `mirrored` ones are read, folded and bound from the right.

    Raises ValueError when the number of pages does not fill the sheets.
    """
    pages = document.pages
    sides = _booklet_sides(len(pages)) if form.kind == "booklet" else _panel_sides(form, len(pages))
    placed: dict[int, Placed] = {}
    sheets: list[Sheet] = []
    for number, ranks in enumerate(sides):
        x = 0.0
        for rank in reversed(ranks) if mirrored else ranks:
            placed[rank] = Placed(pages[rank], number, x, form.sheet_mm[1] * _PX_PER_MM)
            x += pages[rank].width
        folds_mm = form.folds_mm[number % 2]
        if mirrored:
            folds_mm = tuple(form.sheet_mm[0] - at for at in folds_mm)
        sheets.append(Sheet(form, [placed[rank] for rank in ranks], folds_mm, marks))
    made = SheetDocument(
        sheets,
        document.metadata,
        document.url_fetcher,
        document.font_config,
        document.color_profiles,
        document.output_intent,
    )
    made.placed = tuple(placed[rank] for rank in range(len(pages)))
    return made


def placed_pages(document: Document) -> Sequence[Placed]:
    """Return the pages of a document in reading order, with where they stand."""
    if isinstance(document, SheetDocument):
        return document.placed
    return [Placed(page, number, 0.0, page.height) for number, page in enumerate(document.pages)]


def _panel_sides(form: Format, count: int) -> list[tuple[int, ...]]:
    """Return which pages stand on each side from left to right: they are read cover, flap, inside, back."""
    order = ["cover", "flap", *(panel.name for panel in form.sides[1]), "back"]
    if count != len(order):
        raise ValueError(f"{count} panels, not {len(order)}")
    return [tuple(order.index(panel.name) for panel in side) for side in form.sides]


def _booklet_sides(count: int) -> list[tuple[int, ...]]:
    """Return the pairs of pages on each side, the outermost sheet first, its outside before its inside."""
    if count % 4:
        raise ValueError(f"{count} pages, not a multiple of 4")
    sides: list[tuple[int, ...]] = []
    for first in range(0, count // 2, 2):
        last = count - 1 - first
        sides += [(last, first), (first + 1, last - 1)]
    return sides
