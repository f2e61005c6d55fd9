"""Small array operations over lines: sums by line, shifts, windows, running totals."""

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


def shifted(values: Floats, by: int, fill: float) -> Floats:
    """Return rows moved so that row i holds row i + by, and `fill` beyond the ends."""
    out = np.full_like(values, fill)
    n = len(values)
    if abs(by) < n:
        if by > 0:
            out[:-by] = values[by:]
        elif by < 0:
            out[-by:] = values[:by]
        else:
            out[:] = values
    return out


def windowed(values: Floats, reach: int) -> Floats:
    """Return the mean over the rows from i - reach to i + reach, cut at the ends."""
    n = len(values)
    total = np.zeros((n + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=total[1:])
    at = np.arange(n)
    low, high = np.maximum(0, at - reach), np.minimum(n, at + reach + 1)
    width = (high - low).reshape(-1, *([1] * (values.ndim - 1)))
    mean: Floats = ((total[high] - total[low]) / width).astype(np.float32)
    return mean


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
