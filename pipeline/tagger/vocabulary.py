"""The word table: which groups a word belongs to, its static vector and its weight."""

from dataclasses import dataclass

import numpy as np

from pipeline.tagger.arrays import Floats, Ints
from pipeline.tagger.hashing import Hashes
from pipeline.tagger.reading import Page

GROUPS = (
    "stop", "you", "we", "i", "he", "act", "month", "day", "time", "byline", "share", "letter", "legal",
    "nav", "related", "ad", "comment", "image", "bio", "cta", "ask", "seq", "unit", "video",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by hash, v of them; the last row of every table stands for unknown words."""

    hashes: Hashes  # v, ascending
    groups: Floats  # (v + 1) x len(GROUPS), 0 or 1
    vectors: Floats  # (v + 1) x d, already weighted by frequency
    weight: Floats  # v + 1: frequency weight, rare words near 1


def identify(page: Page, vocabulary: Vocabulary) -> Ints:
    """Return the row of each word of the page; unknown words take the row of their longest known stem."""
    v = len(vocabulary.hashes)
    rows = _rows(page.word_hash, vocabulary.hashes)
    missing = np.flatnonzero(rows == v)
    for k in range(page.word_stems.shape[1]):
        rows[missing] = _rows(page.word_stems[missing, k], vocabulary.hashes)
        missing = missing[rows[missing] == v]
    return rows


def _rows(wanted: Hashes, known: Hashes) -> Ints:
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, at, len(known))
