"""What a person has ordered for the lines of a source: phrases and patterns to keep or to drop.

Orders win over every other judge. A phrase is found as whole words in a folded line; a pattern stands between
slashes. Python's `re` goes back over a line as often as a pattern lets it, so that only patterns are taken
that cannot make it slow: see `_ways`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Fate, Verdict
from pipeline.page import Page, fold, plain_signs

KEEP, DROP = "source-keep", "source-drop"
# A pattern of two open repeats, the most that `_MOST_WAYS` lets through, takes .1 s on the worst line of this
# length; longer lines are paragraphs, which a phrase names better.
LONGEST_LINE = 600
_LONGEST_PATTERN = 200
_MOST_WAYS = 2 * LONGEST_LINE**2

_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?:?)?|\)|\||(?P<repeat>[*+?]|\{(?=[\d,])(?P<least>\d*)"
    r"(?P<most>,\d*)?\})[?+]?|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Override:
    """A phrase or a pattern as it was written, and the expression that finds it in a folded line."""

    written: str
    expression: re.Pattern[str]
    longest: int | None = None

    def holds(self, folded: str) -> bool:
        """Say whether a folded line holds it; a pattern never does so in a line above `longest`."""
        if self.longest is not None and len(folded) > self.longest:
            return False
        return self.expression.search(folded) is not None


@dataclass(frozen=True, slots=True)
class Overrides:
    """The orders of one source; `source` is its name for people."""

    source: str = ""
    keep: tuple[Override, ...] = ()
    drop: tuple[Override, ...] = ()

    def kept(self, page: Page) -> dict[int, str]:
        """Return the lines to be kept, by index, each with the reason."""
        return {i: self._reason("keep", found) for i, found in _found(page, self.keep)}

    def dropped(self, page: Page) -> dict[int, Verdict]:
        """Return the verdicts of the lines to be dropped, by index; what is also to be kept is not."""
        return {
            i: self._removal(page, i, found)
            for i, found in _found(page, self.drop)
            if not any(order.holds(page.folded[i]) for order in self.keep)
        }

    def _reason(self, verb: str, order: Override) -> str:
        return f"source {self.source} says {verb}: {order.written}"

    def _removal(self, page: Page, i: int, order: Override) -> Verdict:
        line, reason = page.lines[i], self._reason("drop", order)
        return Verdict(line.n, line.text, Fate.REMOVED, rule=DROP, category="ordered", reason=reason)


NO_OVERRIDES = Overrides()


def _found(page: Page, orders: Sequence[Override]) -> list[tuple[int, Override]]:
    """Return the filled lines that hold an order, each with the first of them."""
    if not orders:
        return []
    hits = ((i, next((o for o in orders if o.holds(page.folded[i])), None)) for i in page.filled)
    return [(i, order) for i, order in hits if order is not None]


def read_override(written: str) -> Override:
    """Read a phrase, or a pattern between slashes; raise ValueError, with what is wrong, for a bad one."""
    if len(written) > 1 and written.startswith("/") and written.endswith("/"):
        return _pattern(written)
    phrase = fold(written)
    if not phrase:
        raise ValueError("must hold words, or a pattern between slashes")
    before = r"(?<!\w)" if re.match(r"\w", phrase) else ""
    after = r"(?!\w)" if re.search(r"\w$", phrase) else ""
    words = r"\s+".join(map(re.escape, phrase.split()))
    return Override(written, re.compile(before + words + after))


def _pattern(written: str) -> Override:
    pattern = plain_signs(written[1:-1])
    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError(f"must be a pattern of at most {_LONGEST_PATTERN} characters: {written[:40]}...")
    try:
        expression = re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError) as error:
        raise ValueError(f"must be a valid pattern: {written} ({error})") from error
    if expression.search(""):
        raise ValueError(f"must not be a pattern that any line holds: {written}")
    if _ways(pattern, written) > _MOST_WAYS:
        raise ValueError(f"must be a pattern with at most two of * and + (it could be slow): {written}")
    return Override(written, expression, LONGEST_LINE)


def _ways(pattern: str, written: str) -> int:
    """Return at most how many ways there are to match a valid pattern from one place of a line.

    Every repeat and every choice multiplies them. What could multiply without end is refused with a
    ValueError: a repeat of a group, and references and looks around, which are not needed.
    """
    ways, part = 1, ""
    for found in _TOKEN.finditer(pattern):
        before, part = part, found[0]
        if part == "(?" or re.fullmatch(r"\\[1-9]", part):
            raise ValueError(f"must be a pattern without (?...) and back references: {written}")
        if found["repeat"] is None:
            ways *= 2 if part == "|" else 1
            continue
        width = _width(found)
        if before == ")" and found["repeat"] != "?":
            raise ValueError(f"must be a pattern that repeats no group (it could be slow): {written}")
        ways *= width
    return ways


def _width(repeat: re.Match[str]) -> int:
    """Return in how many lengths a repeat can match."""
    if repeat["repeat"] == "?":
        return 2
    if repeat["least"] is None or repeat["most"] == ",":
        return LONGEST_LINE
    least = int(repeat["least"] or 0)
    most = int(repeat["most"][1:]) if repeat["most"] else least
    return max(1, most - least + 1)
