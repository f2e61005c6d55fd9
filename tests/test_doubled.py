"""Lines that stand twice in a row go once; the title is not said again under itself."""

import pytest

from pipeline.model import Fate, Field, Paragraph, block_text
from pipeline.policy import Policy
from tests.raws import read

_BODY = (
    "The harbour was built in 1872, when the herring still came to this coast, and most of the houses on the "
    "quay are as old as that.\n\nToday the boats bring visitors, and the old ice house is a museum."
)
_CAPTION = "Herring boats were mended until 1931 in the shed behind the ice house on the quay."
_POLICIES = pytest.mark.parametrize("policy", Policy)


def _kept(text: str, policy: Policy) -> list[str]:
    return [block_text(block) for block in read(text, policy).article.blocks]


@_POLICIES
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_description_and_the_caption_of_the_same_words_stand_once(policy: Policy, gap: str) -> None:
    first, last = _BODY.split("\n\n")
    reading = read(f"The Old Harbour\n\n{first}\n\n{_CAPTION}{gap}{_CAPTION}\n\n{last}\n", policy)
    twice = [verdict for verdict in reading.audit.verdicts if verdict.text == _CAPTION]
    assert [verdict.fate for verdict in twice].count(Fate.REMOVED) >= 1
    assert any(verdict.rule == "doubled-line" for verdict in twice)
    assert sum(block_text(block) == _CAPTION for block in reading.article.blocks) <= 1


@_POLICIES
def test_the_title_is_not_printed_again_under_itself(policy: Policy) -> None:
    title = "Seven Walks Along the Old Harbour Wall"
    reading = read(f"{title}\n\n{title}\n\n{_BODY}\n", policy)
    assert reading.article.title == title
    assert title not in map(block_text, reading.article.blocks)
    assert [v.field for v in reading.audit.verdicts if v.text == title] == [Field.TITLE, Field.TITLE]


@_POLICIES
def test_verses_items_rows_and_warnings_are_left_alone(policy: Policy) -> None:
    warning = "Do not take more than eight tablets in 24 hours."
    text = (
        f"A Song for the Boats\n\n{_BODY}\n\nRow, row, row your boat\nRow, row, row your boat\n\n"
        f"  • A cup of flour\n  • A cup of flour\n\n{warning}\n\n{warning}\n\nMon\tTue\nMon\tTue\n"
    )
    assert not [v for v in read(text, policy).audit.verdicts if v.rule == "doubled-line"]
    assert warning in _kept(text, policy)


def test_cleaning_what_is_left_changes_nothing() -> None:
    text = f"The Old Harbour\n\n{_BODY}\n\n{_CAPTION}\n\n{_CAPTION}\n\n{_BODY.replace('1872', '1901')}\n"
    once = read(text, Policy.RULES)
    lines = [v.text for v in once.audit.verdicts if v.fate is not Fate.REMOVED]
    again = read("\n".join(lines), Policy.RULES)
    assert all(v.fate is not Fate.REMOVED for v in again.audit.verdicts)
    assert isinstance(again.article.blocks[0], Paragraph)
