"""The notes area fills the last page in one rendering, through interfaces of WeasyPrint that may move."""

import inspect
from dataclasses import replace
from itertools import pairwise

import pytest
import weasyprint.layout
from weasyprint.formatting_structure import boxes

from outputs.leaflet import render
from outputs.leaflet.filling import ending
from outputs.leaflet.page import Fit
from pipeline.model import Article, Heading, Paragraph
from tests.editions import edition, words

SENTENCE = "Skin needs water, rest and patience more than it needs a cream, and it tells you so. "


def article(paragraphs: int) -> Article:
    body = tuple(Paragraph(words(SENTENCE * 4), lines=(n,)) for n in range(paragraphs))
    return Article("How to Rest", (*body[:1], Heading(words("What helps"), 2), *body[1:]))


def laid_out(paragraphs: int, fit: Fit | None = None) -> weasyprint.Document:
    of = edition(article(paragraphs))
    return render._laid_out(of, of.items[0], "", fit or Fit())


def blank_mm(document: weasyprint.Document) -> float:
    page = document.pages[-1]._page_box
    body = next(child for child in page.children if not isinstance(child, boxes.MarginBox)).children[0]
    used = max(child.position_y + child.margin_height() for child in body.children)
    return float((page.content_box_y() + page.height - used) * 25.4 / 96)


@pytest.mark.parametrize("paragraphs", [1, 3, 6, 12, 20])
def test_notes_and_contact_reach_the_foot_of_the_last_page(paragraphs: int) -> None:
    assert 0 <= blank_mm(laid_out(paragraphs)) <= 1.5


def test_the_lines_keep_room_for_a_hand() -> None:
    page = laid_out(2).pages[-1]._page_box
    rules = next(
        box for box in page.descendants() if box.element is not None and box.element.get("class") == "rules"
    )
    gaps = [after.position_y - before.position_y for before, after in pairwise(rules.children)]
    assert len(gaps) >= 3
    assert min(gaps) * 25.4 / 96 >= 9
    assert max(gaps) - min(gaps) < 0.01


def test_a_leaflet_without_notes_is_left_as_it_is() -> None:
    assert blank_mm(laid_out(1, Fit(notes=False))) > 50


def test_the_ending_is_measured_where_the_text_ends() -> None:
    end = ending(laid_out(1))
    assert 0 < end.spill < end.page
    assert end.room == pytest.approx(end.page - end.spill)
    assert 0 < end.need < end.room


@pytest.mark.parametrize("paragraphs", range(8, 24, 3))
def test_no_page_is_spent_on_notes_and_contact_that_could_be_saved(paragraphs: int) -> None:
    of = edition(article(paragraphs))
    chosen = render._fitted(of, of.items[0], "")
    bare = render._laid_out(of, of.items[0], "", Fit(notes=False))
    assert len(chosen.pages) <= len(bare.pages)


def test_a_leaflet_without_contact_details_is_filled_too() -> None:
    of = edition(article(2))
    of = replace(of, brand=replace(of.brand, address="", phone="", email=""))
    assert blank_mm(render._laid_out(of, of.items[0], "", Fit())) <= 1.5


def test_weasyprint_still_has_what_the_filling_depends_on() -> None:
    assert list(inspect.signature(weasyprint.layout.layout_backgrounds).parameters)[:1] == ["page"]
    assert "layout_backgrounds(page" in inspect.getsource(weasyprint.layout.layout_document)
    for name in ("copy", "translate", "margin_height", "content_box_y", "descendants"):
        assert hasattr(boxes.Box, name), f"WeasyPrint's boxes lost {name}"
