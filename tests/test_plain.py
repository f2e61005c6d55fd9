from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from outputs.language import direction
from outputs.plain import blocks_plain, plain_text
from outputs.summary import SUMMARY_CHARS, summary
from outputs.wrap import columns, wrap
from pipeline.model import Article, Heading, ListItem, Paragraph, Span, TableRow
from tests.editions import HOSTILE, brief, kitchen_sink, right_to_left, words


def squashed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_kitchen_sink_reads_as_a_person_would_write_it() -> None:
    text = plain_text(kitchen_sink())
    assert text.startswith("Sunscreen & you: a < b, <b>bold</b> and AT&T\n" + "=" * 44 + "\n\nWhat to put on")
    assert "How much & how often\n--------------------\n\n  • Two fingers for the face\n" in text
    assert "  • A shot glass for the body:\n      • arms and legs\n" in text
    assert "  • Again after two hours\n\n    Sooner after a swim" in text
    assert "  1. Shake the bottle\n  2. Spread it thickly\n  3. Wait fifteen minutes\n" in text
    assert "Factor  Blocks  For whom\n------  ------  -" in text
    assert "\n> The best sunscreen is the one that you use.\n" in text
    assert "\n    if uv_index > 3:\n        reapply(hours=2)  # & <again>\n" in text
    assert HOSTILE.replace(" ", "") in squashed(text)


def test_links_are_numbered_and_listed_and_unsafe_ones_are_text() -> None:
    text = plain_text(kitchen_sink())
    assert text.endswith(
        "\n[1] https://example.org/guide?a=1&b=2\n[2] https://source.example/health/neighbour.html\n"
    )
    assert "this link or that one." in text


def test_an_address_keeps_its_number_when_it_comes_again() -> None:
    link = Span("here", href="https://example.org/")
    rendered = blocks_plain((Paragraph((link,)), Paragraph((link,))), links=("https://first.example/",))
    assert rendered.text == "here\xa0[2]\n\nhere\xa0[2]"
    assert rendered.links == ("https://first.example/", "https://example.org/")


def test_a_link_that_is_its_own_address_has_no_number() -> None:
    blocks = (Paragraph((Span("https://a.example/x", href="https://a.example/x"),)),)
    assert blocks_plain(blocks).text == "https://a.example/x"
    assert blocks_plain(blocks).links == ()


def test_no_line_is_wider_than_the_page_unless_an_address_is() -> None:
    address = "https://example.org/" + "a" * 100
    article = Article("T" * 200, (Paragraph(words(f"see {address} and {'w' * 200} 日本語" + "漢字" * 60)),))
    lines = plain_text(article).split("\n")
    assert [line for line in lines if columns(line) > 78] == [address]
    assert squashed(plain_text(article)).count("漢字") == 60


def test_a_wide_table_is_stacked() -> None:
    rows = (
        TableRow((words("Cream"), words("Use")), header=True),
        TableRow((words("Zinc"), words("word " * 30))),
    )
    text = blocks_plain(rows).text
    assert text.startswith("Cream\nUse\n\n• Zinc\n  word word")
    assert max(map(columns, text.split("\n"))) <= 78


def test_numbering_without_figures_counts_for_itself() -> None:
    items = (
        ListItem(words("a"), ordered=True),
        ListItem(words("x"), depth=2),
        ListItem(words("b"), ordered=True),
    )
    assert blocks_plain(items).text == "  1. a\n      • x\n  2. b"


def test_right_to_left_text_comes_through() -> None:
    assert "מרחים קרם" in plain_text(right_to_left())
    assert (direction("he"), direction("ar-EG"), direction("az-Arab"), direction("en"), direction("pa")) == (
        ("rtl", "rtl", "rtl", "ltr", "ltr")
    )
    assert direction("he-Latn") == "ltr"


@given(st.text(), st.integers(10, 90))
def test_wrapping_loses_and_invents_nothing(text: str, width: int) -> None:
    lines = wrap(text, width, first="- ", rest="  ")
    spaces = re.compile(r"[ \t\r\n\f\v]+")
    joined = "".join(line[2:] for line in lines)
    assert spaces.sub("", joined) == spaces.sub("", text)


@given(st.text())
def test_any_text_can_be_rendered(text: str) -> None:
    article = Article(
        text, (Heading(words(text), 2), Paragraph(words(text)), ListItem(words(text))), dek=text
    )
    assert plain_text(article).endswith("\n")


def test_the_dek_is_the_summary() -> None:
    assert summary(kitchen_sink()) == "What to put on, how much, and when to do it again."


def test_a_summary_ends_with_a_sentence() -> None:
    assert summary(brief(1)).endswith("a cream.")
    assert len(summary(brief(1))) <= SUMMARY_CHARS
    doctor = Article("T", (Paragraph(words("Ask Dr. Smith about it. " + "Then wait a long while " * 20)),))
    assert summary(doctor, most_chars=40) == "Ask Dr. Smith about it."


def test_an_overlong_sentence_is_cut_between_words() -> None:
    short = summary(Article("T", (Paragraph(words("one two three " * 50)),)))
    assert re.fullmatch(r"(one two three )*(one|one two|one two three)…", short)
    assert len(short) <= SUMMARY_CHARS


@given(st.text(min_size=1), st.integers(20, 300))
@example("0" * 20 + " 0", 20)
def test_a_summary_is_the_beginning_of_the_text(text: str, most: int) -> None:
    found = summary(Article("T", (Paragraph(words(text)),)), most_chars=most)
    assert len(found) <= most
    assert re.sub(r"[ \t\r\n\f\v]+", " ", text).strip().startswith(found.removesuffix("…")) or "…" in text
