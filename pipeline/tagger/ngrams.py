"""A linear model over hashed word n-grams of a line and the openings of its neighbours: one sum a line."""

from dataclasses import dataclass

import numpy as np

from pipeline.tagger.arrays import Floats, Ints, starts_of, summed
from pipeline.tagger.hashing import Hashes, mix
from pipeline.tagger.reading import Page

BITS = 17
HEAD_WORDS, TAIL_WORDS = 40, 6
_SALTS = tuple(np.uint64(0x9E3779B97F4A7C15 * k & (2**64 - 1)) for k in range(1, 16))


@dataclass(frozen=True, slots=True)
class Grams:
    """Hashed n-grams of a page: `line` is sorted, `slot` is below 2 ** BITS."""

    line: Ints
    slot: Ints
    start: Ints  # n + 1


def grams(page: Page, facts: Floats) -> Grams:
    """Return all n-grams of a page. facts (n x f, small whole numbers) become grams too, one a column."""
    n = len(page.index)
    words = np.diff(page.word_start)
    near = (page.word_place < HEAD_WORDS) | (page.word_place >= words[page.word_line] - TAIL_WORDS)
    line, h = page.word_line[near], page.word_hash[near]
    pair = np.append(line[1:] == line[:-1], False) if len(line) else np.zeros(0, bool)
    following = np.append(h[1:], np.uint64(0)) if len(h) else h
    double = (h * _SALTS[2] + following)[pair]
    first, two, whole, last = _openings(page, n)
    short = words <= 8
    keys: list[Hashes] = [
        h,
        double,
        first ^ _SALTS[3],
        two ^ _SALTS[4],
        last ^ _SALTS[6],
        (whole ^ _SALTS[5])[short],
    ]
    owners: list[Ints] = [line, line[pair], *[np.arange(n)] * 3, np.flatnonzero(short)]
    for salt, step in ((7, -1), (8, 1)):
        for k, source in enumerate((first, two, whole)):
            here = np.arange(max(0, -step), n - max(0, step))
            keys.append((source * _SALTS[salt] + _SALTS[9 + k])[here + step])
            owners.append(here)
    for k in range(facts.shape[1]):
        keys.append(mix(facts[:, k].astype(np.int64).astype(np.uint64) * _SALTS[12] + np.uint64(k + 1)))
        owners.append(np.arange(n))
    owner = np.concatenate(owners)
    slot = (mix(np.concatenate(keys)) >> np.uint64(64 - BITS)).astype(np.int64)
    order = np.argsort(owner, kind="stable")
    return Grams(owner[order], slot[order], starts_of(owner[order], n))


def _openings(page: Page, n: int) -> tuple[Hashes, Hashes, Hashes, Hashes]:
    """Return hashes of the first word, the first two, the whole line, the last word; else of its length."""
    bare = (page.length.astype(np.int64) % 1000).astype(np.uint64) * _SALTS[13]
    first, two, whole, last = (bare.copy() for _ in range(4))
    start, end = page.word_start[:-1], page.word_start[1:]
    some = end > start
    if some.any():
        first[some] = page.word_hash[start[some]]
        last[some] = page.word_hash[end[some] - 1]
        second = np.minimum(start + 1, end - 1)[some]
        two[some] = first[some] * _SALTS[0] + page.word_hash[second]
        weighted = page.word_hash * (page.word_place.astype(np.uint64) * _SALTS[1] | np.uint64(1))
        whole[some] = mix(np.add.reduceat(weighted, start[some]))
    return first, two, whole, last


def line_keys(page: Page) -> Hashes:
    """Return one hash a line, equal for lines of the same words."""
    return _openings(page, len(page.index))[2]


def scores(found: Grams, weights: Floats, bias: Floats) -> Floats:
    """Return n x k class log-probabilities; weights are 2 ** BITS x k."""
    count = np.maximum(np.diff(found.start), 1).astype(np.float32)
    raw = summed(weights.take(found.slot, axis=0, mode="clip"), found.start) / np.sqrt(count)[:, None] + bias
    raw -= raw.max(axis=1, keepdims=True, initial=0)
    out: Floats = (raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))).astype(np.float32)
    return out
