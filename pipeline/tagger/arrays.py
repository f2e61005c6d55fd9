"""Small array operations over lines: sums by line, shifts, windows, running totals.

A page has some hundred lines, so that the number of calls costs more than their work: what several columns
share is worked out once.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def per_line(values: NDArray[np.generic], first: Ints) -> Floats:
    """Sum values between consecutive starts; every segment holds at least one value."""
    return (
        np.add.reduceat(values.astype(np.float32), first).astype(np.float32)
        if len(first)
        else np.zeros(0, np.float32)
    )


def starts_of(line: Ints, n: int) -> Ints:
    """Return where each of n lines begins in a sorted array of line numbers, and the end: n + 1 numbers."""
    return np.searchsorted(line, np.arange(n + 1))


def summed(values: Floats, starts: Ints) -> Floats:
    """Sum rows of values (w, or w x d) over the n segments between n + 1 starts; empty segments give zero."""
    n = len(starts) - 1
    out = np.zeros((n, *values.shape[1:]), np.float32)
    full = np.flatnonzero(starts[:-1] < starts[1:])
    if len(full):
        out[full] = np.add.reduceat(values, starts[full], axis=0)
    return out


def shifted(values: Floats, offsets: Sequence[int], fill: float) -> list[Floats]:
    """Return for each offset rows moved so that row i holds row i + offset, and `fill` beyond the ends.

    They are views of one array.
    """
    n, far = len(values), max(map(abs, offsets))
    wide = np.full((n + 2 * far, *values.shape[1:]), fill, values.dtype)
    wide[far : far + n] = values
    return [wide[far + by : far + by + n] for by in offsets]


def windowed(values: Floats, reaches: Sequence[int]) -> list[Floats]:
    """Return for each reach the mean over the rows from i - reach to i + reach, cut at the ends (n x d)."""
    n = len(values)
    total = np.zeros((n + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=total[1:])
    at = np.arange(n)
    means: list[Floats] = []
    for reach in reaches:
        low, high = np.maximum(at - reach, 0), np.minimum(at + (reach + 1), n)
        sums = total.take(high, axis=0)
        sums -= total.take(low, axis=0)
        sums /= (high - low)[:, None]
        means.append(sums.astype(np.float32))
    return means


def grouped(keys: NDArray[np.generic]) -> Ints:
    """Return a number from 0 for each key, the same for equal keys and rising with them."""
    order = keys.argsort()
    ordered = keys[order]
    fresh = np.empty(len(keys), bool)
    fresh[:1] = False
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    found = np.empty(len(keys), np.int64)
    found[order] = np.cumsum(fresh)
    return found


def beside(parts: Sequence[NDArray[np.generic]]) -> Floats:
    """Join parts of n rows, n x k or n, side by side as float32."""
    wide = [part if part.ndim > 1 else part[:, None] for part in parts]
    return np.concatenate(wide, axis=1, dtype=np.float32, casting="unsafe")


def ranks(order: Ints) -> Ints:
    """Return the place of each value in an order, which holds the values' numbers."""
    found = np.empty(len(order), np.int64)
    found[order] = np.arange(len(order))
    return found


def distance_back(mark: NDArray[np.bool_], far: int) -> Floats:
    """Return how many rows before each the last marked one stands, `far` at most or where there is none."""
    at = np.arange(len(mark))
    seen = np.maximum.accumulate(np.where(mark, at, -far - 1)) if len(mark) else at
    previous = np.concatenate([[-far - 1], seen[:-1]]) if len(mark) else at
    return np.minimum(at - previous, far).astype(np.float32)


def distance_ahead(mark: NDArray[np.bool_], far: int) -> Floats:
    """Return how many rows after this one the next marked row stands, `far` at most or when there is none."""
    return distance_back(mark[::-1], far)[::-1]


def run_length(mark: NDArray[np.bool_]) -> Floats:
    """Return for each marked row the length of the run of marked rows up to it; 0 where unmarked."""
    at = np.arange(1, len(mark) + 1)
    broken = np.maximum.accumulate(np.where(mark, 0, at)) if len(mark) else at
    length: Floats = (at - broken).astype(np.float32)
    return length
