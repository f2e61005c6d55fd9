"""Lines that stand twice in a row, as where a page's text holds a picture's description and its caption."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.guard import guarded
from pipeline.model import Fate, Verdict
from pipeline.page import Page

if TYPE_CHECKING:
    from pipeline.tagger import Look

RULE = "doubled-line"
# The lines of a poem or a song come twice too, but they are short and no blank line stands between them.
_SURELY_NO_VERSE = 60


def find_doubled(page: Page, look: Look | None, settled: Collection[int]) -> dict[int, Verdict]:
    """Return the removals of lines whose neighbour says the same, by index; the neighbour stays.

    Of the two goes the one that the tagger would rather see go, without it the first. Items of lists, rows of
    tables, single words and medical wording are left alone.
    """
    found: dict[int, Verdict] = {}
    for one, other in pairwise(page.filled):
        if page.folded[one] != page.folded[other] or not _stands_alone(page, one, other):
            continue
        if {one, other} & {*settled, *found} or guarded(page.folded[one]):
            continue
        last = look is not None and look.removal(one) < look.removal(other)
        line = page.lines[other if last else one]
        found[other if last else one] = Verdict(
            line.n, line.text, Fate.REMOVED, rule=RULE, category="image alt",
            reason=f"says the same as the line {'above' if last else 'below'}", confidence=0.9,
        )  # fmt: skip
    return found


def _stands_alone(page: Page, one: int, other: int) -> bool:
    """Say whether a doubled line can be no item, row or verse."""
    text = page.texts[one]
    if page.marked(one) or page.marked(other) or "\t" in text or " " not in text:
        return False
    return other - one > 1 or len(text) > _SURELY_NO_VERSE
