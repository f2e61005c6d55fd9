"""How surely lines leave the text: the tagger's score of removal, against what else they may be."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.page import Page

if TYPE_CHECKING:
    from pipeline.tagger import Look


def departure(look: Look, i: int) -> float:
    """Return the score of removal against staying in the text.

    That a line may be metadata says nothing for the text: such a line goes when it is likelier to go than to
    be metadata.
    """
    removal = look.removal(i)
    meta = (1 - removal) * look.likelihood(i, "meta")
    return removal / (1 - meta) if removal > meta else removal


def departures(page: Page, look: Look, free: Iterable[int]) -> dict[int, float]:
    """Return the score of removal of each line; the marked items of a list are drawn together, half the way.

    One item does not go alone where the others are surely to stay. Halfway is in log-odds.
    """
    scores = {i: departure(look, i) for i in free if i in look.rows}
    for is_item, run in groupby(scores, page.marked):
        members = list(run)
        if is_item and len(members) > 1:
            odds = [_odds(scores[i]) for i in members]
            middle = sum(odds) / len(odds)
            scores.update((i, _chance((own + middle) / 2)) for i, own in zip(members, odds, strict=True))
    return scores


def _odds(chance: float) -> float:
    return math.log(min(max(chance, 0.001), 0.999) / (1 - min(max(chance, 0.001), 0.999)))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
