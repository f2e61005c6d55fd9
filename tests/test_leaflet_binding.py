"""The contact box of a leaflet is on its last side, and a side for notes says what for."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest

from outputs.edition import Edition, Printing
from outputs.leaflet import FORMATS
from outputs.leaflet.render import Galley, print_leaflet
from outputs.leaflet.setting import Setting
from pipeline.model import Article
from tests.editions import edition
from tests.leaflet_reader import read_blocks
from tests.leaflet_texts import sections

AREAS = ["What we agreed", "My next appointments"]


def pages_of(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


# A text that ends on the third page in this setting.
UNEVEN = {
    "a4": (9, 100, Setting(14.0, 4)),
    "a5": (5, 80, Setting(14.0, 4)),
    "large-print": (4, 100, Setting(20.0, 4)),
}


def of(count: int, words_each: int, name: str) -> Edition:
    return replace(edition(Article("How to rest", sections(count, words_each))), printing=Printing(name))


@pytest.mark.parametrize("name", UNEVEN)
def test_a_text_of_three_pages_has_its_contact_box_on_the_back_under_notes(name: str) -> None:
    count, words_each, setting = UNEVEN[name]
    made = of(count, words_each, name)
    data = print_leaflet(made, made.items[0], setting).data
    pages = pages_of(data)
    assert ["dressing" in page for page in pages] == [True, True, True, False]
    assert ["Contact us" in page for page in pages] == [False, False, False, True]
    assert all(area in pages[3] for area in AREAS)
    assert "Your notes and questions" in pages[2]
    said = [text for _, text in read_blocks(data)]
    order = [said.index(text) for text in ("Your notes and questions", *AREAS, "Contact us")]
    assert order == sorted(order)


def test_the_links_of_a_box_that_moved_are_where_it_is() -> None:
    count, words_each, setting = UNEVEN["a4"]
    made = of(count, words_each, "a4")
    galley = Galley(made, made.items[0], FORMATS["a4"], "")
    galley.lay_out(setting)
    *others, back = galley.documents[setting].pages
    assert not any(page.links for page in others)
    assert min(link[2][1] for link in back.links) > back.height / 2


@pytest.mark.parametrize(("count", "pages"), [(2, 1), (5, 2)])
def test_a_single_page_and_an_even_number_keep_the_box_under_the_text(count: int, pages: int) -> None:
    made = of(count, 100, "a4")
    texts = pages_of(print_leaflet(made, made.items[0]).data)
    assert len(texts) == pages
    assert "Contact us" in texts[-1]
    assert "What to do" in texts[-1]
    assert AREAS[0] not in " ".join(texts)


def test_a_page_without_one_for_notes_after_it_keeps_its_box() -> None:
    made = of(9, 100, "a4")
    galley = Galley(made, made.items[0], FORMATS["a4"], "")
    # Too many pages for the setting: it is going to be laid out again, and nothing may be lost till then.
    assert galley.lay_out(Setting(14.0, 2)).needed == 3
    last = galley.documents[Setting(14.0, 2)].pages[2]
    assert last.links
