"""Calibrate on out-of-fold predictions, and write the weights files and the table."""

import json
import pickle
import sys

import lightgbm as lgb
import numpy as np
import torch

from pipeline.tagger.weights import FILE
from training import flat
from training.corpus import FOLDS
from training.evaluate import ap, blend, load, report, view
from training.export import averaged_arrays, forest_arrays, network_arrays
from training.features import vocabulary
from training.paths import WEIGHTS, WORK

NET_SHARES = (0.33, 0.5, 0.25)  # removal, kinds, kinds on pages without blank lines
UNSPACED = "u2"


def mixed(F: flat.Flat, forest: str, nets: list[str]) -> np.ndarray:
    """Return the out-of-fold blend as the shipped model computes it."""
    tree = load(F, forest)
    net = np.mean([load(F, n) for n in nets], axis=0)
    removed = blend([(tree, 1 - NET_SHARES[0]), (net, NET_SHARES[0])])[:, 0]
    bare = load(F, UNSPACED)
    own = ~np.isnan(bare[:, 0])
    share = np.where(own, NET_SHARES[2], NET_SHARES[1])[:, None]
    tree[own] = bare[own]
    kinds = (1 - share) * _kinds(tree) + share * _kinds(net)
    return np.hstack([removed[:, None], kinds * (1 - removed)[:, None]]).astype(np.float32)


def _kinds(P: np.ndarray) -> np.ndarray:
    return P[:, 1:] / (P[:, 1:].sum(1, keepdims=True) + 1e-6)


def calibrated(p: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return 2 x k knots of an isotonic fit, thinned to the quantiles of p."""
    from sklearn.isotonic import IsotonicRegression

    fit = IsotonicRegression(y_min=0.001, y_max=0.999, out_of_bounds="clip").fit(p, truth)
    knots = np.unique(
        np.concatenate([[0.0, 1.0], np.quantile(p, np.linspace(0, 1, 15)), np.linspace(0.05, 0.95, 13)])
    )
    wide = np.array([fit.predict(np.linspace(max(0, k - 0.02), min(1, k + 0.02), 9)).mean() for k in knots])
    return np.vstack([knots, np.maximum.accumulate(wide)]).astype(np.float32)


def oof_levels(F: flat.Flat, P: np.ndarray) -> np.ndarray:
    """Return a level for each line, 1 where it is no predicted heading, from forests without its fold."""
    from pipeline.tagger.levels import best_levels, pair_features
    from pipeline.tagger.second import openings
    from training.decode import Cut, labels_of
    from training.evaluate import thresholds

    sheets = pickle.load((WORK / "sheets.pkl").open("rb"))
    forests = [lgb.Booster(model_file=str(WORK / f"levels.{f}.txt")) for f in range(5)]
    T = thresholds(F, P[:, 0], 0.9753)
    out = np.ones(len(F.y), np.int64)
    for s, (a, b, d) in zip(sheets, F.spans(), strict=True):
        if d["variant"] == "aug":
            continue
        at = np.flatnonzero(labels_of(P[a:b, 0], P[a:b], Cut(float(T[d["fold"]]))) == 3)
        if len(at) > 1:
            p = forests[d["fold"]].predict(pair_features(at, s.page, s.own, s.vectors, openings(s.page)))
            out[a + at] = best_levels(np.log(p + 1e-6))
    return out


def parts_of(outer: int, forest: str, nets: list[str]) -> dict[str, np.ndarray]:
    """Return the stored arrays of all models of an outer fold; -1 for those trained on everything."""
    _, out = vocabulary(WORK / "static.npz")
    left = () if outer < 0 else (outer,)
    q, scale, bias = pickle.load((WORK / "linear.pkl").open("rb"))[left]
    out |= {"grams.weights": q, "grams.scale": scale, "grams.bias": bias.astype(np.float32)}

    def booster(name: str) -> lgb.Booster:
        return lgb.Booster(model_file=str(WORK / f"{name}.txt"))

    first = "all" if outer < 0 else str(outer)
    out |= forest_arrays(booster(f"first.{first}.removal"), "first.removal", 1)
    out |= forest_arrays(booster(f"first.{first}.joint"), "first.joint", 7)
    count = len(list(WORK.glob(f"second.{forest}.{outer}.removal*.txt")))
    out |= averaged_arrays(
        [booster(f"second.{forest}.{outer}.removal{k}") for k in range(count)], "second.removal"
    )
    out |= forest_arrays(booster(f"second.{forest}.{outer}.kind"), "second.kind", 10)
    out |= forest_arrays(booster(f"second.{UNSPACED}.{outer}.kind"), "unspaced.kind", 10)
    out |= forest_arrays(booster(f"levels.{outer}"), "levels", 3)
    out |= network_arrays([torch.load(WORK / f"net.{n}.{outer}.pt", weights_only=False) for n in nets])
    out |= dict(np.load(WORK / "category.npz"))
    return out | {"version": np.array(1), "net_shares": np.array(NET_SHARES, np.float32)}


def finished(parts: dict[str, np.ndarray], p: np.ndarray, truth: np.ndarray) -> dict[str, np.ndarray]:
    """Return the arrays of a weights file: the models, and the calibration fitted on scored lines."""
    return {**parts, "calibration": calibrated(p[truth >= 0], truth[truth >= 0])}


def main(forest: str, nets: list[str]) -> None:
    F = flat.read(WORK / "flat")
    P = mixed(F, forest, nets)
    print(f"AP {ap(F, P[:, 0]):.4f}")
    res = report(F, P, "shipped", floors=(0.975, 0.995, 0.94), levels=oof_levels(F, P))
    (WORK / "table.json").write_text(json.dumps({str(k): v for k, v in res.items()}))
    pages = view(F, "rs", "modern")
    truth = np.where(pages.mask, pages.binary, -1)
    for fold in range(FOLDS):
        others = np.where(F.fold == fold, -1, truth)
        np.savez(WORK / f"fold-{fold}.npz", **finished(parts_of(fold, forest, nets), P[:, 0], others))
    folds = {d["id"]: d["fold"] for d in F.docs if d["variant"] != "aug"}
    (WORK / "folds.json").write_text(json.dumps(folds))
    path = WEIGHTS / FILE
    np.savez_compressed(path, **finished(parts_of(-1, forest, nets), P[:, 0], truth))
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].split(","))
