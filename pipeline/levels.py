"""Recover the nesting of headings, which flat text has lost, from wording, lead-ins and numbering."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.model import Kind
from pipeline.page import NUMBER, Page, unnumbered

TOP = 2
_LEAD_IN = re.compile(
    r"\b(?:here (?:are|is|'s)|these are|below are|there are|following|let's (?:look|take|go|dive)"
    r"|we(?:'ve| have) listed|include|includes|consider these|try these|read on for)\b"
)
_PLURAL = re.compile(
    r"\b(?:benefits|advantages|reasons|ways|tips|steps|types|kinds|causes|symptoms|signs|treatments|options"
    r"|examples|methods|techniques|ingredients|mistakes|myths|factors|risks|side effects|things|ideas|habits"
    r"|foods|questions|strategies|features|products|exercises|remedies|stages|rules|uses|best)\b"
)
_CLOSING = re.compile(
    r"^(?:(?:in|the|final|our|some|key) )?"
    r"(?:conclusion|summary|bottom line|final thoughts|takeaways?|closing"
    r"|wrap(?:ping)? up|faqs?|frequently asked questions|references|sources|further reading|next steps"
    r"|verdict|last word)\b"
)
_MINIMUM = 3


def find_levels(page: Page, kinds: Mapping[int, Kind]) -> dict[int, int]:
    """Return the level of every heading by index: 2 directly under the title, at most 6, no level skipped."""
    headings = [i for i in sorted(kinds) if kinds[i] is Kind.HEADING]
    if page.hinted:
        return _hinted_levels(page, headings)
    levels = dict.fromkeys(headings, TOP)
    at = 0
    while at < len(headings):
        run = _numbered_run(page, headings, at) or _announced_run(page, kinds, headings, at)
        for i in headings[at : at + run]:
            levels[i] = TOP + 1
        at += max(run, 1)
    return levels


def _hinted_levels(page: Page, headings: Sequence[int]) -> dict[int, int]:
    """Take the levels of the markup; the highest becomes 2 and gaps are closed."""
    levels: dict[int, int] = {}
    open_ranks: list[int] = []
    for i in headings:
        hint = page.lines[i].hint
        rank = int(hint.element[1]) if hint is not None else TOP
        while open_ranks and open_ranks[-1] >= rank:
            open_ranks.pop()
        open_ranks.append(rank)
        levels[i] = min(6, TOP + len(open_ranks) - 1)
    return levels


def _numbered_run(page: Page, headings: Sequence[int], at: int) -> int:
    """Count the headings numbered 1, 2, 3, ... from here, when an unnumbered heading stands above them.

    At least two; the heading above is their parent only when little text stands between.
    """
    run = 0
    for i in headings[at:]:
        match = NUMBER.match(page.texts[i] + " .")
        if match is None or int(match["number"]) != run + 1:
            break
        run += 1
    if run < 2 or at == 0:
        return 0
    between = [i for i in page.filled if headings[at - 1] < i < headings[at]]
    return run if len(between) <= 2 else 0


def _announced_run(page: Page, kinds: Mapping[int, Kind], headings: Sequence[int], at: int) -> int:
    """Count the headings from here that a lead-in right above announces ("Here are some of the benefits").

    The lead-in is the last line of the section above and names something plural; the run goes on while the
    headings are worded alike, and ends before a question, a closing heading, or the heading that the text
    wrote in another form. At least three, or the lead-in had lost its list instead.
    """
    if at == 0:
        return 0
    above = next((i for i in range(headings[at] - 1, headings[at - 1], -1) if i in kinds), None)
    if above is None or kinds[above] is not Kind.PARAGRAPH or not _announces(page, above, headings[at - 1]):
        return 0
    form = _form(page, headings[at])
    parent = _form(page, headings[at - 1])
    run = 1
    while at + run < len(headings) and _alike(form, _form(page, headings[at + run])):
        run += 1
    others = [i for i in headings[: at - 1] if _alike(form, _form(page, i))]
    reads_as_parent = _alike(form, parent) and len(others) >= 1
    return run if run >= _MINIMUM and not reads_as_parent else 0


def _announces(page: Page, i: int, parent: int) -> bool:
    text = page.folded[i]
    if len(text) > 220 or not _LEAD_IN.search(text):
        return False
    return bool(_PLURAL.search(text) or _PLURAL.search(page.folded[parent]))


def _form(page: Page, i: int) -> tuple[bool, str, bool]:
    """Describe a heading's wording: whether it asks, how its first word ends, whether it concludes."""
    text = unnumbered(page.folded[i])
    first = text.split(" ", 1)[0] if text else ""
    ending = (
        "ing" if first.endswith("ing") else "s" if first.endswith("s") and not first.endswith("ss") else ""
    )
    return text.endswith("?"), ending, bool(_CLOSING.match(text))


def _alike(one: tuple[bool, str, bool], other: tuple[bool, str, bool]) -> bool:
    return one == other and not one[2]
