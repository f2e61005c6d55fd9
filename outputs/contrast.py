"""Colours that can be read: WCAG 2.2 contrast, and a brand's colour moved until it has enough."""

from __future__ import annotations

import colorsys
from typing import TypeAlias

Rgb: TypeAlias = tuple[int, int, int]
_CALM = 0.6


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


def tinted(color: str, share: float) -> str:
    """Return the colour mixed into white, with `share` from 0 (white) to 1."""
    mixed = (share * part + (1 - share) * 255 for part in _parse(color))
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


def _written(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)
