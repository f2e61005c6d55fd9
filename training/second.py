"""Second stage: features over the out-of-fold first forest, then forests and networks on them."""

import argparse
import pickle
import time

import numpy as np

from pipeline.tagger import assembly
from pipeline.tagger.second import openings, second_features
from training import flat
from training.corpus import FOLDS
from training.matrix import stage, tree_matrix, typical, weights
from training.paths import THREADS, WORK

SHARE = {"rs": 1.0, "near": 0.6, "full": 0.2, "tight": 0.15, "aug": 0.8}
WEIGHT = {"rs": 1.0, "near": 0.4, "full": 0.15, "tight": 0.15, "aug": 0.3}


def first_scores(F: flat.Flat, outer: int) -> np.ndarray:
    """Return n x 8 scores for an outer fold, each by a model that saw neither its fold nor the outer one."""
    out = np.full((len(F.y), 8), np.nan, np.float32)
    for g in range(FOLDS):
        name = "".join(map(str, sorted({outer, g} - {-1})))
        z = np.load(WORK / f"first.{name}.npz")
        mine = F.fold[z["rows"]] == g
        out[z["rows"][mine]] = z["P"][mine]
    assert not np.isnan(out).any()
    return out


def features(outers: list[int]) -> None:
    F = flat.read(WORK / "flat")
    sheets = pickle.load((WORK / "sheets.pkl").open("rb"))
    for outer in outers:
        S = first_scores(F, outer)
        parts = [
            second_features(S[a:b], s.page, s.own, openings(s.page))
            for s, (a, b, _) in zip(sheets, F.spans(), strict=True)
        ]
        np.save(WORK / f"second.{outer}.npy", np.concatenate(parts).astype(np.float32))
        print("second features", outer, parts[0].shape, flush=True)


def forests(F: flat.Flat, outer: int, a: argparse.Namespace) -> None:
    from training import forest

    P, C = stage(outer)
    more = np.load(WORK / f"second.{outer}.npy", mmap_mode="r")
    rng = np.random.default_rng(6)
    share = np.repeat([SHARE[d["variant"]] for d in F.docs], [d["n"] for d in F.docs])
    W = weights(F, WEIGHT) * typical(F)
    rows = np.flatnonzero(
        (F.fold != outer) & (rng.random(len(F.y)) < share) & (F.y >= 0) & ~(F.ok[:, 0] & (F.y > 0))
    )
    X = np.hstack([tree_matrix(F, P, C, rows), more[rows]])
    y, t = np.asarray(F.y[rows]), time.time()
    members = [forest.fit_removal(X, y == 0, W[rows], rounds=a.rounds, member=k) for k in range(a.members)]
    for k, m in enumerate(members):
        m.save_model(WORK / f"second.{a.name}.{outer}.removal{k}.txt")
    kept = y > 0
    k = forest.fit_kind(X[kept], y[kept] - 1, W[rows][kept], classes=10, rounds=a.kind_rounds)
    k.save_model(WORK / f"second.{a.name}.{outer}.kind.txt")
    print("second forest", outer, X.shape, "%.0fs" % (time.time() - t), flush=True)
    if outer >= 0:
        test = np.flatnonzero((F.fold == outer) & (F.variant != "aug"))
        X = np.hstack([tree_matrix(F, P, C, test), more[test]])
        raw = np.mean([m.predict(X, raw_score=True, num_threads=THREADS) for m in members], axis=0)
        p, q = 1 / (1 + np.exp(-raw)), k.predict(X, num_threads=THREADS)
        np.savez(
            WORK / f"p.{a.name}.{outer}.npz",
            rows=test,
            P=np.column_stack([p, q * (1 - p)[:, None]]).astype(np.float32),
        )


