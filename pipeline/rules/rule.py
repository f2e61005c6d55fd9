"""What a rule is: a name, a reason and a test of one line in its page, with the lines that prove it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.page import Page

Test = Callable[[Page, int], bool]
Reach = Callable[[Page, int], tuple[int, ...]]


def alone(_page: Page, _i: int) -> tuple[int, ...]:
    """Reach no further than the line itself."""
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A named certainty that a line is boilerplate.

    `cues` are folded literals: a line that holds none of them is never shown to `matches` (one search over
    the whole page finds them all). A rule without cues is tried on lines that carry a hint of markup.
    `reach` names further lines that fall with a matching one. `drops` and `keeps` are its tests and its
    documentation: each is a line, or a small page whose lines in question begin with "> ".
    """

    name: str
    category: str
    reason: str
    matches: Test
    cues: tuple[str, ...] = ()
    reach: Reach = field(default=alone)
    drops: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


def folded(pattern: str, *, at_most: int = 160) -> Test:
    """Make a test that the whole folded line matches `pattern`, in lines of at most `at_most` characters.

    A closing colon, full stop, exclamation mark, arrow or chevron is allowed.
    """
    compiled = re.compile(rf"(?:{pattern})\s*[:.!>›»→↓…]*")

    def matches(page: Page, i: int) -> bool:
        text = page.folded[i]
        return len(text) <= at_most and compiled.fullmatch(text) is not None

    return matches


def holding(pattern: str, *, at_most: int = 400) -> Test:
    """Make a test that a folded line of at most `at_most` characters holds `pattern` anywhere."""
    compiled = re.compile(pattern)

    def matches(page: Page, i: int) -> bool:
        text = page.folded[i]
        return len(text) <= at_most and compiled.search(text) is not None

    return matches


def either(*tests: Test) -> Test:
    """Make a test that one of several passes."""
    return lambda page, i: any(test(page, i) for test in tests)
