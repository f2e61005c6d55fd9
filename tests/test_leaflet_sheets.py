"""Pages on sheets: the folding order, and the reading order that survives it."""

from __future__ import annotations

import inspect
import io
from dataclasses import replace

import pikepdf
import pytest
import weasyprint
from weasyprint.anchors import make_page_bookmark_tree
from weasyprint.document import Page
from weasyprint.draw import draw_page
from weasyprint.pdf.stream import Stream

from outputs.edition import Printing
from outputs.leaflet import FORMATS, render_leaflet
from outputs.leaflet.sheets import _booklet_sides, _panel_sides
from pipeline.model import Article, Heading, Paragraph
from tests.editions import edition, right_to_left, words
from tests.leaflet_reader import read_blocks

SENTENCE = "Skin needs water, rest and patience more than it needs a cream, and it tells you so. "


def article(paragraphs: int = 9) -> Article:
    body = [Paragraph(words(f"{n}) {SENTENCE * 4}".strip())) for n in range(paragraphs)]
    return Article("How to Rest", (body[0], Heading(words("What helps"), 2), *body[1:]), dek="In short.")


def printed(of: Article, **printing: object) -> bytes:
    made = edition(of)
    made = replace(made, printing=replace(Printing(), **printing))  # type: ignore[arg-type]
    return render_leaflet(made, made.items[0])[0].data


def test_a_booklet_folds_into_reading_order() -> None:
    assert _booklet_sides(4) == [(3, 0), (1, 2)]
    assert _booklet_sides(8) == [(7, 0), (1, 6), (5, 2), (3, 4)]
    with pytest.raises(ValueError, match="not a multiple of 4"):
        _booklet_sides(6)


def test_a_letter_fold_is_read_cover_flap_inside_back() -> None:
    outside, inside = _panel_sides(FORMATS["trifold-a4"], 6)
    assert outside == (1, 5, 0)
    assert inside == (2, 3, 4)
    with pytest.raises(ValueError, match="7 panels"):
        _panel_sides(FORMATS["trifold-a4"], 7)


@pytest.mark.parametrize("name", ["trifold-a4", "trifold-letter", "a5-booklet"])
def test_the_text_is_read_whole_and_in_order_from_the_sheets(name: str) -> None:
    data = printed(article(), format=name)
    found = [text for _, text in read_blocks(data)]
    wanted = ["How to Rest", "In short.", *(f"{n}) {' '.join((SENTENCE * 4).split())}" for n in range(9))]
    assert [text for text in found if text in wanted] == wanted
    with pikepdf.open(io.BytesIO(data)) as pdf:
        width, height = FORMATS[name].sheet_mm
        for page in pdf.pages:
            assert [float(edge) * 25.4 / 72 for edge in page.MediaBox] == pytest.approx([0, 0, width, height])
        assert len(pdf.pages) % 2 == 0
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"


def test_bookmarks_follow_the_reading_order_to_their_places_on_the_sheets() -> None:
    with pikepdf.open(io.BytesIO(printed(article(), format="trifold-a4"))) as pdf:
        title = pdf.Root.Outlines.First
        assert str(title.Title) == "How to Rest"
        assert str(title.First.Title) == "What helps"
        sheet, _, left, *_ = title.Dest.as_list()
        # The title stands on the cover, the right third of the outside.
        assert float(left) > 197 * 72 / 25.4
        assert sheet == pdf.pages[0].obj


def test_links_lie_on_their_panel() -> None:
    with pikepdf.open(io.BytesIO(printed(article(), format="trifold-a4"))) as pdf:
        links = [note for page in pdf.pages for note in page.get("/Annots", [])]
        back = [(float(note.Rect[0]) * 25.4 / 72, float(note.Rect[2]) * 25.4 / 72) for note in links]
    assert len(back) == 3  # telephone and the address online on two lines
    assert all(97 < left < right < 197 for left, right in back)


def test_a_right_to_left_sheet_is_mirrored() -> None:
    with pikepdf.open(io.BytesIO(printed(right_to_left(), format="trifold-a4"))) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
        assert float(pdf.Root.Outlines.First.Dest.as_list()[2]) < 100 * 72 / 25.4


@pytest.mark.parametrize("name", list(FORMATS))
def test_marks_come_with_bleed_around_the_trimmed_sheet(name: str) -> None:
    with pikepdf.open(io.BytesIO(printed(article(3), format=name, marks=True))) as pdf:
        for page in pdf.pages:
            trim, bleed, media = (
                [float(edge) for edge in page[box]] for box in ("/TrimBox", "/BleedBox", "/MediaBox")
            )
            assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx(
                [side * 72 / 25.4 for side in FORMATS[name].sheet_mm]
            )
            assert trim[0] - bleed[0] >= 3 * 72 / 25.4
            assert bleed[0] - media[0] >= 3 * 72 / 25.4


def test_weasyprint_still_has_what_the_sheets_depend_on() -> None:
    assert weasyprint.VERSION == "70.0"
    assert list(inspect.signature(draw_page).parameters) == ["page", "stream"]
    assert list(inspect.signature(make_page_bookmark_tree).parameters) == [
        "page", "skipped_levels", "last_by_depth", "previous_level", "page_number", "matrix",
    ]  # fmt: skip
    written = inspect.getsource(weasyprint.pdf.generate_pdf)
    for use in ("page.width", "page.height", "page.bleed", "page.forms", "page.paint(stream, scale)"):
        assert use in written, f"WeasyPrint asks its pages no longer for {use}"
    for name in ("bookmarks", "links", "anchors", "forms"):
        assert f"self.{name}" in inspect.getsource(Page)
    for name in ("artifact", "stacked", "transform", "rectangle", "clip", "stroke", "set_dash"):
        assert hasattr(Stream, name), f"WeasyPrint's streams lost {name}"
