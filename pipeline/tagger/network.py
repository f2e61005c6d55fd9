"""Evaluate an ensemble of recurrent networks, all members and both directions in the same operations."""

from dataclasses import dataclass

import numpy as np

from pipeline.tagger.arrays import Floats
from pipeline.tagger.forest import softmax


@dataclass(frozen=True, slots=True)
class Layer:
    """One recurrent layer of m members in two directions.

    Gates stand in the order input, forget, output, cell.
    The weights of the three sigmoid gates are halved, so that one tanh serves all four.
    """

    into: Floats  # m x d x 8h: forward gates, then backward gates
    bias: Floats  # m x 8h
    again: Floats  # 2m x h x 4h, members outermost


@dataclass(frozen=True, slots=True)
class Network:
    """m members with the same shapes."""

    mean: Floats  # f
    spread: Floats  # f
    project: Floats  # m x e x p
    inner: Floats  # m x (f + p) x d
    inner_bias: Floats  # m x d
    norm_gain: Floats  # m x d
    norm_bias: Floats  # m x d
    layers: tuple[Layer, ...]
    out: Floats  # m x (2h + d) x labels
    out_bias: Floats  # m x labels


def probabilities(network: Network, facts: Floats, vectors: Floats) -> Floats:
    """Return n x labels, the mean over the members; facts n x f, vectors n x e."""
    m, n = len(network.project), len(facts)
    x = np.clip((facts - network.mean) / network.spread, -5, 5)
    wide = np.concatenate([np.broadcast_to(x, (m, *x.shape)), vectors @ network.project], axis=2)
    h = wide @ network.inner + network.inner_bias[:, None]
    h -= h.mean(axis=2, keepdims=True)
    h /= np.sqrt((h * h).mean(axis=2, keepdims=True) + 1e-5)
    h = np.maximum(h * network.norm_gain[:, None] + network.norm_bias[:, None], 0)
    r = h
    for layer in network.layers:
        r = _recur(layer, r)
    logits = np.concatenate([r, h], axis=2) @ network.out + network.out_bias[:, None]
    each = [softmax(one) for one in logits]
    mean: Floats = (
        np.mean(each, axis=0, dtype=np.float32) if n else np.zeros((0, network.out.shape[2]), np.float32)
    )
    return mean


def _recur(layer: Layer, x: Floats) -> Floats:
    """Return m x n x 2h for x of m x n x d."""
    m, n, _ = x.shape
    h = layer.again.shape[1]
    steps = np.empty((n, m, 2, 4 * h), np.float32)
    for k in range(m):
        gates = x[k] @ layer.into[k]
        gates += layer.bias[k]
        steps[:, k, 0], steps[:, k, 1] = gates[:, : 4 * h], gates[::-1, 4 * h :]
    states = _walk(layer.again, steps.reshape(n, 2 * m, 1, 4 * h)).reshape(n, m, 2, h)
    out = np.empty((m, n, 2 * h), np.float32)
    for k in range(m):
        out[k, :, :h], out[k, :, h:] = states[:, k, 0], states[::-1, k, 1]
    return out


def _walk(again: Floats, steps: Floats) -> Floats:
    """Return the states, n x 2m x 1 x h, for the inputs of the gates, n x 2m x 1 x 4h.

    The loop over lines is most of the network's time, so that it makes no array: every gate has a row of its
    own in `gate`, and what is halved (exactly, by a power of two) is halved outside of it.
    """
    n, pairs, _, width = steps.shape
    h, one, half = width // 4, np.array(1, np.float32), np.array(0.5, np.float32)
    out = np.empty((n, pairs, 1, h), np.float32)
    twice = np.zeros((pairs, 1, h), np.float32)  # the state, doubled
    cell = np.zeros((pairs, 1, h), np.float32)
    total = np.empty((pairs, 1, width), np.float32)
    by_gate = total.reshape(pairs, 4, 1, h).transpose(1, 0, 2, 3)
    gate = np.empty((4, pairs, 1, h), np.float32)
    let_in, forget, let_out, news = gate
    opened, weights = gate[:3], again * half
    for step, following in zip(steps, out, strict=True):
        np.matmul(twice, weights, total)
        np.add(total, step, total)
        np.tanh(by_gate, gate)
        np.add(opened, one, opened)
        np.multiply(cell, forget, cell)
        np.multiply(let_in, news, let_in)
        np.add(cell, let_in, cell)
        np.multiply(cell, half, cell)
        np.tanh(cell, following)
        twice = np.multiply(following, let_out, following)
    out *= half
    return out
