"""A text that was wrapped reads as it did before, and each physical line has an account of its own."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.annotation import labels
from flows.inspection import to_json
from pipeline.assemble import account, assemble, explain
from pipeline.model import Block, Fate, Field, Notice, RawArticle, Reading, block_text
from pipeline.overrides import Overrides, read_override
from pipeline.policy import Policy
from pipeline.recurrence import marks_of
from pipeline.unwrapping import unwrap
from sources import read as read_source
from tests.conftest import ROOT
from tests.raws import raw, read
from tests.test_wrapping import PARAGRAPHS, TEXT
from tests.wrapped import apart, wrapped

WARNING = (
    "Do not take more than 400 mg in a day, whatever the packet of another maker says. Call 999 if the lips"
    " or the tongue swell, if you cannot breathe, or if a rash spreads over the body within an hour."
)
SIGN_UP = (
    "Sign up to our newsletter and get our latest skincare news, the best product recommendations and"
    " exclusive discount codes delivered straight to your inbox every Friday. Unsubscribe at any time."
)
TITLE = "What Helps Cracked Hands in Winter, and What Your Own Doctor Would Rather That You Left Alone"
ARTICLE = f"{TITLE}\n\n{TEXT}\n\nWhen to ask for help\n\n{WARNING}\n\n{SIGN_UP}\n\n{PARAGRAPHS[0]}"

WIDTHS = st.integers(60, 100)
WORDS = st.sampled_from(
    (
        *("skin", "cream", "water", "doctor", "winter", "glove", "soap", "often", "never", "should", "which"),
        *(
            "helps",
            "dry",
            "sore",
            "and",
            "the",
            "of",
            "at-home",
            "12",
            "400",
            "mg",
            "twenty-minute",
            "(twice)",
        ),
        *("“mild”", "Larkmere", "it’s", "rest – so that"),
    )
)
SENTENCES = st.lists(WORDS, min_size=9, max_size=30).map(lambda words: f"The {' '.join(words)}.")
BODIES = st.lists(SENTENCES, min_size=2, max_size=5).map(" ".join)
ITEMS = st.tuples(st.sampled_from(("  • ", "- ", "    ◦ ")), st.lists(SENTENCES, min_size=2, max_size=5)).map(
    lambda item: "\n".join(f"{item[0]}{sentence}" for sentence in item[1])
)
STEPS = st.lists(SENTENCES, min_size=2, max_size=4).map(
    lambda steps: "\n".join(f"  {n}. {step}" for n, step in enumerate(steps, 1))
)
HEADINGS = st.sampled_from(
    ("What helps", "When to ask for help", "How often to wash", "What the cream is for")
)
SECTIONS = st.tuples(HEADINGS, st.lists(st.one_of(BODIES, BODIES, ITEMS, STEPS), min_size=1, max_size=4)).map(
    lambda section: "\n\n".join((section[0], *section[1]))
)
ARTICLES = st.lists(SECTIONS, min_size=1, max_size=4).map(lambda parts: "\n\n".join((TITLE, TEXT, *parts)))


def _without_lines(block: Block) -> str:
    shown = repr(block)
    return shown[: shown.rindex("lines=")]


def _read_alike(text: str, width: int, *, hanging: bool) -> None:
    """Hold that a text and its wrapped form give one article, and that no physical line is lost."""
    broken = wrapped(text, width, hanging=hanging)
    plain, found = account(raw(text)), account(raw(broken))
    assert found.article.title == plain.article.title
    assert list(map(_without_lines, found.article.blocks)) == list(map(_without_lines, plain.article.blocks))
    for name in ("dek", "byline", "published", "updated", "language", "read_time", "review_claim"):
        assert getattr(found.article, name) == getattr(plain.article, name)
    assert [n.message for n in found.audit.notices] == [n.message for n in plain.audit.notices]
    _is_whole(found, broken)


def _is_whole(reading: Reading, text: str) -> None:
    verdicts = reading.audit.verdicts
    assert [(v.n, v.text) for v in verdicts] == list(enumerate(text.split("\n"), 1))
    assert all((v.fate is Fate.BLANK) == (not v.text.strip()) for v in verdicts)
    kept = [v.n for v in verdicts if v.fate is Fate.KEPT]
    assert [n for block in reading.article.blocks for n in block.lines] == kept


@settings(max_examples=60)
@given(ARTICLES, WIDTHS, st.booleans())
def test_a_wrapped_article_reads_as_the_one_that_was_not(text: str, width: int, hanging: bool) -> None:
    _read_alike(text, width, hanging=hanging)


def _bundled() -> list[Path]:
    shared = ROOT.parent / "shared" / "articles"
    return [*sorted((ROOT / "examples" / "articles").glob("*.txt")), *sorted(shared.glob("*.txt"))]


@pytest.mark.parametrize("path", _bundled(), ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [60, 66, 72, 76, 80, 99])
def test_real_articles_read_the_same_when_they_are_wrapped(path: Path, width: int) -> None:
    lines = read_source(path.read_bytes(), key="a", origin="a", suffix=".txt").lines
    text = apart("\n".join(line.text for line in lines)).rstrip("\n")
    assert unwrap(raw(text)).numbers is None
    _read_alike(text, width, hanging=width % 2 == 0)


@settings(max_examples=40)
@given(ARTICLES, WIDTHS)
def test_cleaning_a_wrapped_text_twice_removes_nothing_more(text: str, width: int) -> None:
    verdicts = account(raw(wrapped(f"{text}\n\n{SIGN_UP}\n\nShare this article", width))).audit.verdicts
    left = [v.text for v in verdicts if v.fate is not Fate.REMOVED]
    assert len(left) < len(verdicts)
    again = account(raw("\n".join(left))).audit.verdicts
    assert [v.text for v in again if v.fate is Fate.REMOVED] == []


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("width", [60, 72, 80])
def test_a_warning_stays_whole_and_a_sign_up_goes_whole(policy: Policy, width: int) -> None:
    reading = read(wrapped(ARTICLE, width), policy)
    fates = {v.text: v.fate for v in reading.audit.verdicts}
    assert {fates[line] for line in wrapped(WARNING, width).split("\n")} == {Fate.KEPT}
    # The cautious policy spares what the tagger does not agree to.
    plain = {v.text: v.fate for v in read(ARTICLE, policy).audit.verdicts}
    assert plain[SIGN_UP] is Fate.REMOVED or policy is Policy.CAUTIOUS
    assert {fates[line] for line in wrapped(SIGN_UP, width).split("\n")} == {plain[SIGN_UP]}
    assert WARNING in map(block_text, reading.article.blocks)


def test_every_line_of_a_paragraph_has_the_account_of_the_whole() -> None:
    text = wrapped(ARTICLE, 72)
    reading, opinions = explain(raw(text))
    whole = json.loads(to_json("x", reading, opinions))
    rows = {line["text"]: line for line in whole["lines"]}
    for paragraph in (TITLE, WARNING, SIGN_UP):
        same = [dict(rows[line]) for line in wrapped(paragraph, 72).split("\n")]
        numbers = [row.pop("n") for row in same]
        assert len(same) > 1
        assert numbers == list(range(numbers[0], numbers[0] + len(same)))
        assert len({json.dumps(row) for row in same if row.pop("text")}) == 1
    assert rows[wrapped(SIGN_UP, 72).split("\n")[1]]["rule"] == "newsletter-signup"
    assert reading.article.title == TITLE
    assert [v.field for v in reading.audit.verdicts[:2]] == [Field.TITLE, Field.TITLE]


def test_labels_come_one_a_physical_line() -> None:
    lines = wrapped(ARTICLE, 72).split("\n")
    found = labels(lines, "x")
    assert len(found) == len(lines)
    assert found[:2] == ["title", "title"]
    assert {found[lines.index(line)] for line in wrapped(PARAGRAPHS[1], 72).split("\n")} == {"paragraph"}


def _orders(*, keep: tuple[str, ...] = (), drop: tuple[str, ...] = ()) -> Overrides:
    return Overrides("mails", tuple(map(read_override, keep)), tuple(map(read_override, drop)))


@pytest.mark.parametrize("phrase", ["wet wipes irritate", "sore. Whoever washes", "/dry skin does\\.$/"])
def test_orders_find_a_phrase_within_a_line_and_across_a_break(phrase: str) -> None:
    assert "sore.\nWhoever washes" in wrapped(PARAGRAPHS[3], 64)
    reading = account(raw(wrapped(ARTICLE, 64)), overrides=_orders(drop=(phrase,)))
    gone = [v.text for v in reading.audit.verdicts if v.rule == "source-drop"]
    assert gone == wrapped(PARAGRAPHS[3], 64).split("\n")


def test_an_order_keeps_all_lines_of_a_paragraph() -> None:
    reading = account(raw(wrapped(ARTICLE, 78)), overrides=_orders(keep=("discount codes",)))
    kept = [v.text for v in reading.audit.verdicts if v.rule == "source-keep"]
    assert kept == wrapped(SIGN_UP, 78).split("\n")
    assert SIGN_UP in map(block_text, reading.article.blocks)


def test_what_recurs_is_the_same_at_every_width() -> None:
    assert (
        marks_of(raw(wrapped(ARTICLE, 66))) == marks_of(raw(wrapped(ARTICLE, 80))) == marks_of(raw(ARTICLE))
    )


def test_notices_name_physical_lines() -> None:
    source = raw(wrapped(f"{TITLE}\n\n{TEXT}\n\n{PARAGRAPHS[1]} This is all that helps:", 72))
    repaired = Notice("repaired", "A character was repaired.", (9,))
    reading = assemble(RawArticle(source.key, source.origin, source.lines, notices=(repaired,)))
    assert reading.raw.lines == source.lines
    assert reading.audit.notices.count(repaired) == 1
    lead = reading.audit.notices[-1]
    assert lead.code == "lead-in-without-content"
    assert " ".join(source.lines[n - 1].text for n in lead.lines).endswith("This is all that helps:")


@pytest.mark.parametrize("margin", [" ", "    ", "\t"])
def test_a_text_that_is_set_in_a_margin_reads_as_the_one_that_is_not(margin: str) -> None:
    lines = TEXT.split("\n")
    inside = "\n".join(f"{margin}{line}" if line else line for line in lines)
    plain, moved = read(TEXT), read(inside)
    assert [block_text(block) for block in moved.article.blocks] == [
        block_text(block) for block in plain.article.blocks
    ]
    assert [verdict.text for verdict in moved.audit.verdicts] == inside.split("\n")
    assert [verdict.fate for verdict in moved.audit.verdicts] == [v.fate for v in plain.audit.verdicts]


def test_an_indented_list_or_piece_of_code_sets_no_text_in_a_margin() -> None:
    lines = ("A title", "", PARAGRAPHS[0], "", "  • one", "  • two", "", "    print(1)", "    print(2)")
    source = raw("\n".join(lines))
    assert unwrap(source).joined is source