def unspaced(F: flat.Flat, outer: int, a: argparse.Namespace) -> None:
    """Fit the forest of kinds for pages without any blank line, where bullets are mostly lost too."""
    from training import forest

    P, C = stage(outer)
    more = np.load(WORK / f"second.{outer}.npy", mmap_mode="r")
    W = weights(F, {"rs": 1.0, "near": 1.0, "full": 1.0, "tight": 1.0, "aug": 0.7})
    bare = np.asarray(F.place[:, 14]) == 1
    rows = np.flatnonzero((F.fold != outer) & bare & (F.y > 0))
    X, y, t = np.hstack([tree_matrix(F, P, C, rows), more[rows]]), np.asarray(F.y[rows]), time.time()
    k = forest.fit_kind(X, y - 1, W[rows], classes=10, rounds=a.kind_rounds)
    k.save_model(WORK / f"second.{a.name}.{outer}.kind.txt")
    print("unspaced kinds", outer, X.shape, f"{time.time() - t:.0f}s", flush=True)
    if outer >= 0:
        test = np.flatnonzero((F.fold == outer) & bare & (F.variant != "aug"))
        q = k.predict(np.hstack([tree_matrix(F, P, C, test), more[test]]), num_threads=THREADS)
        np.savez(
            WORK / f"p.{a.name}.{outer}.npz",
            rows=test,
            P=np.column_stack([np.zeros(len(test)), q]).astype(np.float32),
        )


def network(F: flat.Flat, outer: int, a: argparse.Namespace) -> None:
    import torch

    from training import net
    from training.export import to_half

    torch.set_num_threads(THREADS)
    P, C = stage(outer)
    x = np.hstack(
        [
            assembly.net_input(np.asarray(F.own), np.asarray(F.place), P, C),
            np.load(WORK / f"second.{outer}.npy"),
        ]
    )
    base = (F.fold != outer) & np.isin(F.variant, ["rs", "near"])
    mean, std = x[base].mean(0), x[base].std(0) + 1e-2
    x -= mean
    x /= std
    np.clip(x, -5, 5, out=x)
    e, ok, scored = np.asarray(F.vectors), np.asarray(F.ok), np.asarray(F.y) >= 0
    alike = typical(F)
    items = [
        (net.Item(x[s:t], e[s:t], ok[s:t], scored[s:t], d["variant"], alike[s]), d["fold"], s, t)
        for s, t, d in F.spans()
        if t > s
    ]
    plan = net.Plan(
        hidden=a.hidden,
        epochs=a.epochs,
        seed=a.seed,
        drop=a.drop,
        rate=a.rate,
        batch=a.batch,
        near=a.near,
        full=a.full,
        aug=a.aug,
    )
    began = time.time()
    m = net.fit([i for i, f, _, _ in items if f != outer], plan)
    to_half(m)
    torch.save({"state": m.state_dict(), "mean": mean, "std": std}, WORK / f"net.{a.name}.{outer}.pt")
    print("network", a.name, outer, "%.0fs" % (time.time() - began), flush=True)
    if outer >= 0:
        test = [(i, s, t) for i, f, s, t in items if f == outer and i.variant != "aug"]
        rows = np.concatenate([np.arange(s, t) for _, s, t in test])
        np.savez(WORK / f"p.{a.name}.{outer}.npz", rows=rows, P=net.predict(m, [i for i, _, _ in test]))


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("kind", choices=("features", "forest", "unspaced", "net"))
    p.add_argument("--name", default="")
    p.add_argument("--folds", default="0,1,2,3,4,-1")
    p.add_argument("--rounds", type=int, default=200)
    p.add_argument("--kind-rounds", type=int, default=32)
    p.add_argument("--members", type=int, default=3)
    p.add_argument("--hidden", type=int, default=64)
    p.add_argument("--epochs", type=int, default=8)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--near", type=float, default=0.5)
    p.add_argument("--full", type=float, default=0.12)
    p.add_argument("--aug", type=float, default=0.4)
    p.add_argument("--drop", type=float, default=0.35)
    p.add_argument("--rate", type=float, default=2.5e-3)
    a = p.parse_args()
    folds = [int(f) for f in a.folds.split(",")]
    if a.kind == "features":
        features(folds)
        return
    F = flat.read(WORK / "flat")
    for outer in folds:
        {"forest": forests, "unspaced": unspaced, "net": network}[a.kind](F, outer, a)


if __name__ == "__main__":
    main()
