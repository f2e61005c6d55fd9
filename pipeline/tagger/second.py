"""Inputs of the second stage: what the first thinks of a line, its neighbours and lines that look like it."""

import numpy as np

from pipeline.tagger.arrays import (
    Floats,
    Ints,
    beside,
    distance_ahead,
    distance_back,
    grouped,
    ranks,
    shifted,
    windowed,
)
from pipeline.tagger.own import PLACE
from pipeline.tagger.reading import Page

FAR = 80


def second_features(first: Floats, page: Page, own: Floats, openings: Ints) -> Floats:
    """Return n x 74 facts; first (n x 8) has removal and the joint classes, openings the first words."""
    n = len(first)
    removed = first[:, :1]
    parts = [first, _odds(removed)]
    parts += shifted(first, (-2, -1, 1, 2), -1)
    parts += shifted(removed, (-5, -4, -3, 3, 4, 5), -1)
    parts += windowed(removed, (3, 8, 20))
    total = np.cumsum(removed, axis=0)
    at = np.arange(1, n + 1, dtype=np.float32)[:, None]
    parts += [
        total / at,
        (total[-1:] - total + removed) / (n + 1 - at),
        np.full((n, 1), float(removed.mean()) if n else 0.0),
    ]
    parts += [_anchors(first, page, own), _pooled(first, page, own, openings)]
    return beside(parts)


def _odds(p: Floats) -> Floats:
    q = np.clip(p, 1e-3, 1 - 1e-3)
    odds: Floats = np.log(q / (1 - q))
    return odds


def _anchors(first: Floats, page: Page, own: Floats) -> Floats:
    """Return n x 9: distances to sure lines of both sorts, place in the sure prose, rank as a title."""
    n = len(first)
    if not n:
        return np.zeros((0, 9), np.float32)
    removed, title = first[:, 0], first[:, 2]
    kept, gone = removed < 0.15, removed > 0.8
    prose = kept & (own[:, PLACE["log_words"]] > np.log(12.5))
    at = np.arange(n)
    body = np.flatnonzero(prose)
    start, end = (body[0], body[-1]) if len(body) else (0, n - 1)
    order = np.minimum(ranks((-title).argsort(kind="stable")), 5)
    best = int(title.argmax())
    return beside(
        [
            distance_back(kept, FAR),
            distance_ahead(kept, FAR),
            distance_back(gone, FAR),
            distance_ahead(gone, FAR),
            np.clip(at - start, -30, 30),
            np.clip(end - at, -30, 30),
            order,
            np.clip(at - best, -20, 20),
            np.full(n, prose.mean()),
        ]
    )


def _pooled(first: Floats, page: Page, own: Floats, openings: Ints) -> Floats:
    """Return n x 12: of the other lines of the same look, mean removal, mean list share and their number."""
    words = np.expm1(own[:, PLACE["log_words"]])
    size = np.digitize(words, (3.5, 9.5, 20.5))
    look = (
        page.bullet * 1000
        + np.minimum(page.blanks_before, 1) * 500
        + np.minimum(page.blanks_after, 1) * 250
        + (own[:, PLACE["ends_stop"]] > 0) * 100
        + size * 10
    ).astype(np.int64)
    capital = np.digitize(own[:, PLACE["capital_share"]], (0.35, 0.8))
    close = (
        look * 50
        + capital * 12
        + (own[:, PLACE["first_digit"]] > 0) * 6
        + (own[:, PLACE["asks"]] > 0) * 3
        + (own[:, PLACE["ends_colon"]] > 0)
    )
    block = np.cumsum(page.blanks_before > 0)
    keys: tuple[Ints, ...] = (look, close.astype(np.int64), openings, block.astype(np.int64))
    return beside([part for key in keys for part in _others(first, key)])


def _others(first: Floats, key: Ints) -> list[Floats]:
    """Return three columns over the other lines of the same key, drawn towards a prior where few."""
    group = grouped(key)
    count = np.bincount(group)[group]
    removed = np.bincount(group, first[:, 0])[group] - first[:, 0]
    listed = np.bincount(group, first[:, 5])[group] - first[:, 5]
    return [(removed + 0.3) / count, (listed + 0.2) / count, np.log1p(count)]


def openings(page: Page) -> Ints:
    """Return a number for the first word of each line, equal for equal words; -1 for a line without."""
    start, end = page.word_start[:-1], page.word_start[1:]
    out = np.full(len(start), -1, np.int64)
    some = end > start
    out[some] = (page.word_hash[start[some]] >> np.uint64(2)).astype(np.int64)
    return out
