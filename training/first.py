"""First forest, out of fold: one model for every set of one or two folds left out.

The model without folds f and g is trained on n-gram scores that, for a page of fold h, come from pages
outside f, g and h; it is applied to fold g for the outer fold f and the other way round. No label of an outer
fold reaches what is trained for it.
"""

import pickle
import sys
import time
from itertools import combinations

import lightgbm as lgb
import numpy as np

from pipeline.tagger.assembly import content_share
from pipeline.tagger.coherence import coherence_features
from training import flat, forest, linear
from training.corpus import FOLDS
from training.features import vocabulary
from training.matrix import tree_matrix, weights
from training.paths import THREADS, WORK
from training.stage import scored_one

# boilerplate, title, dek + quote + caption, heading, paragraph + code + table, list, meta
JOINT = (0, 1, 2, 3, 4, 5, 2, 4, 2, 4, 6)
SHARE = {"rs": 1.0, "near": 0.5, "full": 0.15, "tight": 0.1, "aug": 0.35}
WEIGHT = {"rs": 1.0, "near": 0.4, "full": 0.15, "tight": 0.12, "aug": 0.3}
ROUNDS, JOINT_ROUNDS = 170, 20


def inputs(
    sheets, models, vocab, left: tuple[int, ...], only: np.ndarray, total: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return scores and coherence; a page of fold h gets the n-gram model without left + h."""
    P, C = np.zeros((total, linear.CLASSES), np.float32), np.zeros((total, 28), np.float32)
    at = 0
    for s in sheets:
        a, at = at, at + s.n
        if s.doc.fold not in only or not s.n:
            continue
        q, scale, bias = models[tuple(sorted({*left, s.doc.fold}))]
        p = scored_one(s, q, scale, bias)
        P[a:at] = p
        C[a:at] = coherence_features(s.page, s.rows, s.vectors, vocab, content_share(p))
    return P, C


def fit(F: flat.Flat, P, C, left: tuple[int, ...]) -> tuple[lgb.Booster, lgb.Booster]:
    rng = np.random.default_rng(5)
    share = np.repeat([SHARE[d["variant"]] for d in F.docs], [d["n"] for d in F.docs])
    W = weights(F, WEIGHT)
    rows = np.flatnonzero(
        ~np.isin(F.fold, left) & (rng.random(len(F.y)) < share) & (F.y >= 0) & ~(F.ok[:, 0] & (F.y > 0))
    )
    X = tree_matrix(F, P, C, rows)
    y, w = np.asarray(F.y[rows]), W[rows]
    one = forest.fit_removal(X, y == 0, w, rounds=ROUNDS)
    two = forest.fit_kind(X, np.array(JOINT)[y], w, classes=7, rounds=JOINT_ROUNDS)
    return one, two


def apply(models: tuple[lgb.Booster, lgb.Booster], X: np.ndarray) -> np.ndarray:
    """Return n x 8: removal, then the seven joint classes."""
    return np.column_stack([m.predict(X, num_threads=THREADS) for m in models]).astype(np.float32)


def sets() -> list[tuple[int, ...]]:
    return [(0,), (1,), (2,), (3,), (4,), *combinations(range(FOLDS), 2), ()]


def run(chosen: list[tuple[int, ...]]) -> None:
    F = flat.read(WORK / "flat")
    sheets = pickle.load((WORK / "sheets.pkl").open("rb"))
    vocab, _ = vocabulary(WORK / "static.npz")
    models = pickle.load((WORK / "linear.pkl").open("rb"))
    models = {k: (q.astype(np.float32) * s, s, b) for k, (q, s, b) in models.items()}
    for left in chosen:
        t = time.time()
        if len(left) == 2:
            P, C = inputs(sheets, models, vocab, left, np.arange(FOLDS), len(F.y))
        else:
            z = np.load(WORK / f"stage.{left[0] if left else -1}.npz")
            P, C = z["P"], z["C"]
        two = fit(F, P, C, left)
        name = "".join(map(str, left)) or "all"
        for m, kind in zip(two, ("removal", "joint"), strict=True):
            m.save_model(WORK / f"first.{name}.{kind}.txt")
        if left:
            rows = np.flatnonzero(np.isin(F.fold, left))
            np.savez(WORK / f"first.{name}.npz", rows=rows, P=apply(two, tree_matrix(F, P, C, rows)))
        print("first without", left, "%.0fs" % (time.time() - t), flush=True)


if __name__ == "__main__":
    part = sys.argv[1]
    if part == "ngrams":
        import torch

        torch.set_num_threads(THREADS)
        data = linear.pack(pickle.load((WORK / "sheets.pkl").open("rb")))
        models = pickle.load((WORK / "linear.pkl").open("rb"))
        for left in combinations(range(FOLDS), 3):
            models[left] = linear.fit_left_out(data, left, 8, 5e-7)
            print("n-grams without", left, flush=True)
        pickle.dump(models, (WORK / "linear.pkl").open("wb"))
    else:
        every = sets()
        run([every[int(k)] for k in part.split(",")])
