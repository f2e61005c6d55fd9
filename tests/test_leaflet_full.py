"""Twenty texts of 300 to 1,500 words: their last side is full, no heading ends a page, few renderings."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pytest
from weasyprint.document import Page

from outputs.leaflet import FORMATS
from outputs.leaflet.render import Galley
from pipeline.errors import RenderFailed
from pipeline.model import Article, Heading, ListItem, Paragraph
from tests.editions import words
from tests.leaflet_texts import prose
from tests.test_leaflet_every_format import in_format, stranded

_PX_PER_MM = 96 / 25.4


def varied(count: int) -> Article:
    """Return about so many words in sections that are long and short, every third with a list."""
    blocks: list[Heading | Paragraph | ListItem] = []
    said = part = 0
    while said < count:
        part += 1
        length = min(count - said, 30 + (part * 37) % 90)
        blocks += [Heading(words(f"Part {part} of what to know"), 2 if part % 4 else 3), prose(length)]
        said += length
        if part % 3 == 0:
            blocks.append(Paragraph(words("Please bring:")))
            blocks += [
                ListItem(words(f"paper {n}, in a folder that you can close")) for n in range(part % 5 + 2)
            ]
            said += 9 * (part % 5 + 2)
    return Article(f"What {count} words say", tuple(blocks), dek="Kindly explained.")


def filled(page: Page) -> float:
    """Return the share of a page's height that holds text, boxes or lines to write on."""
    box = page._page_box
    end = 0.0
    covered = 0.0
    for top, bottom in sorted(_heights(box)):
        covered += max(0.0, bottom - max(top, end))
        end = max(end, bottom)
    return float(covered / box.height)


def _heights(page_box: object) -> Iterator[tuple[float, float]]:
    (body,) = [box for box in page_box.descendants() if box.element_tag == "body"]  # type: ignore[attr-defined]
    for box in body.children:
        for part in box.children if "closing" in (box.element.get("class") or "") else [box]:
            if part.children:
                yield part.position_y, part.position_y + part.margin_height()


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", FORMATS)
def test_the_last_side_is_full_no_heading_is_stranded_and_three_renderings_do(name: str) -> None:
    shares, renders, ends = [], [], list[str]()
    for count in range(300, 1500, 60):
        made = in_format(varied(count), name)
        galley = Galley(made, made.items[0], FORMATS[name], "")
        try:
            setting = galley.fit()
        except RenderFailed:
            continue
        renders.append(len(galley.documents))
        shares.append(filled(galley.documents[setting].pages[-1]))
        ends += stranded(FORMATS[name], galley)
    assert len(shares) >= (10 if FORMATS[name].panels else 20)
    assert not ends
    assert max(renders) <= 3
    assert statistics.median(renders) <= 2
    assert min(shares) >= 0.95
