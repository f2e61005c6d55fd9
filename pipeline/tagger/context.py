"""Where a line stands: place, blank lines, the shape of the lines around it, repeated lines, runs."""

import numpy as np

from pipeline.tagger.arrays import (
    Floats,
    beside,
    distance_ahead,
    distance_back,
    grouped,
    run_length,
    shifted,
    windowed,
)
from pipeline.tagger.hashing import Hashes
from pipeline.tagger.ngrams import line_keys
from pipeline.tagger.own import PLACE
from pipeline.tagger.reading import Page

COPIED = (
    "log_words", "ends_stop", "ends_colon", "share_stop", "capital_share", "bullet_sign", "bullet_number",
    "indent", "digit_words", "first_lower", "sentences", "upper_share", "n_related", "n_month",
)  # fmt: skip
WINDOWED = (
    "log_words",
    "share_stop",
    "ends_stop",
    "capital_share",
    "bullet_sign",
    "digit_words",
    "unknown_share",
)
REACHES = (2, 5, 12, 30)
OFFSETS = (-4, -3, -2, -1, 1, 2, 3, 4)
FAR = 60
_COPIED, _WINDOWED = [PLACE[name] for name in COPIED], [PLACE[name] for name in WINDOWED]
_SPAN = np.array([1, 1, 1, 2, 1, 1, 1, 0.2, 0.3, 1, 0.3, 1, 0.2, 0.5], np.float32)


def prose(page: Page, own: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which lines are surely sentences: twelve words or more, enough small words, an end."""
    ended = (own[:, PLACE["ends_stop"]] + own[:, PLACE["ends_quote"]] + own[:, PLACE["ends_colon"]]) > 0
    long = own[:, PLACE["log_words"]] > np.log(12.5)
    wide = (own[:, PLACE["wide"]] > 0.5) & (page.length > 40)
    mark: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        long & ended & (own[:, PLACE["share_stop"]] > 0.2)
    ) | wide
    return mark


def place_features(page: Page, own: Floats) -> Floats:
    """Return n x 24 facts of place, for both the trees and the network."""
    n = len(page.index)
    at = np.arange(n, dtype=np.float32)
    good = prose(page, own)
    chars = np.where(good, page.length, 0)
    upto = np.cumsum(chars)
    count = np.cumsum(good)
    short = own[:, PLACE["log_words"]] < np.log(8.5)
    keys = line_keys(page)
    seen, later = _repeats(keys)
    tight = np.full(n, page.total == n, np.float32)
    return beside(
        [
            at / max(n, 1),
            np.log1p(at),
            np.log1p(n - 1 - at),
            np.full(n, np.log1p(n)),
            np.cumsum(page.length) / max(float(page.length.sum()), 1.0),
            upto / max(float(chars.sum()), 1.0),
            np.log1p(count - good),
            np.log1p(count[-1:].sum() - count),
            np.log1p(distance_back(good, FAR)),
            np.log1p(distance_ahead(good, FAR)),
            np.log1p(run_length(short)),
            np.log1p(run_length(short[::-1])[::-1]),
            np.minimum(page.blanks_before, 4),
            np.minimum(page.blanks_after, 4),
            tight,
            np.minimum(seen, 6),
            later,
            np.log1p(run_length(page.bullet > 0)),
            np.log1p(run_length(page.bullet[::-1] > 0)[::-1]),
            _block_size(page),
            np.full(n, good.mean() if n else 0),
            np.full(n, (page.bullet > 0).mean() if n else 0),
            at == 0,
            at == n - 1,
        ]
    )


def gram_facts(page: Page, own: Floats, place: Floats) -> Floats:
    """Return n x 4 whole numbers that join a line's n-grams: size and end, bullets, blank lines, place."""

    def fact(name: str) -> Floats:
        return own[:, PLACE[name]]

    size = np.minimum(np.floor(np.expm1(fact("log_words")) ** 0.5 * 2), 14)
    end = fact("ends_stop") + 2 * fact("ends_colon") + 4 * (fact("ends_quote") + fact("ends_comma"))
    capital = np.floor(fact("capital_share") * 2.99)
    blank = np.minimum(page.blanks_before, 2) * 3 + np.minimum(page.blanks_after, 2)
    edge = np.minimum(np.floor(place[:, 1] * 1.5), 7) * 8 + np.minimum(np.floor(place[:, 2] * 1.5), 7)
    bullet = page.bullet * 2 + fact("first_lower")
    return beside([size * 32 + end, size * 32 + bullet * 4 + capital, blank * 20 + size, edge])


def _repeats(keys: Hashes) -> tuple[Floats, Floats]:
    """Return how often each line stands on the page, and whether it comes again later."""
    inverse = grouped(keys)
    counts = np.bincount(inverse)
    latest = np.zeros(len(counts), np.int64)
    np.maximum.at(latest, inverse, np.arange(len(keys)))
    return counts[inverse].astype(np.float32), (latest[inverse] > np.arange(len(keys))).astype(np.float32)


def _block_size(page: Page) -> Floats:
    """Return the logarithm of the number of lines in the same block, blocks being parted by blank lines."""
    if not len(page.index):
        return np.zeros(0, np.float32)
    block = np.cumsum(page.blanks_before > 0)
    return np.log1p(np.bincount(block)[block]).astype(np.float32)


def neighbour_features(own: Floats, place: Floats) -> Floats:
    """Return facts of the four lines before and after, and their means over four windows."""
    picked = own[:, _COPIED]
    parts = shifted(picked, OFFSETS, -1)
    parts += shifted(place[:, 12:14], (-2, -1, 1, 2), -1)
    parts += windowed(own[:, _WINDOWED], REACHES)
    parts += _likeness(picked)
    return beside(parts)


def _likeness(picked: Floats) -> list[Floats]:
    """Return how different in shape a line is from each of its four nearest, and the least of that."""
    gaps = [np.abs((picked - near) * _SPAN).sum(axis=1) for near in shifted(picked, (-2, -1, 1, 2), -1)]
    return [*gaps, np.minimum(gaps[1], gaps[2]), np.minimum(gaps[0], gaps[3])]
