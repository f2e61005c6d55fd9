"""The inputs of the trees as one matrix, read from what the earlier steps kept, and how much lines count."""

import numpy as np

from pipeline.tagger import assembly
from training import flat
from training.evaluate import gold, score
from training.paths import WORK

TYPICAL = 2.0  # what pages count that are like the articles which the product gets


def stage(outer: int) -> tuple[np.ndarray, np.ndarray]:
    z = np.load(WORK / f"stage.{outer}.npz")
    return z["P"], z["C"]


def tree_matrix(F: flat.Flat, P, C, rows: np.ndarray) -> np.ndarray:
    out = None
    at = 0
    keep = np.zeros(len(F.y), bool)
    keep[rows] = True
    for a, b, _ in F.spans():
        k = np.flatnonzero(keep[a:b])
        if not len(k):
            continue
        x = np.hstack(
            [F.own[a:b][k], F.place[a:b][k], F.near[a:b][k], assembly.score_features(P[a:b])[k], C[a:b][k]]
        )
        if out is None:
            out = np.zeros((len(rows), x.shape[1]), np.float32)
        out[at : at + len(k)] = x
        at += len(k)
    return out


def weights(F: flat.Flat, by: dict[str, float]) -> np.ndarray:
    n = np.repeat([d["n"] for d in F.docs], [d["n"] for d in F.docs])
    v = np.array([by[d["variant"]] for d in F.docs])
    return np.repeat(v, [d["n"] for d in F.docs]) * (60 / np.maximum(n, 10)) ** 0.35


def typical(F: flat.Flat) -> np.ndarray:
    """Return n factors: TYPICAL for pages like the product's (the scorer's subset "seedlike"), else 1."""
    pages = gold()
    alike = score.SUBSETS["seedlike"]
    factors = []
    for d in F.docs:
        row = pages.get((d["id"], d["variant"]))
        factors.append(TYPICAL if row is not None and alike(row) else 1.0)
    return np.repeat(factors, [d["n"] for d in F.docs])
