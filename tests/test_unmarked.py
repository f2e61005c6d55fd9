"""Lists that have lost their marks are told by their lead-in and by the likeness of their lines."""

from itertools import chain

import pytest

from pipeline.assemble import account
from pipeline.model import Fate, Kind
from pipeline.page import Page
from pipeline.policy import Policy
from pipeline.unmarked import unmarked_lists
from tests.raws import raw

PROSE = "It usually takes three weeks. It takes longer at Easter, when the office is closed for six days."
PAGE = f"""\
Home
Get a fishing licence for your child
You must have parental responsibility for the child if you want to apply for a licence. {PROSE}
You need:
a credit or debit card
the child's full birth or adoption certificate
proof of where the child lives
a digital photo of the child
If the child is 12 or over, they must sign the form themselves.
How to renew it
A licence is valid for two years. Send the old one with the form, even if it has expired; it is sent back.
What the photo must look like
The photo must be less than one month old. You can hold the head of a baby if the hand cannot be seen.
Contact the licence adviceline if you need one within a week.
If the parents live apart
Either parent may apply. The other one can object only with a court order, and we pass on no letters.
Print this page
Privacy"""


def _found(text: str) -> list[str]:
    page = Page(raw(text))
    return [page.texts[i] for i in chain(*unmarked_lists(page, page.filled))]


def test_the_items_under_a_lead_in_of_the_text_stay_and_are_items() -> None:
    verdicts = account(raw(PAGE)).audit.verdicts
    assert [v.kind for v in verdicts[4:8]] == [Kind.LIST_ITEM] * 4
    assert verdicts[16].fate is verdicts[17].fate is Fate.REMOVED


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Bring:\na towel\na hat", ["a towel", "a hat"]),
        ("Bring:\nA towel\nA hat", ["A towel", "A hat"]),
        (f"Bring:\nA towel\nA hat\nHow to get there\n{PROSE}", ["A towel", "A hat"]),
        (f"Bring:\na towel\na hat\nHow to get there\n{PROSE}", ["a towel", "a hat"]),
        (f"Bring:\n{PROSE}\nA hat", []),
        ("Bring:\n\na towel\n\na hat", []),
        ("Bring:\n• a towel\n• a hat", []),
        ("Bring\na towel\na hat", []),
        ("Bring:\na towel", []),
        ("How much:\nAge\tDose\n1 to 3 years\t5 ml\n4 to 6 years\t10 ml", []),
    ],
)
def test_a_list_is_short_lines_in_one_case_right_under_a_colon(text: str, items: list[str]) -> None:
    assert _found(text) == items


def test_the_rules_find_headings_and_lists_where_no_blank_line_sets_them_apart() -> None:
    kinds = {v.text: v.kind for v in account(raw(PAGE), Policy.RULES).audit.verdicts}
    headed = ("How to renew it", "What the photo must look like", "If the parents live apart")
    assert [kinds[text] for text in headed] == [Kind.HEADING] * 3
    assert kinds["a credit or debit card"] is Kind.LIST_ITEM
    assert kinds["If the child is 12 or over, they must sign the form themselves."] is Kind.PARAGRAPH


def test_a_run_of_names_without_blank_lines_holds_no_heading() -> None:
    text = f"Meals for a Week\n{PROSE} {PROSE}\nPea soup\nBaked beans\nPotato curry\n{PROSE}\n{PROSE}"
    kinds = {v.text: v.kind for v in account(raw(text), Policy.RULES).audit.verdicts}
    assert kinds["Baked beans"] is kinds["Potato curry"] is Kind.PARAGRAPH
