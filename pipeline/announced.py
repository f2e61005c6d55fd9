"""Headings that a table of contents announces: its entries come again as lines of their own."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model import Fate, Kind, Verdict
from pipeline.page import Page
from pipeline.rules import table_of_contents

# One line below the label that comes again is no list of what follows: an appeal may stand above and below.
_FEWEST_ENTRIES = 2
_OPEN = frozenset({Kind.PARAGRAPH, Kind.HEADING})


def raise_announced(page: Page, settled: Mapping[int, Verdict], kinds: Mapping[int, Kind]) -> dict[int, Kind]:
    """Return the kinds, in which the last line that repeats a removed entry is a heading.

    The markup of a saved page tells its headings itself.
    """
    if page.hinted:
        return dict(kinds)
    entries = {
        table_of_contents.bare(page.folded[i])
        for i, verdict in settled.items()
        if verdict.fate is Fate.REMOVED and verdict.rule == table_of_contents.RULE.name
    }
    last = {table_of_contents.bare(page.folded[i]): i for i, kind in kinds.items() if kind in _OPEN}
    found = {at for entry, at in last.items() if entry and entry in entries and not page.marked(at)}
    if len(found) < _FEWEST_ENTRIES:
        return dict(kinds)
    return {i: Kind.HEADING if i in found else kind for i, kind in kinds.items()}
