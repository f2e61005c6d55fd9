"""The formats of a leaflet as data: sizes, panels, folds and limits. It must not import a renderer.

Limits follow UKAAF G003 and RNIB Clear Print: the text is set in 12 pt at least, in large print in 18 pt, and
nothing is smaller than 9 pt, in large print nothing smaller than the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import Literal, TypeAlias

from pipeline.errors import UsageError

Kind: TypeAlias = Literal["pages", "panels", "booklet"]
Duplex: TypeAlias = Literal["long-edge", "short-edge"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a sheet between two folds; `name` says what is on it."""

    name: str
    width_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What a leaflet is printed on, and within which limits.

    `page_mm` is the (width, height) of a page as it is read, `sheet_mm` that of the paper, `margin_mm` what
    is left blank (above, on either side, below). `sides` are the panels of a folded sheet, outside and
    inside, each from left to right; without them a leaflet has as many pages as it needs, a multiple of
    `pages_in`. The text is set in `body_pt` to `largest_pt`, nothing smaller
    than `smallest_pt`, in `columns`. `roomier` names the format to offer where the text does not fit.
    """

    name: str
    title: str
    kind: Kind = "pages"
    page_mm: tuple[float, float]
    sheet_mm: tuple[float, float]
    margin_mm: tuple[float, float, float]
    sides: tuple[tuple[Panel, ...], ...] = ()
    pages_in: int = 2
    body_pt: float = 12.0
    largest_pt: float = 14.0
    smallest_pt: float = 9.0
    columns: int = 1
    gap_mm: float = 9.0
    duplex: Duplex = "long-edge"
    roomier: str = ""

    @property
    def folds_mm(self) -> tuple[tuple[float, ...], ...]:
        """Return where each side of a sheet is folded, from its left edge."""
        if self.kind == "booklet":
            return ((self.page_mm[0],), (self.page_mm[0],))
        return tuple(tuple(accumulate(panel.width_mm for panel in side[:-1])) for side in self.sides)

    @property
    def text_mm(self) -> tuple[float, float]:
        """Return the (width, height) of the text's area on a page."""
        above, side, below = self.margin_mm
        return self.page_mm[0] - 2 * side, self.page_mm[1] - above - below

    @property
    def column_mm(self) -> float:
        """Return the width of a column of text."""
        return (self.text_mm[0] - (self.columns - 1) * self.gap_mm) / self.columns

    @property
    def narrow_mm(self) -> float:
        """Return the width of the narrowest column, which is the folded-in panel's where there is one."""
        narrowest = min((panel.width_mm for side in self.sides for panel in side), default=self.page_mm[0])
        return self.column_mm - (self.page_mm[0] - narrowest)

    @property
    def title_pt(self) -> tuple[float, float]:
        """Return the sizes of a title and of a long title: theme.css."""
        if self.body_pt >= 18:
            return 32.0, 27.0
        if self.kind == "panels":
            return 24.0, 19.5
        return (26.0, 21.5) if self.columns > 1 else (24.0, 20.0)

    @property
    def panels(self) -> int:
        """Return how many panels a folded sheet has, 0 where the text decides on the number of pages."""
        return sum(len(side) for side in self.sides)


# A printer trims within 3 mm; the BleedBox that WeasyPrint writes lies 10 pt (3.53 mm) outside the trim.
BLEED_MM = 3.6
# Crop marks stand outside the bleed, in a border of this width around the sheet.
BORDER_MM = 9.0
A4 = (210.0, 297.0)
A4_LANDSCAPE = (297.0, 210.0)
A5 = (148.0, 210.0)
LETTER = (215.9, 279.4)
LETTER_LANDSCAPE = (279.4, 215.9)


def _letter_fold(wide_mm: float, flap_mm: float) -> tuple[tuple[Panel, ...], ...]:
    """Return both sides of a letter fold; the panel that is folded in is narrower, so that it lies flat."""
    outside = Panel("flap", flap_mm), Panel("back", wide_mm), Panel("cover", wide_mm)
    inside = Panel("inside-1", wide_mm), Panel("inside-2", wide_mm), Panel("inside-3", flap_mm)
    return outside, inside


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format(name="a4", title="A4", page_mm=A4, sheet_mm=A4, margin_mm=(13.0, 17.0, 18.5), columns=2),
            Format(
                name="letter",
                title="US Letter",
                page_mm=LETTER,
                sheet_mm=LETTER,
                margin_mm=(12.5, 17.0, 18.0),
                columns=2,
            ),
            Format(name="a5", title="A5", page_mm=A5, sheet_mm=A5, margin_mm=(12.0, 14.0, 17.0)),
            Format(
                name="large-print",
                title="large print (A4)",
                page_mm=A4,
                sheet_mm=A4,
                margin_mm=(15.0, 17.0, 24.0),
                body_pt=18.0,
                largest_pt=20.0,
                smallest_pt=18.0,
            ),
            Format(
                name="trifold-a4",
                title="tri-fold A4",
                kind="panels",
                page_mm=(100.0, 210.0),
                sheet_mm=A4_LANDSCAPE,
                margin_mm=(10.0, 8.5, 10.0),
                largest_pt=15.0,
                sides=_letter_fold(100.0, 97.0),
                duplex="short-edge",
                roomier="a5-booklet",
            ),
            Format(
                name="trifold-letter",
                title="tri-fold US Letter",
                kind="panels",
                page_mm=(94.13, 215.9),
                sheet_mm=LETTER_LANDSCAPE,
                margin_mm=(10.5, 8.0, 10.0),
                largest_pt=15.0,
                sides=_letter_fold(94.13, 91.14),
                duplex="short-edge",
                roomier="letter",
            ),
            Format(
                name="a5-booklet",
                title="A5 booklet",
                kind="booklet",
                page_mm=(148.5, 210.0),
                sheet_mm=A4_LANDSCAPE,
                margin_mm=(13.0, 14.0, 18.0),
                largest_pt=15.0,
                pages_in=4,
                duplex="short-edge",
                roomier="a4",
            ),
        )
    }
)


def format_named(name: str) -> Format:
    """Return a format; raise UsageError that lists all of them where the name is unknown."""
    if name not in FORMATS:
        raise UsageError(
            f"There is no leaflet format {name!r}.", remedy=f"Choose one of {', '.join(FORMATS)}."
        )
    return FORMATS[name]


def page_css() -> str:
    """Return the rules that give each format's pages their size and margins; the rest is the theme's."""
    rules: list[str] = []
    for form in FORMATS.values():
        (width, height), (above, side, below) = form.page_mm, form.margin_mm
        measures = f"{{ size: {width}mm {height}mm; margin: {above}mm {side}mm {below}mm }}"
        rules += [f"@page {form.name} {measures}", f"html.{form.name} {{ page: {form.name} }}"]
        if form.kind == "booklet":
            rules.append(f"@page {form.name}-back {measures}")
            rules.append(f".{form.name} .back {{ page: {form.name}-back }}")
        # Read cover, flap, inside, back: the second and the fifth page are the narrow panels.
        narrow = min((panel.width_mm for panel in form.sides[0]), default=0.0) if form.sides else 0.0
        rules += [f"@page {form.name}:nth({n}) {{ size: {narrow}mm {height}mm }}" for n in (2, 5) if narrow]
    return "\n".join(rules)
