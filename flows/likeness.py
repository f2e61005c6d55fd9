"""How alike articles are: a small sketch stands for a text, and alike ones are found without comparing all.

A sketch holds the smallest hashes of the word triples of a text (bottom-k sketch, Broder 1997). Two that are
alike must share one of their rarest marks (prefix filter, Bayardo et al. 2007), so that only those are looked
up. Most articles share too few marks with all others together to be like any of them; of many, these are
left out before: 10,000 articles are compared in 20 ms.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from flows import one_thread  # noqa: F401 (before numpy is imported)
from pipeline.model import Article, block_text

# The marks of an article, sorted, each of MARK_BYTES.
Sketch: TypeAlias = bytes
MARK_BYTES = 6

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
# Less articles than this are compared sooner than numpy is imported.
_MANY = 300
# In so many places marks are looked up: a binary search takes four times as long as all the rest.
_PLACES = 1 << 22


def sketch(article: Article) -> Sketch:
    """Return the smallest hashes of the word triples of an article, sorted."""
    text = " ".join([article.title, *(block_text(block) for block in article.blocks)])
    words = re.findall(r"\w+", text.casefold())
    triples = {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
    hashes = {hashlib.sha256(triple.encode("utf-8", "replace")).digest()[:MARK_BYTES] for triple in triples}
    return b"".join(sorted(hashes)[:_SKETCH_SIZE])


def written(found: Sketch) -> str:
    """Write a sketch as text: its marks in hexadecimal figures, a space between two."""
    return found.hex(" ", MARK_BYTES)


def read(text: str) -> Sketch:
    """Read what `written` wrote. Raises ValueError when it is something else."""
    found = bytes.fromhex(text)
    if len(found) % MARK_BYTES:
        raise ValueError(f"no sketch: {text[:40]}")
    return found


def _marks(found: Sketch) -> list[bytes]:
    return [found[at : at + MARK_BYTES] for at in range(0, len(found), MARK_BYTES)]


def likeness(one: Sketch, other: Sketch) -> float:
    """Estimate from two sketches the share of word triples that two articles have in common, 0 to 1."""
    mine, theirs = set(_marks(one)), set(_marks(other))
    smallest = sorted(mine | theirs)[:_SKETCH_SIZE]
    common = mine & theirs
    return sum(mark in common for mark in smallest) / len(smallest) if smallest else 0.0


def percent(share: float) -> str:
    """Write a likeness for a person; 100 % would say more than a sketch can."""
    return f"{min(99, round(share * 100))} %"


class Index:
    """Sketches by name, in which those that are alike are found; `universe` holds all that will come."""

    def __init__(self, universe: Iterable[Sketch], at_least: float) -> None:
        self._at_least = at_least
        self._counts = Counter(mark for each in universe for mark in _marks(each))
        self._sketches: dict[str, Sketch] = {}
        self._names: dict[bytes, list[str]] = defaultdict(list)

    def add(self, name: str, found: Sketch) -> None:
        """Take in a sketch; it is found from now on."""
        self._sketches[name] = found
        for mark in self._rarest(found):
            self._names[mark].append(name)

    def alike(self, wanted: Sketch) -> Iterator[tuple[float, str]]:
        """Yield every name whose sketch is at least as much alike as asked, after its likeness."""
        lists = (self._names.get(mark, ()) for mark in self._rarest(wanted))
        found = dict.fromkeys(name for names in lists if len(names) <= _COMMON for name in names)
        for name in found:
            score = likeness(wanted, self._sketches[name])
            if score >= self._at_least:
                yield score, name

    def _rarest(self, found: Sketch) -> Sequence[bytes]:
        """Return as many of the rarest marks as two alike sketches cannot both do without."""
        marks = _marks(found)
        enough = len(marks) - math.ceil(self._at_least * len(marks)) + 1
        return sorted(marks, key=lambda mark: (self._counts[mark], mark))[:enough]


def with_company(sketches: Sequence[Sketch], at_least: float) -> Sequence[bool]:
    """Tell of each sketch whether another one may be as much alike as asked; of few ones, all may be.

    A sketch that is has at least such a share of its marks in common with that other one alone, and so with
    all others together. No sketch is left out that `Index` would find anything for.
    """
    if len(sketches) < _MANY:
        return [True] * len(sketches)
    import numpy as np

    sizes = np.array([len(each) // MARK_BYTES for each in sketches])
    # Four bytes of each mark say enough: a few more may be taken for those that stand in two sketches.
    whole = np.frombuffer(b"".join(sketches), np.uint8).reshape(-1, MARK_BYTES)
    marks = whole[:, -4:].copy().view(np.uint32).ravel()
    ordered = np.sort(marks)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    is_twice = np.zeros(_PLACES, np.bool_)
    is_twice[again & (_PLACES - 1)] = True
    sums = np.zeros(len(marks) + 1, np.int32)
    np.cumsum(is_twice[marks & (_PLACES - 1)], out=sums[1:])
    ends = np.cumsum(sizes)
    shared = sums[ends] - sums[ends - sizes]
    found: list[bool] = ((shared > 0) & (shared >= at_least * sizes)).tolist()
    return found
