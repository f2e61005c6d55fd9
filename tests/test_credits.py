"""Lines under a title that are put together of dates, times, names and their labels."""

import datetime as dt

import pytest

from pipeline.credits import is_label, names_author, names_person, read_credit
from pipeline.fields import find_fields
from pipeline.model import Field
from pipeline.page import Page
from tests.raws import raw

PROSE = (
    "Dark spots are marks that can show on anybody's skin, and they fade with time. They often come after "
    "acne, sun or a burn, and they can last for a year or even two before they are gone."
)


@pytest.mark.parametrize(
    "text",
    [
        "by Ann Lee | Health | 8 min read",
        "Posted on May 3, 2024 by Ann Lee",
        "May 3, 2024 7 min read",
        "By Ann Lee 11 min read",
        "December 15, 2025 // 8 min read",
        "Updated 3 May 2024 · 2 comments",
        "2 days ago",
        "by | May 3, 2024 | Health, Skin | 0 comments",
        "Average reading time: 12 min",
        "Monday, May 6, 2024 7:45 am PST by Ann Lee",
    ],
)
def test_a_line_of_stated_parts_is_a_credit(text: str) -> None:
    assert read_credit(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "The clinic opened on May 3, 2024 in Leeds",
        "Release Notes May 3, 2024",
        "What Changed on May 3, 2024?",
        "Leave the cream on for 15 minutes and rinse",
        "12 comments",
        "By noon the rash was gone",
        "10:30",
        "Take one tablet at 9:00 am",
        "Ten Reasons to Walk",
        "",
    ],
)
def test_a_line_that_says_more_is_none(text: str) -> None:
    assert read_credit(text) is None


def test_the_parts_of_a_credit_are_told_apart() -> None:
    page = Page(raw(f"How Skin Heals\n\nUpdated May 3, 2024 by Ann Lee | 8 min read\n\n{PROSE}\n\n{PROSE}"))
    values = find_fields(page)[2].values
    assert values == (
        (Field.BYLINE, "Ann Lee"),
        (Field.UPDATED, dt.date(2024, 5, 3)),
        (Field.READ_TIME, "8 min read"),
    )


def test_a_label_alone_asks_for_the_name_below_it() -> None:
    page = Page(raw(f"How Skin Heals\n\nWritten by\nAnn Lee\nReviewed by\nBen Day\n\n{PROSE}\n\n{PROSE}"))
    found = find_fields(page)
    assert found[3].values == ((Field.BYLINE, "Ann Lee"),)
    assert found[5].values == ((Field.OTHER, "Ben Day"),)


def test_an_editor_is_no_author() -> None:
    credit = read_credit("Edited by Ann Lee")
    assert credit is not None
    assert not credit.name


def test_labels_are_known_and_badges_are_not() -> None:
    assert all(map(is_label, ("By", "Written by", "Author:", "Published", "Last updated on:")))
    assert not any(map(is_label, ("Reviewed", "Fact checked", "By the way", "Authors of note", "")))
    assert names_author("Posted by")
    assert not names_author("Edited by")
    assert not names_person("Published", "Ann Lee")


def test_a_long_line_of_one_sign_is_read_in_no_time() -> None:
    for sign in ("1 ", "by ", "A ", "may 1 ", "| ", "- "):
        assert read_credit(sign * 50_000) is None
