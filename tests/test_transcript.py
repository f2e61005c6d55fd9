"""How a page is written for the line tagger, whatever way it was set in."""

from pipeline.opinions import look_again, take_look
from pipeline.page import Page
from pipeline.transcript import transcribe
from tests.raws import raw

PROSE = (
    "Dark spots are marks that can show on anybody's skin, and they fade with time. They often come after "
    "acne, sun or a burn, and they can last for a year or even two before they are gone."
)
TITLE = "Why Dark Spots Stay So Long on the Skin"
ITEMS = ("• a hat", "• a shirt")


def _page(*lines: str) -> Page:
    return Page(raw("\n".join((TITLE, "", *lines))))


def _texts(page: Page) -> list[str]:
    return [text for _, text in transcribe(page)]


def test_a_page_with_blank_lines_between_its_blocks_stays_as_it_is() -> None:
    lines = (PROSE, "", "What helps", "", *ITEMS, "", "Where to ask", "", PROSE, "18 High Street", "", PROSE)
    page = _page(*lines)
    assert transcribe(page) == list(enumerate((TITLE, "", *lines)))


def test_headings_that_are_set_close_to_their_text_get_a_blank_line_below() -> None:
    page = _page(PROSE, "", "What helps", PROSE, "", "Where to ask", PROSE, "", PROSE)
    assert _texts(page) == [
        *(TITLE, "", PROSE, "", "What helps", "", PROSE, "", "Where to ask", "", PROSE, "", PROSE)
    ]


def test_blocks_that_follow_each_other_get_blank_lines_between_but_not_items() -> None:
    page = _page(PROSE, PROSE, "What helps", *ITEMS, PROSE, PROSE)
    assert _texts(page) == [TITLE, "", PROSE, "", PROSE, "", "What helps", "", *ITEMS, "", PROSE, "", PROSE]


def test_a_heading_is_shown_without_its_pictographs_and_other_lines_with_them() -> None:
    lines = (
        "💧 What helps",
        "",
        PROSE,
        "",
        "⚠️ Where to ask",
        "",
        *ITEMS,
        "",
        "📌 Pin it!",
        "",
        "🔥 Shop now",
        "",
        "Bye",
    )
    shown = ("What helps", *lines[1:4], "Where to ask", *lines[5:])
    assert _texts(_page(*lines)) == [TITLE, "", *shown]


def test_a_page_without_blank_lines_stays_as_it_is() -> None:
    lines = (TITLE, PROSE, "What helps", PROSE, "Where to ask", PROSE)
    assert transcribe(Page(raw("\n".join(lines)))) == list(enumerate(lines))


def test_a_second_look_is_that_of_what_is_left() -> None:
    page = _page(PROSE, "", "What helps", PROSE, "", "Share", "", "Where to ask", PROSE, "", PROSE)
    left, kept = page.left({page.texts.index("Share") + 1})
    again, anew = look_again(left, take_look(page), kept), take_look(left)
    assert again.rows == anew.rows
    assert list(again.removed) == list(anew.removed)
