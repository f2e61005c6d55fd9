"""Colours that can be read: WCAG 2.2 contrast, and a brand's colour moved until it has enough."""

from __future__ import annotations

import colorsys
from typing import TypeAlias

Rgb: TypeAlias = tuple[int, int, int]
_CALM = 0.6
# WCAG 2.2 level AAA for text (success criterion 1.4.6), which UKAAF and RNIB ask of print.
PRINT_CONTRAST = 7.0
# The share of a brand's colour in the pale ground that is derived from it.
TINT = 0.06


def _parse(color: str) -> Rgb:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(rgb: Rgb) -> float:
    """Return the relative luminance (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Return the contrast of two "#rrggbb" colours, from 1 to 21."""
    low, high = sorted((_luminance(_parse(one)), _luminance(_parse(other))))
    return (high + 0.05) / (low + 0.05)


def darkness(color: str) -> float:
    """Return the ink that a colour takes on a grey printer, from 0 (white) to 1 (black): Rec. 601 luma."""
    red, green, blue = _parse(color)
    return 1 - (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def readable(color: str, background: str, *, at_least: float = 7.0) -> str:
    """Return the colour, made darker or lighter in steps of 1 % until it stands out enough.

    7:1 is WCAG's level AAA for text. Where the background lets no colour reach it, black or white comes back.
    """
    end = max(("#000000", "#ffffff"), key=lambda extreme: ratio(extreme, background))
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parse(color)))
    target = 0.0 if end == "#000000" else 1.0
    for percent in range(100):
        moved = lightness + (target - lightness) * percent / 100
        # A dark colour that is only made lighter glares: it keeps three fifths of full saturation.
        calm = min(saturation, _CALM) if moved > lightness else saturation
        shade = _written(colorsys.hls_to_rgb(hue, moved, calm))
        if ratio(shade, background) >= at_least:
            return shade
    return end


def passing_shade(color: str) -> str:
    """Return the nearest shade that can be text and ground in print: the colour itself where it can.

    It stands out 7:1 from white, as text on it and under text in it, and from its own pale tint. Only its
    lightness is changed, by as little as 8 bits can tell.
    """
    if print_contrast(color) >= PRINT_CONTRAST:
        return color
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parse(color)))
    dark, light = 0.0, lightness
    for _ in range(12):
        middle = (dark + light) / 2
        shade = _written(colorsys.hls_to_rgb(hue, middle, saturation))
        if print_contrast(shade) >= PRINT_CONTRAST:
            dark = middle
        else:
            light = middle
    return _written(colorsys.hls_to_rgb(hue, dark, saturation))


def print_contrast(color: str) -> float:
    """Return the lower of a colour's contrasts with white paper and with its own pale tint."""
    return min(ratio(color, "#ffffff"), ratio(color, tinted(color, TINT)))


def tinted(color: str, share: float) -> str:
    """Return the colour mixed into white, with `share` from 0 (white) to 1."""
    mixed = (share * part + (1 - share) * 255 for part in _parse(color))
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


def _written(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)
