"""Recognise lines that could be a medical warning: to drop one silently is the worst that could happen.

What is missed here may be lost; what is found here too often leaves a line of boilerplate on the page. So
that the words err on the side of finding, and the names of services and pages (two or three words, questions,
lists of tags) are told from them by the company they keep.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.page import Page
from pipeline.warning_words import (
    ACTION,
    COMPANY,
    FURTHER,
    LEAD,
    MEDICINES,
    OFTEN,
    POINTER,
    REVIEW,
    TOPICS,
    WITH_MEDICINE,
    WORDS,
)

_LEAD_CHARS = 160
_LIST_LINES, _ITEM_CHARS = 12, 100
_FEWEST_OF_TOPIC = 4


@lru_cache(maxsize=4096)  # what is left of a page is judged again, and the audit asks once more
def guarded(folded: str) -> bool:
    """Say whether a folded line holds the words of a dose, a warning, a side effect or an emergency.

    Labels of at most three words are guarded only where they tell the reader what to do. Words that titles
    and tags share with warnings ("allergy", "doctor") count only in a sentence (six words and more, with a
    full stop or an exclamation mark) or beside a condition, a prohibition or a risk.
    """
    words = folded.split(" ", 6)
    if len(words) <= 1:
        return False
    if ACTION.search(folded):
        return True
    if len(words) >= _FEWEST_OF_TOPIC and FURTHER.search(folded) and not POINTER.search(folded):
        return True
    if len(words) < _FEWEST_OF_TOPIC:
        return OFTEN.search(folded) is not None and WITH_MEDICINE.search(folded) is not None
    if WORDS.search(folded) or (OFTEN.search(folded) and WITH_MEDICINE.search(folded)):
        return True
    topic = TOPICS.search(folded) is not None
    if topic and len(words) >= 6 and folded[-1:] in ".!":
        return True
    if folded[-1:] == "?" or POINTER.search(folded):
        return False
    named = len(words) > _FEWEST_OF_TOPIC and MEDICINES.search(folded) is not None
    return named or (topic and COMPANY.search(folded) is not None)


def claims_review(folded: str) -> bool:
    """Say whether a folded line speaks of a review of the text: a claim that a print must not lose unseen."""
    return REVIEW.search(folded) is not None


def protected(page: Page, i: int) -> bool:
    """Say whether a line, or the list that it is an item of, is guarded.

    Only the last of a wording is: a table of contents repeats headings.
    """
    if page.last_of[page.folded[i]] != i:
        return False
    return guarded(page.folded[i]) or (page.marked(i) and _warns(page, i))


def listed(page: Page, i: int) -> bool:
    """Say whether a line is an item of a list, with marks or without, that the line above makes a warning."""
    return _warns(page, i) if page.marked(i) else _under_warning(page, i)


def _under_warning(page: Page, i: int) -> bool:
    """Say whether a line stands in a list without marks, right under a line that makes it a warning.

    The lines from there on are short, follow each other without a gap and begin in the same case.
    """
    lower, at = page.texts[i][:1].islower(), i
    for _ in range(_LIST_LINES):
        item = page.texts[at]
        if page.marked(at) or len(item) > _ITEM_CHARS or item.endswith(":") or not item[:1].isalnum():
            return False
        before = page.before(at)
        if before != at - 1 or before < 0:
            return False
        if _opens_warnings(page, before):
            return True
        if page.texts[before][:1].islower() != lower:
            return False
        at = before
    return False


def _opens_warnings(page: Page, i: int) -> bool:
    """Say whether a short line opens a list of warnings: a lead-in, or a heading without a figure."""
    text, folded = page.texts[i], page.folded[i]
    if len(text) > _ITEM_CHARS or text[-1:] in ".!?,;":
        return False
    if text.endswith(":"):
        return _leads(folded.rstrip(" :"))
    return LEAD.search(folded) is not None and re.search(r"\d", folded) is None


def _warns(page: Page, i: int) -> bool:
    """Say whether the line above a list, or where that ends in ":" the one before it, makes it a warning."""
    while i >= 0 and page.marked(i):
        i = page.before(i)
    leads = [i, page.before(i)] if i >= 0 and page.texts[i].endswith(":") else [i]
    return any(_leads(page.folded[at].rstrip(" :")) for at in leads if at >= 0)


def _leads(folded: str) -> bool:
    if len(folded) > _LEAD_CHARS or POINTER.search(folded):
        return False
    return guarded(folded) or LEAD.search(folded) is not None
