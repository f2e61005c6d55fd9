from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from outputs.markup import FRAMED, blocks_html, escape, safe_href, spans_html
from pipeline.model import Code, Heading, Image, ListItem, Paragraph, Span, TableRow
from tests.editions import HOSTILE, kitchen_sink_blocks, words


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"])))
def test_any_text_reads_back_as_it_was_typed(text: str) -> None:
    assert soup(f"<p>{escape(text)}</p>").get_text() == text
    (tag,) = soup(f'<p title="{escape(text)}"></p>').find_all("p")
    assert tag["title"] == text


def test_another_language_is_said_and_escaped() -> None:
    spans = (Span("Say "), Span("oui", strong=True, language="fr"), Span("?", language='"><b>'))
    assert spans_html(spans) == (
        'Say <strong><span lang="fr">oui</span></strong><span lang="&#34;&gt;&lt;b&gt;">?</span>'
    )


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert escape("a\x00b\x0bc\ud800d\ufffee\tf") == "a\ufffdb\ufffdc\ufffdd\ufffde\tf"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//[",
        "https:///x",
    ],
)
def test_a_dangerous_or_broken_link_leaves_its_text(href: str) -> None:
    assert safe_href(href) == ""
    assert spans_html((Span("here", href=href),)) == "here"


def test_a_relative_link_starts_from_the_base() -> None:
    assert safe_href("../b?x=1&y=2", "https://example.org/a/c/") == "https://example.org/a/b?x=1&y=2"
    assert safe_href("../b") == ""


def test_lists_nest_by_depth_and_further_paragraphs_stay_in_their_item() -> None:
    html = blocks_html(
        (
            ListItem(words("one")),
            ListItem(words("deeper"), depth=2),
            ListItem(words("two")),
            ListItem(words("more of two"), continued=True),
        )
    )
    assert html == ("<ul><li>one<ul><li>deeper</li></ul></li><li>two<p>more of two</p></li></ul>")


def test_numbers_of_the_source_are_kept_where_counting_would_change_them() -> None:
    html = blocks_html(
        (
            ListItem(words("c"), ordered=True, number=3),
            ListItem(words("d"), ordered=True, number=4),
            ListItem(words("g"), ordered=True, number=7),
        )
    )
    assert html == '<ol start="3"><li>c</li><li>d</li><li value="7">g</li></ol>'


def test_bullets_after_numbers_begin_a_new_list() -> None:
    html = blocks_html((ListItem(words("a"), ordered=True, number=1), ListItem(words("b"))))
    assert html == "<ol><li>a</li></ol><ul><li>b</li></ul>"


def test_rows_gather_into_one_table_with_its_heads() -> None:
    rows = (TableRow((words("A"),), header=True), TableRow((words("<1>"),)))
    assert blocks_html(rows) == (
        '<table><thead><tr><th scope="col">A</th></tr></thead>'
        "<tbody><tr><td>&lt;1&gt;</td></tr></tbody></table>"
    )


def test_pictures_stand_where_they_stood_and_unsafe_ones_nowhere() -> None:
    blocks = (Paragraph(words("before"), lines=(1,)), Paragraph(words("after"), lines=(3,)))
    images = (Image("javascript:x", "bad", 2), Image("https://example.org/i.png", 'a "b"', 2))
    html = blocks_html(blocks, images=images)
    found = soup(html).find_all(["p", "img"])
    assert [tag.name for tag in found] == ["p", "img", "p"]
    assert found[1]["alt"] == 'a "b"'


def test_headings_shift_but_never_beyond_the_sixth() -> None:
    assert blocks_html((Heading(words("a"), 2), Heading(words("b"), 6)), shift=1) == "<h3>a</h3>\n<h6>b</h6>"


def test_code_keeps_its_lines_and_spaces() -> None:
    assert soup(blocks_html((Code("a\n  b <c>"),))).get_text() == "a\n  b <c>"


def test_every_kind_of_block_reads_back() -> None:
    text = soup(blocks_html(kitchen_sink_blocks())).get_text()
    assert HOSTILE in text
    assert "if uv_index > 3:\n    reapply(hours=2)  # & <again>" in text


def test_what_calls_for_help_stands_in_a_frame_with_its_list_where_one_is_wanted() -> None:
    blocks = (
        Paragraph((Span("Rest and drink."),)),
        Paragraph((Span("Call 999 at once if your child:"),)),
        ListItem((Span("cannot breathe"),)),
        ListItem((Span("has a stiff neck"),)),
        Paragraph((Span("See a doctor if it lasts."),)),
    )
    framed = blocks_html(blocks, dress=FRAMED)
    call = blocks_html(blocks[1:4])
    inside = f'<div class="urgent">\n{call}\n</div>'
    assert framed.count(inside) == framed.count("<div") == 1
    assert framed.replace(inside, call) == blocks_html(blocks)
    assert 'class="urgent" style="x"' in blocks_html(blocks, dress={"div.urgent": ' style="x"'})


def test_a_picture_parts_the_frame_of_what_calls_for_help() -> None:
    blocks = (
        Paragraph((Span("Call 999 at once if your child:"),), lines=(1,)),
        ListItem((Span("cannot breathe"),), lines=(3,)),
    )
    shown = blocks_html(blocks, images=(Image("https://s.example/a.png", "", 2),), dress=FRAMED)
    assert shown.count('<div class="urgent">') == shown.count("</div>") == 2
    assert "</div>\n<figure>" in shown
