"""A list breaks where a reader can follow it, and no page is left empty to keep a long one whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from outputs.edition import Printing
from outputs.leaflet.formats import FORMATS
from outputs.leaflet.render import Galley
from outputs.leaflet.setting import Setting
from pipeline.model import Article, Heading, ListItem, Paragraph
from tests.editions import edition, words
from tests.leaflet_texts import prose

SETTING = Setting(12.0, 4)
_STEP = "Rinse the sore place for a minute and pat it dry with a clean towel. "


def steps(count: int, text: str, *, ordered: bool = True) -> list[ListItem]:
    numbers = range(1, count + 1)
    return [ListItem(words(f"{n}. {text}"), ordered=ordered, number=n if ordered else None) for n in numbers]


def begun_on_pages(items: Sequence[ListItem], words_before: int) -> list[int]:
    """Return how many items begin on each page of an A5 leaflet."""
    lead = (Heading(words("What to do"), 2), Paragraph(words("Follow these:")))
    of = edition(Article("Care", (prose(words_before), *lead, *items, prose(200))))
    of = replace(of, printing=Printing(format="a5"))
    galley = Galley(of, of.items[0], FORMATS["a5"], "")
    galley.lay_out(SETTING)
    seen: set[int] = set()
    counts = []
    for page in galley.documents[SETTING].pages:
        here = {id(box.element) for box in page._page_box.descendants() if box.element_tag == "li"} - seen
        seen |= here
        counts.append(len(here))
    return counts


@pytest.mark.parametrize("words_before", range(100, 260, 20))
def test_six_short_steps_stay_on_one_side(words_before: int) -> None:
    assert sorted(begun_on_pages(steps(6, _STEP), words_before))[-2:] == [0, 6]


def test_long_items_under_numbers_are_read_like_paragraphs_and_break() -> None:
    # Kept whole, they would leave more than the half of the first page empty.
    assert [bool(count) for count in begun_on_pages(steps(5, _STEP * 3), 150)[:2]] == [True, True]


def test_a_list_that_is_longer_than_a_page_leaves_none_empty() -> None:
    assert all(begun_on_pages(steps(6, _STEP * 8), 40)[:3])


@pytest.mark.parametrize("words_before", range(100, 260, 10))
def test_no_short_item_ends_its_list_at_the_head_of_a_page(words_before: int) -> None:
    counts = begun_on_pages(steps(9, "Bring a towel", ordered=False), words_before)
    assert sum(counts) == 9
    assert [count for count in counts if count][-1] >= 2
