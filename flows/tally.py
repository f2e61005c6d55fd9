"""Counts over all articles of a run: lines removed by each rule, and warnings of each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

_NAMED = 3


def added(counts: Iterable[Iterable[tuple[str, int]]]) -> dict[str, int]:
    """Add up counts by name, the largest first; ties go by name."""
    whole: defaultdict[str, int] = defaultdict(int)
    for each in counts:
        for name, count in each:
            whole[name] += count
    return {name: whole[name] for name in sorted(whole, key=lambda name: (-whole[name], name)) if whole[name]}


def in_words(counts: Mapping[str, int], others: str) -> str:
    """Name the largest counts, and add up the rest: `12 navigation, 5 share-bar, 9 by 4 other rules`.

    `others` is what the rest is called, with a place for its number.
    """
    rows = list(counts.items())
    # One more name is no longer than the sentence about it.
    named = rows if len(rows) <= _NAMED + 1 else rows[:_NAMED]
    parts = [f"{count} {name}" for name, count in named]
    rest = rows[len(named) :]
    if rest:
        parts.append(f"{sum(count for _, count in rest)} {others.format(len(rest))}")
    return ", ".join(parts)
