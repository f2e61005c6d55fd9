"""The QR code on paper: the modules of the address, wherever WeasyPrint puts the picture."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pydyf
import pypdfium2
import pytest
import segno

from outputs.edition import Printing, article_path
from outputs.leaflet import render, render_leaflet
from outputs.leaflet.qr import draw_modules
from tests.test_leaflet_golden import in_format

_DPI = 400
_QUIET = 4


def square_of(pdf: pikepdf.Pdf) -> tuple[int, list[float]]:
    """Return the page of the only QR code, and its edges in points (left, low, right, high)."""
    found = [
        (each["/K"][0], each["/A"]["/BBox"])
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary)
        and each.get("/S") == "/Figure"
        and str(each["/Alt"]).startswith("QR code")
    ]
    ((content, edges),) = found
    pages = [page.obj.objgen for page in pdf.pages]
    return pages.index(content["/Pg"].objgen), [float(edge) for edge in edges]


def modules_on_paper(data: bytes, side: int) -> list[list[bool]]:
    """Return which modules are dark at their middle; `side` counts those of the quiet zone, too."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number, (left, _low, right, high) = square_of(pdf)
        height = float(pdf.pages[number].mediabox[3])
    with pypdfium2.PdfDocument(io.BytesIO(data)) as shown:
        paper = shown[number].render(scale=_DPI / 72, grayscale=True).to_pil()
    step = (right - left) / side

    def is_dark(x: int, y: int) -> bool:
        at = left + (x + 0.5) * step, height - high + (y + 0.5) * step
        level = paper.getpixel((int(at[0] * _DPI / 72), int(at[1] * _DPI / 72)))
        assert isinstance(level, int)
        return level < 128

    return [[is_dark(x, y) for x in range(side)] for y in range(side)]


@pytest.mark.parametrize("printing", [Printing("a4"), Printing("trifold-a4", ink="black"), Printing("a5")])
def test_every_module_of_the_address_is_on_paper(printing: Printing) -> None:
    made = replace(in_format("a4"), printing=printing)
    code = segno.make(made.site.url + article_path(made.items[0]), error="m", micro=False)
    wanted = [[bool(module) for module in row] for row in code.matrix_iter(border=_QUIET)]
    data = render_leaflet(made, made.items[0])[0].data
    assert modules_on_paper(data, len(wanted)) == wanted


def test_a_code_without_its_place_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 squares"):
        draw_modules(pydyf.PDF(), "https://notes.example/")


def test_a_leaflet_of_a_site_that_cannot_be_opened_has_no_code() -> None:
    made = in_format("a4")
    made = replace(made, site=replace(made.site, url="file:///srv/"))
    with pikepdf.open(io.BytesIO(render_leaflet(made, made.items[0])[0].data)) as pdf:
        pictures = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]
    assert not any("QR" in str(each["/Alt"]) for each in pictures)
    assert len(pictures) == 1


@pytest.mark.parametrize("name", ["a4", "trifold-a4"])
def test_packing_changes_no_byte(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = in_format(name)
    packed = render_leaflet(made, made.items[0])[0].data
    monkeypatch.setattr(render, "pack", lambda pdf: None)
    assert render_leaflet(made, made.items[0])[0].data == packed
