"""The advance widths of the leaflet's typeface."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from outputs.leaflet.fonts import font_assets

# A letter that the typeface lacks, in ems.
_OTHER = 0.55


def width_em(word: str, *, bold: bool = False) -> float:
    """Return the width of a word in ems, kerning left aside."""
    widths = _advances("asset:bold" if bold else "asset:regular")
    return sum(widths.get(letter, _OTHER) for letter in word)


@lru_cache(maxsize=2)
def _advances(face: str) -> dict[str, float]:
    """Return the width of every character of a face, in ems."""
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(font_assets()[face][0]), lazy=True)
    units, widths = font["head"].unitsPerEm, font["hmtx"]
    return {chr(code): widths[name][0] / units for code, name in font.getBestCmap().items()}
