"""Turn a PDF's colours into greys before it is written, for printers that have black alone.

The theme in black leaves colour in the logo only; every operator and shading is rewritten all the same, so
that the file holds no colour. It reads the operators "r g b rg" and "r g b RG" as pydyf writes them, each an
entry of a stream, and the dictionaries of shadings.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pydyf

# Rec. 601 luma, as a grey printer's driver has it.
_WEIGHTS = (0.299, 0.587, 0.114)
_COLORS = {b"rg": b"g", b"RG": b"G"}


def blacken(pdf: pydyf.PDF) -> None:
    """Rewrite all colours of a PDF that is about to be written."""
    for made in pdf.objects:
        if isinstance(made, pydyf.Stream):
            made.stream = [_grey_operator(part) for part in made.stream]
        elif isinstance(made, dict) and "ShadingType" in made:
            made["ColorSpace"] = "/DeviceGray"
            _grey_function(made["Function"])


def black_png(png: bytes) -> bytes:
    """Return a PNG picture in greys; its transparency stays."""
    from PIL import Image

    picture = Image.open(BytesIO(png))
    clear = "A" in picture.getbands() or "transparency" in picture.info
    written = BytesIO()
    picture.convert("LA" if clear else "L").save(written, "PNG")
    return written.getvalue()


def _grey_operator(part: object) -> object:
    if not isinstance(part, bytes) or part[-2:] not in _COLORS:
        return part
    *numbers, operator = part.split()
    if len(numbers) != 3:
        return part
    return b"%g %s" % (round(_luma([float(number) for number in numbers]), 4), _COLORS[operator])


def _grey_function(function: pydyf.Dictionary) -> None:
    """Rewrite an interpolation between colours, or a chain of them (ISO 32000-1 section 7.10)."""
    for end in ("C0", "C1"):
        if len(function.get(end, ())) == 3:
            function[end] = pydyf.Array([_luma(function[end])])
    for part in function.get("Functions", ()):
        _grey_function(part)


def _luma(color: Sequence[float]) -> float:
    return sum(weight * part for weight, part in zip(_WEIGHTS, color, strict=True))
