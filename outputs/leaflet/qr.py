"""A QR code as inline SVG."""

from __future__ import annotations

from functools import lru_cache

import segno
from markupsafe import Markup

from outputs.markup import escape

# ISO/IEC 18004 section 5.3.8: a quiet zone of four modules on every side.
_QUIET = 4
# Phones read printed modules of half a millimetre at arm's length; smaller ones fail when blurred.
_MODULE_MM = 0.6
_MIN_MM = 27.0


@lru_cache(maxsize=32)  # formats, brands and renderings of an article share its address
def qr_svg(address: str, alt: str) -> Markup:
    """Return a QR code of the address at error level M or better, with its alternative text."""
    code = segno.make(address, error="m", micro=False)
    side = len(code.matrix) + 2 * _QUIET
    path = "".join(
        f"M{x + _QUIET} {y + _QUIET}h{width}v1h-{width}z"
        for y, row in enumerate(code.matrix)
        for x, width in _dark_runs(bytes(row))
    )
    width_mm = max(_MIN_MM, side * _MODULE_MM)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" '
        'style="width: {width}mm; height: {width}mm"><title>{alt}</title>'
        '<path fill="#ffffff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000000" d="{path}"/></svg>'
    ).format(side=side, width=f"{width_mm:.2f}", alt=escape(alt), path=path)


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Return (start, length) of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
