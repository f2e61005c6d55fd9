"""Evaluate boosted trees with array look-ups: all trees walk down one level at a time, for many lines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.tagger.arrays import Floats

BLOCK = 128


@dataclass(frozen=True, slots=True)
class Forest:
    """All nodes of all trees in one row; a leaf points to itself, so that walking on changes nothing."""

    feature: NDArray[np.int32]
    threshold: Floats
    child: NDArray[
        np.int32
    ]  # 2 a node: where to go when the value is at most the threshold, and when it is above
    value: Floats  # 0 except at leaves
    root: NDArray[np.int32]  # a tree
    classes: int  # trees take turns: tree t adds to class t % classes
    depth: int


def raw_scores(forest: Forest, facts: Floats) -> Floats:
    """Return n x classes sums of leaf values."""
    n, width = facts.shape
    trees = len(forest.root)
    out = np.zeros((n, forest.classes), np.float32)
    for a in range(0, n, BLOCK):
        block = np.ascontiguousarray(facts[a : a + BLOCK])
        flat = block.ravel()
        row = (np.arange(len(block), dtype=np.int32) * width)[:, None]
        node = np.broadcast_to(forest.root, (len(block), trees))
        for _ in range(forest.depth):
            above = flat.take(row + forest.feature.take(node)) > forest.threshold.take(node)
            node = forest.child.take(2 * node + above)
        leaves = forest.value.take(node)
        out[a : a + BLOCK] = leaves.reshape(len(block), -1, forest.classes).sum(axis=1)
    return out


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
    total = int(inner.sum())
    first = np.cumsum(inner) - inner
    first_leaf = np.cumsum(inner + 1) - (inner + 1) + total
    own = np.repeat(np.arange(len(inner)), inner)

    def target(to: NDArray[np.int16]) -> NDArray[np.int64]:
        near = to.astype(np.int64)
        return np.where(near >= 0, first[own] + near, first_leaf[own] - near - 1)

    leaves = np.arange(total, total + len(value))
    child = np.concatenate(
        [np.column_stack([target(left), target(right)]), np.column_stack([leaves, leaves])]
    )
    root = np.where(inner > 0, first, first_leaf)
    depth, at = 0, root
    while (at < total).any():
        at = np.unique(child[at[at < total]])
        depth += 1
    return Forest(
        feature=np.concatenate([feature.astype(np.int32), np.zeros(len(value), np.int32)]),
        threshold=np.concatenate([threshold.astype(np.float32), np.full(len(value), np.inf, np.float32)]),
        child=child.astype(np.int32).ravel(),
        value=np.concatenate([np.zeros(total, np.float32), value.astype(np.float32)]),
        root=root.astype(np.int32),
        classes=classes,
        depth=depth,
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
