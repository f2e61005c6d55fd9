"""A table that runs over several pages leaves no row alone on one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from weasyprint.formatting_structure import boxes

from outputs.edition import Printing
from outputs.leaflet.formats import FORMATS
from outputs.leaflet.render import Galley
from outputs.leaflet.setting import Setting
from pipeline.model import Article, TableRow
from tests.editions import edition, words
from tests.leaflet_texts import prose

SETTING = Setting(12.0, 4)


def rows_on_pages(rows: int, words_before: int) -> list[int]:
    """Return how many rows each page of an A5 leaflet has, its head and pages without rows left out."""
    head = TableRow((words("Age"), words("Dose")), header=True)
    body = [TableRow((words(f"{n} years"), words(f"{n} ml"))) for n in range(rows)]
    of = edition(Article("Doses", (prose(words_before), head, *body, prose(40))))
    of = replace(of, printing=Printing(format="a5"))
    galley = Galley(of, of.items[0], FORMATS["a5"], "")
    galley.lay_out(SETTING)
    pages = (page._page_box.descendants() for page in galley.documents[SETTING].pages)
    counts = [
        sum(isinstance(box, boxes.TableRowBox) and box.element.find("td") is not None for box in page)
        for page in pages
    ]
    return [count for count in counts if count]


@pytest.mark.parametrize(("rows", "words_before"), [(6, 160), (30, 100), (31, 100), (18, 200)])
def test_no_row_stands_alone_on_a_page(rows: int, words_before: int) -> None:
    counts = rows_on_pages(rows, words_before)
    assert len(counts) >= 2
    assert sum(counts) == rows
    assert min(counts) >= 2
