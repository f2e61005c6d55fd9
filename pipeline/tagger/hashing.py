"""Hash words by a rolling polynomial over a whole page, so that no loop over words is needed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.tagger.arrays import Ints

_BASE = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
Hashes = NDArray[np.uint64]


def mix(h: Hashes) -> Hashes:
    """Spread the bits of a hash over all 64."""
    h = (h ^ (h >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return h ^ (h >> np.uint64(29))


def _powers(n: int, base: int) -> Hashes:
    out = np.full(n, base, np.uint64)
    out[:1] = 1
    return np.cumprod(out, dtype=np.uint64)


def word_hashes(words: Sequence[str]) -> Hashes:
    """Hash single lower-case words exactly as `read` does."""
    out = []
    for word in words:
        h, power = 0, 1
        for char in word:
            h = (h + (ord(char) + 1) * power) & _MASK
            power = power * _BASE & _MASK
        out.append(h)
    return mix(np.array(out, np.uint64))


def hash_spans(low: NDArray[np.uint32], begin: Ints, end: Ints) -> tuple[Hashes, Hashes]:
    """Return the hash of each span of folded code points, and w x 3 hashes without its last 1, 2 and 3.

    A hash is 0 where fewer than three code points are left.
    """
    n = len(low)
    total = np.zeros(n + 1, np.uint64)
    np.cumsum((low.astype(np.uint64) + np.uint64(1)) * _powers(n, _BASE), out=total[1:])
    inverse = _powers(n, pow(_BASE, -1, 1 << 64))[begin]
    base = total[begin]
    hashes = mix((total[end] - base) * inverse)
    stems = np.zeros((len(begin), 3), np.uint64)
    for k in (1, 2, 3):
        cut = np.maximum(end - k, begin)
        stems[:, k - 1] = np.where(end - begin - k >= 3, mix((total[cut] - base) * inverse), np.uint64(0))
    return hashes, stems
