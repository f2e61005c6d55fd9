"""Evaluate boosted trees with array look-ups: all trees walk down one level at a time, for many lines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.tagger.arrays import Floats, Ints

# Lines that are summed together: the order of the additions decides the last bit of a score.
BLOCK = 128
# Pairs of a line and a tree that walk at once: what they look up stays near the processor.
PAIRS = 1 << 15
# Log-odds below which the first member of an ensemble is enough: two lines in three have such, and of 9,581
# lines of labelled pages the other members brought none of those above -2.4.
CLEAR = -3.0


@dataclass(frozen=True, slots=True)
class Forest:
    """All nodes of all trees in one row, the roots first, and a node's two children side by side.

    A leaf points to itself and its threshold is infinite, so that walking on changes nothing.
    """

    feature: Ints
    threshold: Floats
    below: Ints  # where to go when the value is at most the threshold; one further when it is above
    value: Floats  # 0 except at leaves
    trees: int
    classes: int  # trees take turns: tree t adds to class t % classes
    depth: int


def raw_scores(forest: Forest, facts: Floats) -> Floats:
    """Return n x classes sums of leaf values."""
    return _sums(forest, facts, 0, forest.trees)


def odds_of(forest: Forest, members: int, facts: Floats) -> Floats:
    """Return n log-odds of an ensemble whose members stand one after another; clear lines need one.

    Such an early exit is usual where scores are sums over trees (Cambazoglu et al., WSDM 2010).
    """
    first = forest.trees // members
    odds = _sums(forest, facts, 0, first)[:, 0]
    clear = odds * members < CLEAR
    unclear = np.flatnonzero(~clear)
    odds[unclear] += _sums(forest, facts[unclear], first, forest.trees)[:, 0]
    odds[clear] *= members
    return odds


def _sums(forest: Forest, facts: Floats, first: int, last: int) -> Floats:
    """Return n x classes sums of the leaf values of the trees first to last - 1."""
    n = len(facts)
    out = np.zeros((n, forest.classes), np.float32)
    for a in range(0, n, BLOCK):
        block = np.ascontiguousarray(facts[a : a + BLOCK])
        step = max(1, PAIRS // len(block))
        parts = [_leaves(forest, block, t, min(t + step, last)) for t in range(first, last, step)]
        out[a : a + BLOCK] = np.hstack(parts).reshape(len(block), -1, forest.classes).sum(axis=1)
    return out


def _leaves(forest: Forest, facts: Floats, first: int, last: int) -> Floats:
    """Return for each line the values of the leaves that it falls into in the trees first to last - 1.

    Places are in range by construction: to clip them is only the fastest way to look up.
    """
    row = (np.arange(len(facts)) * facts.shape[1])[:, None]
    trees = slice(first, last)
    flat = facts.ravel()
    above = flat.take(row + forest.feature[trees], mode="clip") > forest.threshold[trees]
    node = forest.below[trees] + above
    for _ in range(forest.depth - 1):
        at = forest.feature.take(node, mode="clip")
        at += row
        above = flat.take(at, mode="clip") > forest.threshold.take(node, mode="clip")
        node = forest.below.take(node, mode="clip")
        node += above
    leaves: Floats = forest.value.take(node, mode="clip")
    return leaves


def build(  # noqa: PLR0913, PLR0917 (the parts of a stored forest)
    feature: NDArray[np.int16],
    threshold: Floats,
    left: NDArray[np.int16],
    right: NDArray[np.int16],
    value: Floats,
    size: NDArray[np.int16],
    classes: int,
) -> Forest:
    """Lay out trees stored one after another; `size` is the number of inner nodes of each.

    left and right hold the number of an inner node of the same tree, or minus one minus the number of a
    leaf. Values hold size + 1 leaves a tree.
    """
    inner = size.astype(np.int64)
    total, trees = int(inner.sum()), len(size)
    first = np.cumsum(inner) - inner
    first_leaf = np.cumsum(inner + 1) - (inner + 1) + total
    own = np.repeat(np.arange(trees), inner)

    def target(to: NDArray[np.int16]) -> Ints:
        near = to.astype(np.int64)
        return np.where(near >= 0, first[own] + near, first_leaf[own] - near - 1)

    children = np.column_stack([target(left), target(right)])
    levels = [np.where(inner > 0, first, first_leaf)]
    while (parents := levels[-1][levels[-1] < total]).size:
        levels.append(children[parents].ravel())
    order = np.concatenate(levels)
    parent = order < total
    below = np.arange(len(order))
    below[parent] = trees + 2 * np.arange(int(parent.sum()))
    leaves = len(value)
    return Forest(
        feature=np.concatenate([feature.astype(np.int64), np.zeros(leaves, np.int64)])[order],
        threshold=np.concatenate([threshold, np.full(leaves, np.inf, np.float32)])[order],
        below=below,
        value=np.concatenate([np.zeros(total, np.float32), value])[order],
        trees=trees,
        classes=classes,
        depth=max(1, len(levels) - 1),
    )


def sigmoid(x: Floats) -> Floats:
    """Return the logistic function of x."""
    out: Floats = (0.5 * np.tanh(0.5 * x) + 0.5).astype(np.float32)
    return out


def softmax(x: Floats) -> Floats:
    """Return rows that add up to one."""
    e = np.exp(x - x.max(axis=1, keepdims=True, initial=-1e9))
    out: Floats = (e / e.sum(axis=1, keepdims=True)).astype(np.float32)
    return out
