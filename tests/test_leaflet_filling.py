"""The notes fill the pages in one rendering, through interfaces of WeasyPrint that may move."""

from __future__ import annotations

import inspect
from dataclasses import replace
from itertools import pairwise

import pytest
import weasyprint.layout
from weasyprint.formatting_structure import boxes

from outputs.edition import Edition, Printing
from outputs.leaflet.filling import leaf_of
from outputs.leaflet.formats import FORMATS
from outputs.leaflet.render import Galley
from outputs.leaflet.setting import Setting
from pipeline.model import Article, Heading, Paragraph
from tests.editions import edition, words

SENTENCE = "Skin needs water, rest and patience more than it needs a cream, and it tells you so. "
PX_PER_MM = 96 / 25.4


def article(paragraphs: int) -> Article:
    body = tuple(Paragraph(words(SENTENCE * 4), lines=(n,)) for n in range(paragraphs))
    return Article("How to Rest", (*body[:1], Heading(words("What helps"), 2), *body[1:]))


def galley(paragraphs: int, name: str = "a4") -> Galley:
    of = edition(article(paragraphs))
    of = replace(of, printing=Printing(format=name))
    return Galley(of, of.items[0], FORMATS[name], "")


def last_page(paragraphs: int, of: Edition | None = None) -> boxes.PageBox:
    made = galley(paragraphs)
    if of is not None:
        made.edition = of
    return made.documents[made.fit()].pages[-1]._page_box


def blank_mm(page: boxes.PageBox) -> float:
    body = next(child for child in page.children if not isinstance(child, boxes.MarginBox)).children[0]
    used = max(child.position_y + child.margin_height() for child in body.children)
    return float((page.content_box_y() + page.height - used) / PX_PER_MM)


@pytest.mark.parametrize("paragraphs", [1, 3, 6, 12, 20])
def test_notes_and_contact_reach_the_foot_of_the_last_page(paragraphs: int) -> None:
    assert 0 <= blank_mm(last_page(paragraphs)) <= 1.5


def test_the_lines_keep_room_for_a_hand() -> None:
    rules = next(
        box
        for box in last_page(2).descendants()
        if box.element is not None and box.element.get("class") == "rules"
    )
    gaps = [after.position_y - before.position_y for before, after in pairwise(rules.children)]
    assert len(gaps) >= 3
    assert min(gaps) / PX_PER_MM >= 9
    assert max(gaps) - min(gaps) < 0.01


def test_a_leaflet_without_contact_details_is_filled_too() -> None:
    of = edition(article(2))
    assert blank_mm(last_page(2, replace(of, brand=replace(of.brand, address="", phone="")))) <= 1.5


def test_a_small_area_has_lines_alone_and_one_without_room_for_any_is_taken_away() -> None:
    heights = {}
    for paragraphs in range(3, 8):
        made = galley(paragraphs)
        made.lay_out(Setting(12.0, 2))
        for page in made.documents[Setting(12.0, 2)].pages:
            leaf = leaf_of(page)
            shown = any(
                box.element is not None and "rules" in (box.element.get("class") or "")
                for box in page._page_box.descendants()
            )
            heights[leaf.notes_mm] = shown
    assert all(shown == (height >= 8) for height, shown in heights.items() if height)
    assert any(heights.values())


def test_a_line_alone_makes_do_with_eight_millimetres() -> None:
    made = galley(6, "a5")
    setting = Setting(12.5, 2)
    made.lay_out(setting)
    (page,) = [page for page in made.documents[setting].pages if 8 <= leaf_of(page).notes_mm < 9]
    (rules,) = [
        box
        for box in page._page_box.descendants()
        if box.element is not None and box.element.get("class") == "rules"
    ]
    assert len(rules.children) == 1


def test_a_page_says_what_it_is_for() -> None:
    made = galley(2, "trifold-a4")
    document = made._laid_out(Setting(12.0, 6))
    leaves = [leaf_of(page) for page in document.pages]
    assert leaves[0].under_text_mm is None
    assert leaves[1].under_text_mm
    assert [leaf.spare for leaf in leaves[2:5]] == [True, True, True]
    assert not leaves[-1].spare
    assert leaves[-1].notes_mm > 30


def test_weasyprint_still_has_what_the_filling_depends_on() -> None:
    assert list(inspect.signature(weasyprint.layout.layout_backgrounds).parameters)[:1] == ["page"]
    assert "layout_backgrounds(page" in inspect.getsource(weasyprint.layout.layout_document)
    for name in ("copy", "translate", "margin_height", "content_box_y", "descendants"):
        assert hasattr(boxes.Box, name), f"WeasyPrint's boxes lost {name}"
