"""What holds for every text: the account is complete, nothing is invented, nothing is raised."""

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline.assemble import account, assemble
from pipeline.errors import NotAnArticle
from pipeline.model import Fate, Kind, Reading, block_text
from pipeline.rules import RULES
from tests.raws import raw

_EXAMPLES = sorted(
    {line.removeprefix("> ") for rule in RULES for e in (*rule.drops, *rule.keeps) for line in e.split("\n")}
)
_PROSE = (
    "A short paragraph about the skin, which ends as sentences do.",
    "Dark spots are marks that can show on anybody's skin, and they fade with time. They often come after"
    " acne, sun or a burn.",
    "Here are some of the benefits:",
    "  • Sun: wear a hat.",
    "    ◦ A wide brim is best.",
    "  1. Wash.",
    "  2. Dry.",
    "What is acne?",
    "Helps with scars",
    "Updated: November 9, 2022",
    "By Jane Doe",
    "",
    "",
)
LINES = st.one_of(
    st.sampled_from(_PROSE),
    st.sampled_from(_EXAMPLES),
    st.text(st.characters(exclude_characters="\n"), max_size=60),
)
TEXTS = st.lists(LINES, min_size=1, max_size=30).map("\n".join)


def _read(text: str) -> Reading | None:
    try:
        return assemble(raw(text))
    except NotAnArticle:
        return None


@given(TEXTS)
def test_every_line_is_accounted_for(text: str) -> None:
    reading = _read(text)
    if reading is None:
        return
    verdicts = reading.audit.verdicts
    assert [verdict.n for verdict in verdicts] == list(range(1, len(reading.raw.lines) + 1))
    for verdict, line in zip(verdicts, reading.raw.lines, strict=True):
        assert verdict.text == line.text
        assert (verdict.fate is Fate.BLANK) == (not line.text.strip())
        assert (verdict.kind is not None) == (verdict.fate is Fate.KEPT)
        assert (verdict.field is not None) == (verdict.fate is Fate.META)
        assert bool(verdict.rule and verdict.reason) == (verdict.fate is Fate.REMOVED)
        assert (verdict.level is not None) == (verdict.kind is Kind.HEADING)
        assert 0.0 < verdict.confidence <= 1.0


@given(TEXTS)
def test_the_blocks_hold_every_kept_line_once_and_in_order(text: str) -> None:
    reading = _read(text)
    if reading is None:
        return
    kept = [verdict.n for verdict in reading.audit.verdicts if verdict.fate is Fate.KEPT]
    assert [n for block in reading.article.blocks for n in block.lines] == kept


@given(TEXTS)
def test_no_word_is_invented(text: str) -> None:
    reading = _read(text)
    if reading is None:
        return
    article = reading.article
    source = Counter(re.findall(r"\w+", text))
    body = Counter(re.findall(r"\w+", "\n".join(map(block_text, article.blocks))))
    assert not body - source
    for stated in (article.title, article.dek, article.byline, article.read_time, article.review_claim):
        assert not Counter(re.findall(r"\w+", stated)) - source


@given(TEXTS)
def test_cleaning_twice_removes_nothing_more(text: str) -> None:
    verdicts = account(raw(text)).audit.verdicts
    left = [verdict.text for verdict in verdicts if verdict.fate is not Fate.REMOVED]
    again = account(raw("\n".join(left)))
    assert [v.text for v in again.audit.verdicts if v.fate is Fate.REMOVED] == []


@given(st.text(max_size=400))
def test_no_text_raises_more_than_a_refusal(text: str) -> None:
    _read(text)


@given(TEXTS)
def test_headings_skip_no_level(text: str) -> None:
    reading = _read(text)
    levels = [v.level for v in reading.audit.verdicts if v.level] if reading else []
    assert all(level >= 2 for level in levels)
    assert all(after <= before + 1 for before, after in zip([2, *levels], levels, strict=False))
