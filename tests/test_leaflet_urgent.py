"""What calls for help at once stands in a frame, and nothing else does."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2
import pytest
from weasyprint.formatting_structure import boxes

from outputs.edition import Printing
from outputs.leaflet.formats import FORMATS
from outputs.leaflet.render import Galley, print_leaflet
from outputs.leaflet.setting import Setting
from outputs.leaflet.text import groups_of
from outputs.urgent import calls_for_help
from pipeline.model import Article, Block, Heading, ListItem, Paragraph
from tests.editions import edition, words
from tests.leaflet_reader import read_blocks
from tests.leaflet_texts import prose

_LEAD = Paragraph(words("Call 999 straight away if the person:"))
_SIGNS = (ListItem(words("is pale, cold or confused")), ListItem(words("cannot breathe")))


@pytest.mark.parametrize(
    "text",
    [
        "Call 999 if there is any swelling of the mouth, tongue or throat.",
        "If you have trouble breathing, call 911.",
        "Dial 112 and say where you are.",
        "Call for an ambulance at once.",
        "Ring the emergency services.",
        "Go straight to your nearest A&E if it spreads.",
        "Call 111 or go to the emergency department straight away if your sight changes.",
    ],
)
def test_what_calls_for_help_is_known(text: str) -> None:
    assert calls_for_help(text)


@pytest.mark.parametrize(
    "text",
    [
        "Do not call 999 for a repeat prescription.",
        "Don’t ring 999 for advice.",
        "She called 999, and the ambulance came after ten minutes.",
        "Call 111 for advice at any time of day.",
        "Call us at 01632 999 000 for an appointment.",
        "Go to the pharmacy if it itches.",
        "The emergency department is on the ground floor.",
        " ".join(["They told the neighbour to call 999, and he did."] * 10),
    ],
)
def test_what_only_speaks_of_help_is_not_taken_for_it(text: str) -> None:
    assert not calls_for_help(text)


def framed(*blocks: Block) -> list[bool]:
    return [group.urgent for group in groups_of(blocks, FORMATS["a4"])]


def test_the_list_of_when_to_call_is_in_the_frame() -> None:
    assert framed(prose(20), _LEAD, *_SIGNS, prose(20)) == [False, True, True, False]
    assert framed(Heading(words("Call 911 if:"), 2), *_SIGNS) == [False, True]
    assert framed(Paragraph(words("Call 999. Then wait, and:")), prose(20), *_SIGNS) == [True, False, False]
    assert framed(Paragraph(words("These are signs of a cold:")), *_SIGNS) == [False, False]


def galley(number: int, name: str) -> Galley:
    """Return a leaflet with a call for help, or for the number 998 with none."""
    blocks = (prose(60), Paragraph(words(f"Call {number} if the person:")), *_SIGNS, prose(60))
    of = replace(edition(Article("Burns", blocks)), printing=Printing(name))
    return Galley(of, of.items[0], FORMATS[name], "")


def frames(made: Galley, setting: Setting) -> list[boxes.BlockBox]:
    made.lay_out(setting)
    return [
        box
        for page in made.documents[setting].pages
        for box in page._page_box.descendants()
        if box.element is not None and "urgent" in (box.element.get("class") or "") and box.border_height()
    ]


@pytest.mark.parametrize("name", ["a4", "large-print", "trifold-a4"])
def test_a_frame_hangs_in_the_margin_and_leaves_the_text_its_width(name: str) -> None:
    form = FORMATS[name]
    setting = Setting(form.body_pt, form.panels or 2)
    lead, listed = frames(galley(999, name), setting)
    assert {round(box.width * 25.4 / 96, 1) for box in (lead, listed)} <= {
        round(form.column_mm, 1),
        round(form.narrow_mm, 1),
    }
    assert lead.border_left_width > 2 * lead.border_right_width
    # One frame: the list begins where its lead-in ends.
    assert listed.position_y + listed.margin_top <= lead.position_y + lead.margin_height()


def test_where_room_is_short_a_frame_takes_no_height() -> None:
    setting = Setting(12.0, 2, tight=True)
    with_frame, without = galley(999, "a5"), galley(998, "a5")
    assert frames(with_frame, setting)
    assert not frames(without, setting)
    found, other = with_frame.lay_out(setting), without.lay_out(setting)
    assert found.under_text_mm == pytest.approx(other.under_text_mm, abs=2.0)


@pytest.mark.parametrize(("ink", "red"), [("full", True), ("low", True), ("black", False)])
def test_a_frame_is_seen_in_every_ink_and_read_out_as_text(ink: str, red: bool) -> None:
    blocks = (prose(60), _LEAD, *_SIGNS, prose(60))
    of = replace(edition(Article("Burns", blocks)), printing=Printing("a4", ink=ink))
    data = print_leaflet(of, of.items[0]).data
    said = [text for _, text in read_blocks(data)]
    assert "Call 999 straight away if the person:" in said
    with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
        picture = pdf[0].render(scale=2).to_pil().convert("RGB")
    colours = {colour for _, colour in picture.getcolors(maxcolors=1 << 24) or []}
    assert any(r > 150 and g < 60 and b < 60 for r, g, b in colours) == red
