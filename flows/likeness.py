"""How alike articles are: a small sketch stands for a text, and alike ones are found without comparing all.

A sketch holds the smallest hashes of the word triples of a text (bottom-k sketch, Broder 1997). Two that are
alike must share one of their rarest marks (prefix filter, Bayardo et al. 2007), so that only those are looked
up: 10,000 articles are compared in seconds.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from pipeline.model import Article, block_text

Marks: TypeAlias = Sequence[str]

# The share of equal word triples above which a source without a known name is a known article, renamed
# and edited: with 0.4, two fifths of its words may be new. Two different articles on one subject share less
# than a tenth (among 158 articles, some of them on one subject: at most 0.05).
SAME_ARTICLE = 0.4
# The share above which an article says what another one says: one word in thirty may be another. In
# tests/test_likeness.py, an edited, a longer and a reprinted copy share 0.89 to 0.97, the same form filled in
# for children 0.63, a leaflet for children on the same medicine 0.38.
NEAR_DUPLICATE = 0.8
_SKETCH_SIZE = 64
# A mark that more articles have than this is a phrase of the house, and tells nothing of one article.
_COMMON = 200


def sketch(article: Article) -> tuple[str, ...]:
    """Return the smallest hashes of the word triples of an article, sorted."""
    text = " ".join([article.title, *(block_text(block) for block in article.blocks)])
    words = re.findall(r"\w+", text.casefold())
    triples = {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
    hashes = {hashlib.sha256(triple.encode("utf-8", "replace")).digest()[:6] for triple in triples}
    return tuple(map(bytes.hex, sorted(hashes)[:_SKETCH_SIZE]))


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """Estimate from two sketches the share of word triples that two articles have in common, 0 to 1."""
    smallest = sorted({*one, *other})[:_SKETCH_SIZE]
    common = set(one) & set(other)
    return sum(mark in common for mark in smallest) / len(smallest) if smallest else 0.0


def percent(share: float) -> str:
    """Write a likeness for a person; 100 % would say more than a sketch can."""
    return f"{min(99, round(share * 100))} %"


class Index:
    """Sketches by name, in which those that are alike are found; `universe` holds all that will come."""

    def __init__(self, universe: Iterable[Marks], at_least: float) -> None:
        self._at_least = at_least
        self._counts = Counter(mark for marks in universe for mark in marks)
        self._sketches: dict[str, Marks] = {}
        self._names: dict[str, list[str]] = defaultdict(list)

    def add(self, name: str, marks: Marks) -> None:
        """Take in a sketch; it is found from now on."""
        self._sketches[name] = marks
        for mark in self._rarest(marks):
            self._names[mark].append(name)

    def alike(self, marks: Marks) -> Iterator[tuple[float, str]]:
        """Yield every name whose sketch is at least as much alike as asked, after its likeness."""
        lists = (self._names.get(mark, ()) for mark in self._rarest(marks))
        found = dict.fromkeys(name for names in lists if len(names) <= _COMMON for name in names)
        for name in found:
            score = likeness(marks, self._sketches[name])
            if score >= self._at_least:
                yield score, name

    def _rarest(self, marks: Marks) -> Marks:
        """Return as many of the rarest marks as two alike sketches cannot both do without."""
        enough = len(marks) - math.ceil(self._at_least * len(marks)) + 1
        return sorted(marks, key=lambda mark: (self._counts[mark], mark))[:enough]
