"""Colours that can be read: contrast by WCAG 2.2, and the nearest shade that passes."""

from __future__ import annotations

import re
from typing import TypeAlias

Rgb: TypeAlias = tuple[float, float, float]

WHITE: Rgb = (1.0, 1.0, 1.0)
# WCAG 2.2, success criterion 1.4.6 (enhanced) and RNIB Clear Print.
TEXT_CONTRAST = 7.0
_HEX = re.compile(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
_FALLBACK: Rgb = (0.1, 0.1, 0.1)


def parse_hex(color: str) -> Rgb:
    """Read "#rrggbb"; anything else becomes a near black, which is always legible."""
    match = _HEX.fullmatch(color.strip())
    if match is None:
        return _FALLBACK
    red, green, blue = (int(part, 16) / 255 for part in match.groups())
    return red, green, blue


def to_hex(color: Rgb) -> str:
    """Write a colour as "#rrggbb", each part rounded down so that a dark shade never lightens."""
    return "#" + "".join(f"{int(part * 255 + 1e-9):02x}" for part in color)


def luminance(color: Rgb) -> float:
    """Return the relative luminance, 0 for black to 1 for white (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(color: Rgb, other: Rgb, share: float) -> Rgb:
    """Mix `share` (0 to 1) of a colour into another."""
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(color, other, strict=True))
    return red, green, blue


def legible(color: Rgb, *, on: Rgb = WHITE, ratio: float = TEXT_CONTRAST) -> Rgb:
    """Return the colour, or its lightest darker shade of the same hue that reaches the ratio."""
    black: Rgb = (0.0, 0.0, 0.0)
    for percent in range(100, 0, -1):
        shade = parse_hex(to_hex(mix(color, black, percent / 100)))
        if contrast(shade, on) >= ratio:
            return shade
    return black
