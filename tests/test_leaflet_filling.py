"""The notes fill the pages in one rendering, through interfaces of WeasyPrint that may move."""

from __future__ import annotations

import inspect
from dataclasses import replace
from itertools import pairwise

import pytest
import weasyprint.layout
from weasyprint.formatting_structure import boxes

from outputs.edition import Edition, Printing
from outputs.leaflet.anatomy import PX_PER_MM, areas_of, body_of
from outputs.leaflet.filling import leaf_of
from outputs.leaflet.formats import FORMATS
from outputs.leaflet.render import Galley
from outputs.leaflet.setting import Setting
from pipeline.model import Article, Heading, Paragraph
from tests.editions import edition, words

SENTENCE = "Skin needs water, rest and patience more than it needs a cream, and it tells you so. "


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


def notes_on(page: boxes.PageBox) -> list[tuple[int, float]]:
    """Return (headings, lines) of each area for notes, with the distance of its lines in mm."""
    found = []
    body = body_of(page)
    assert body is not None
    for area in areas_of(body):
        heading, rules = area.children or ((), None)
        tops = [line.position_y for line in rules.children] if rules else []
        found.append((len(tops), (tops[1] - tops[0]) / PX_PER_MM if len(tops) > 1 else 0.0))
        assert bool(heading) == bool(tops), "lines without a heading, or a heading without lines"
    return found


@pytest.mark.parametrize(("name", "least_mm"), [("a4", 7.5), ("a5", 7.5), ("large-print", 7.5)])
def test_an_area_has_a_heading_and_two_lines_or_nothing(name: str, least_mm: float) -> None:
    counts = set()
    for paragraphs in range(2, 9):
        for size in (12.0, 12.4, 12.8, 13.2):
            made = galley(paragraphs, name)
            setting = Setting(size + (6 if name == "large-print" else 0), 2)
            made.lay_out(setting)
            for page in made.documents[setting].pages:
                for lines, distance in notes_on(page._page_box):
                    counts.add(min(lines, 3))
                    assert lines != 1
                    assert not lines or distance >= least_mm
    assert counts == {0, 2, 3}


def test_the_contact_box_takes_up_room_that_is_too_little_for_lines() -> None:
    made = galley(6, "a5")
    setting = Setting(12.5, 2)
    made.lay_out(setting)
    (page,) = [page for page in made.documents[setting].pages if 8 <= leaf_of(page).notes_mm < 9]
    body = body_of(page._page_box)
    assert body is not None
    notes, contact, *_ = body.children[-1].children
    assert not notes.children
    (card,) = contact.children
    above = card.position_y - contact.content_box_y()
    below = contact.content_box_y() + contact.height - card.position_y - card.margin_height()
    assert above == pytest.approx(below, abs=0.1)
    assert above > 2 * PX_PER_MM
    assert blank_mm(page._page_box) <= 1.5


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
