"""A QR code as inline SVG, whose modules are drawn when the PDF is about to be written.

WeasyPrint takes a tenth of a leaflet's time to read the thousand steps of a path along the modules, and to
write them. It gets one square in their place, and in the PDF that square becomes a rectangle for each run of
dark modules. It depends on how WeasyPrint and pydyf write a `rect` of an SVG picture: as "x y width height
re", an entry of its own in a stream. tests/test_leaflet_qr.py says whether that is gone.
"""

from __future__ import annotations

from functools import lru_cache

import pydyf
import segno
from markupsafe import Markup

from outputs.markup import escape

# ISO/IEC 18004 section 5.3.8: a quiet zone of four modules on every side.
_QUIET = 4
# Phones read printed modules of half a millimetre at arm's length; smaller ones fail when blurred.
_MODULE_MM = 0.6
_MIN_MM = 27.0


def qr_svg(address: str, alt: str) -> Markup:
    """Return the picture of an address with its alternative text, to be completed by `draw_modules`."""
    dark = len(modules_of(address))
    side = dark + 2 * _QUIET
    width_mm = max(_MIN_MM, side * _MODULE_MM)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" '
        'style="width: {width}mm; height: {width}mm"><title>{alt}</title>'
        '<rect fill="#ffffff" width="{side}" height="{side}"/>'
        '<rect fill="#000000" x="{quiet}" y="{quiet}" width="{dark}" height="{dark}"/></svg>'
    ).format(side=side, width=f"{width_mm:.2f}", alt=escape(alt), quiet=_QUIET, dark=dark)


def draw_modules(pdf: pydyf.PDF, address: str) -> None:
    """Draw the modules in place of the square that stands for them; raise ValueError where there is none."""
    modules = modules_of(address)
    square = b"%d %d %d %d re" % (_QUIET, _QUIET, len(modules), len(modules))
    drawn = b"\n".join(
        b"%d %d %d 1 re" % (x + _QUIET, y + _QUIET, width)
        for y, row in enumerate(modules)
        for x, width in _dark_runs(row)
    )
    found = 0
    for made in pdf.objects:
        if isinstance(made, pydyf.Stream) and square in made.stream:
            found += made.stream.count(square)
            made.stream = [drawn if part == square else part for part in made.stream]
    if found != 1:
        raise ValueError(f"{found} squares stand for the QR code")


@lru_cache(maxsize=32)  # formats, brands and renderings of an article share its address
def modules_of(address: str) -> tuple[bytes, ...]:
    """Return the rows of the QR code of an address, 1 for dark, at error level M or better."""
    return tuple(map(bytes, segno.make(address, error="m", micro=False).matrix))


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Return (start, length) of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
