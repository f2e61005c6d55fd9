"""The brand's dress: its colours as CSS values, and its logo or, without one, a drawn monogram."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from xml.etree import ElementTree

from markupsafe import Markup

from outputs.contrast import darkness, readable, tinted
from outputs.edition import Brand
from outputs.leaflet.fonts import font_assets
from outputs.leaflet.formats import Format
from outputs.markup import escape
from pipeline.errors import RenderFailed

LOGO_URL = "asset:logo"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# A cover's band: its share of a sheet's ink, and what looks like a band at most.
_BAND_INK = 0.062
_TALLEST_BAND_MM = 66.0
# The height of the initial within the mark's 48 units.
_INITIAL_HEIGHT = 17.0


@dataclass(frozen=True, slots=True)
class Dress:
    """A brand's colours: `color` decorates, `ink` is its shade for text, `tint` a pale ground."""

    color: str
    ink: str
    tint: str


@lru_cache(maxsize=64)
def dress_of(color: str) -> Dress:
    """Derive the colours of a brand; the ink reaches 7:1 on white and on the tint."""
    tint = tinted(color, 0.06)
    return Dress(color=color, ink=readable(color, tint), tint=tint)


def printed_dress(color: str, ink: str) -> Dress:
    """Return the colours that a leaflet is printed in: "low" ink has no grounds, "black" no colour."""
    if ink == "black":
        return Dress(color="#000000", ink="#000000", tint="#ffffff")
    dress = dress_of(color)
    return replace(dress, tint="#ffffff") if ink == "low" else dress


def band_mm(color: str, form: Format) -> float:
    """Return the height of a cover's band of colour: the darker, the narrower, to save ink."""
    share = form.page_mm[0] * darkness(color) / (form.sheet_mm[0] * form.sheet_mm[1])
    return min(_TALLEST_BAND_MM, _BAND_INK / share)


def mark_html(brand: Brand, ground: str, letter: str) -> Markup:
    """Return the brand's logo, or a round mark in two colours with its initial."""
    alt = escape(f"{brand.name} logo")
    if brand.logo:
        return Markup('<img class="logo" src="{}" alt="{}">').format(LOGO_URL, alt)
    outline, place = _initial(next((letter for letter in brand.name if letter.isalnum()), "").upper())
    monogram = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="logo" viewBox="0 0 48 48"><title>{alt}</title>'
        '<circle cx="24" cy="24" r="24" fill="{ground}"/><circle cx="24" cy="24" r="21" fill="none" '
        'stroke="{letter}" stroke-width="1"/><path fill="{letter}" transform="{place}" d="{outline}"/></svg>'
    )
    return monogram.format(alt=alt, ground=ground, letter=letter, outline=outline, place=place)


@lru_cache(maxsize=64)
def _initial(letter: str) -> tuple[str, str]:
    """Return a letter's outline and the transform that centres it; a picture must hold no text of its own."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(font_assets()["asset:bold"][0]))
    glyphs, name = font.getGlyphSet(), font.getBestCmap().get(ord(letter)) if len(letter) == 1 else None
    if name is None:
        return "", ""
    bounds, pen = BoundsPen(glyphs), SVGPathPen(glyphs)
    glyphs[name].draw(bounds)
    glyphs[name].draw(pen)
    left, low, right, high = bounds.bounds
    scale = _INITIAL_HEIGHT / (high - low)
    place = f"translate({24 - scale * (left + right) / 2:.3f} {24 + scale * (low + high) / 2:.3f}) "
    return pen.getCommands(), f"{place}scale({scale:.5f} {-scale:.5f})"


def logo_asset(brand: Brand) -> tuple[bytes, str]:
    """Return a logo's content and media type.

    Raises RenderFailed when the content is neither an SVG nor a PNG picture: WeasyPrint would print the
    alternative text in its place.
    """
    if brand.logo.startswith(_PNG_SIGNATURE):
        return brand.logo, "image/png"
    try:
        root = ElementTree.fromstring(brand.logo)  # noqa: S314 - expat refuses entity bombs
    except (ElementTree.ParseError, ValueError):
        root = None
    if root is None or root.tag.rpartition("}")[2] != "svg":
        raise RenderFailed(
            "The brand's logo is neither an SVG nor a PNG picture.",
            remedy="Give the logo as one of the two.",
        )
    return brand.logo, "image/svg+xml"
