"""Train the forest of heading steps, out of fold and in full."""

import pickle
import sys

import lightgbm as lgb
import numpy as np

from pipeline.tagger.levels import best_levels, pair_features
from pipeline.tagger.second import openings
from training.corpus import FOLDS
from training.paths import WORK

PARAMS = {
    "objective": "multiclass",
    "num_class": 3,
    "learning_rate": 0.05,
    "num_leaves": 12,
    "max_depth": 6,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.35,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10,
    "verbosity": -1,
    "seed": 5,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "max_bin": 63,
}
WEIGHT = {"rs": 1.0, "near": 0.6, "tight": 0.4, "full": 0.3, "aug": 0.4}


def pairs(sheets):
    X, y, f, w, v = [], [], [], [], []
    for s in sheets:
        at = np.flatnonzero(s.y == 3)
        if len(at) < 2:
            continue
        level = np.array([s.doc.lines[s.page.index[i]]["level"] for i in at])
        X.append(pair_features(at, s.page, s.own, s.vectors, openings(s.page)))
        y.append(np.sign(np.diff(level)) + 1)
        f.append(np.full(len(at) - 1, s.doc.fold))
        w.append(np.full(len(at) - 1, WEIGHT[s.doc.variant] * (10 / max(len(at), 5)) ** 0.4))
        v.append(np.full(len(at) - 1, s.doc.variant == "rs"))
    return (np.concatenate(a) for a in (X, y, f, w, v))


def run(rounds: int) -> None:
    sheets = pickle.load((WORK / "sheets.pkl").open("rb"))
    X, y, f, w, v = pairs(sheets)
    p = np.zeros((len(y), 3))
    for outer in (*range(FOLDS), -1):
        m = lgb.train(PARAMS, lgb.Dataset(X[f != outer], y[f != outer], weight=w[f != outer]), rounds)
        m.save_model(WORK / f"levels.{outer}.txt")
        if outer >= 0:
            p[f == outer] = m.predict(X[f == outer])
    print(
        X.shape,
        "rs pairs",
        v.sum(),
        "same always",
        (y[v] == 1).mean(),
        "argmax",
        (p[v].argmax(1) == y[v]).mean(),
    )
    ok = n = 0
    at = 0
    for s in sheets:
        h = int((s.y == 3).sum()) - 1
        if h < 1:
            continue
        if s.doc.variant == "rs":
            got = best_levels(np.log(p[at : at + h] + 1e-6))
            ok += int(((np.sign(np.diff(got)) + 1) == y[at : at + h]).sum())
            n += h
        at += h
    print("after Viterbi", ok / n)


if __name__ == "__main__":
    run(int(sys.argv[1]))
