"""Apply the named rules to a page: a search for their cues, then only the rules whose cue a line holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from pipeline.guard import protected
from pipeline.model import Fate, Verdict
from pipeline.page import Page
from pipeline.rules import RULES
from pipeline.rules.rule import Rule

_ROUNDS = 10  # two are usual: the second finds nothing


Suspects = Mapping[int, tuple[Rule, ...]]

_LONGEST = {cue: max(cue.split(), key=len) for rule in RULES for cue in rule.cues}


def removals(page: Page, settled: Collection[int], suspects: Suspects) -> dict[int, Verdict]:
    """Return the verdicts of the lines that a rule removes, by index; `settled` lines are left alone.

    The rules are asked again about what is left until they find nothing more, so that cleaning a clean
    text changes nothing. A line that could be a medical warning is never removed (see `pipeline.guard`).
    """
    found: dict[int, Verdict] = {}
    for _ in range(_ROUNDS):
        more = _one_round(page.without(found, decided=settled), settled, suspects)
        if not more:
            break
        found.update(more)
    return found


def _one_round(page: Page, settled: Collection[int], suspects: Suspects) -> dict[int, Verdict]:
    own: dict[int, Rule] = {}
    for i in page.filled:
        rules = suspects.get(page.lines[i].n)
        if rules is None or i in settled:
            continue
        rule = next((rule for rule in rules if rule.matches(page, i)), None)
        if rule is not None:
            own[i] = rule
    found = {i: removal(page, i, rule) for i, rule in own.items() if not protected(page, i)}
    around = page.without(page.gone, decided={*settled, *found})
    for i, rule in own.items():
        for at in rule.reach(around, i) if i in found else ():
            if at in settled or at in found or protected(page, at):
                break
            found[at] = removal(page, at, rule)
    return found


def removal(page: Page, i: int, rule: Rule) -> Verdict:
    """Make the verdict that a rule removes a line."""
    line = page.lines[i]
    return Verdict(
        line.n, line.text, Fate.REMOVED, rule=rule.name, category=rule.category, reason=rule.reason
    )


def find_suspects(page: Page) -> Suspects:
    """Return the rules that may name each line, by its number, for its cues or its hint of markup."""
    whole = "\n".join(page.folded)
    starts = [0, *accumulate(len(text) + 1 for text in page.folded)]
    stand = _standing(whole)
    marked = [i for i in page.filled if page.lines[i].hint is not None]
    found: dict[int, tuple[Rule, ...]] = {}
    for rule in RULES:
        cues = [cue for cue in rule.cues if cue in stand]
        for i in set(_holding(whole, starts, cues)) if rule.cues else marked:
            n = page.lines[i].n
            found[n] = (*found.get(n, ()), rule)
    return found


def _standing(whole: str) -> frozenset[str]:
    """Return the cues whose longest part stands in one of the words of a text.

    The different words are a third of a text, so that most cues are done with in a third of the time.
    """
    words = set(whole.split())
    plain = {word for word in words if word.isascii()}
    text, odd = "\n".join(plain), "\n".join(words - plain)  # one odd sign makes every search slower
    return frozenset(cue for cue, part in _LONGEST.items() if part in text or part in odd)


def _holding(whole: str, starts: Sequence[int], cues: Iterable[str]) -> Iterator[int]:
    """Yield the lines that hold one of the cues; `starts` are where the lines of `whole` begin.

    Plain searches, one a cue, are three times as fast as one expression for all of them.
    """
    for cue in cues:
        at = whole.find(cue)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            yield line
            at = whole.find(cue, starts[line + 1])
