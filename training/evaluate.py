"""Score out-of-fold predictions with the data's score.py, with thresholds chosen on the other folds."""

import gzip
import json
import sys
from dataclasses import dataclass
from functools import cache

import numpy as np

from training import flat
from training.decode import LABELS, Cut, labels_of
from training.paths import BENCH, WORK

sys.path.insert(0, str(BENCH))
import score

KEEP = {"title", "dek", "heading", "paragraph", "list_item", "quote", "code", "table", "caption"}
COLS = (
    "docs",
    "bpP",
    "bpR",
    "bpF1",
    "keptR",
    "hardR",
    "adjRem",
    "tokF1",
    "exact",
    "le1",
    "hF1",
    "lvl",
    "liF1",
    "metaF1",
    "title",
    "sexact",
)


@cache
def gold() -> dict[tuple[str, str], dict]:
    out = {}
    for s in ("wcxb", "aeb"):
        for v in ("rs", "near", "full", "tight"):
            with gzip.open(BENCH / f"dev/{s}.{v}.jsonl.gz", "rt", encoding="utf-8") as rows:
                out.update(((r["id"], v), r) for r in map(json.loads, rows))
    return out


@dataclass(slots=True)
class View:
    """The lines of one variant and subset, with what score.py asks of removal."""

    docs: list[tuple[int, int, dict]]
    mask: np.ndarray  # lines of the view
    binary: np.ndarray  # 1 removed, 0 kept, -1 not scored


def view(F: flat.Flat, variant: str, subset: str, folds: tuple[int, ...] = (0, 1, 2, 3, 4)) -> View:
    G = gold()
    mask = np.zeros(len(F.y), bool)
    binary = np.full(len(F.y), -1)
    docs = []
    for a, b, d in F.spans():
        if (
            d["variant"] != variant
            or d["fold"] not in folds
            or not score.SUBSETS[subset](G[d["id"], variant])
        ):
            continue
        docs.append((a, b, d))
        mask[a:b] = True
        lines = G[d["id"], variant]["lines"]
        binary[a:b] = [-1 if (z := score.binary(lines[i])) is None else z for i in d["index"]]
    return View(docs, mask, binary)


def f1_kept(p: np.ndarray, binary: np.ndarray, t: float) -> tuple[float, float, float]:
    hit = p >= t
    tp, fp = (hit & (binary == 1)).sum(), (hit & (binary == 0)).sum()
    fn = (~hit & (binary == 1)).sum()
    kept = 1 - fp / max(1, (binary == 0).sum())
    return 2 * tp / max(1, 2 * tp + fp + fn), kept, tp / max(1, tp + fn)


def pick(p: np.ndarray, binary: np.ndarray, kept_floor: float, grid: np.ndarray) -> float:
    """Return the threshold of the best F1 among those that keep at least kept_floor."""
    best, where = -1.0, 0.99
    for t in grid:
        f, kept, _ = f1_kept(p, binary, t)
        if kept >= kept_floor and f > best:
            best, where = f, float(t)
    return where


GRID = np.concatenate([np.linspace(0.1, 0.9, 81), np.linspace(0.905, 0.995, 19)])


def thresholds(F: flat.Flat, p: np.ndarray, floor: float) -> np.ndarray:
    """Return a threshold a fold, chosen on the seedlike rs pages of the other folds."""
    V = view(F, "rs", "seedlike")
    out = np.zeros(5)
    for f in range(5):
        m = V.mask & (F.fold != f) & (V.binary >= 0)
        out[f] = pick(p[m], V.binary[m], floor, GRID)
    return out


def labels(F: flat.Flat, V: View, P: np.ndarray, cut_by_fold: list[Cut], levels=None) -> dict:
    out = {}
    for a, b, d in V.docs:
        row = ["blank"] * d["total"]
        got = labels_of(P[a:b, 0], P[a:b], cut_by_fold[d["fold"]])
        for k, i in enumerate(d["index"]):
            name = LABELS[got[k]]
            row[i] = name + (f":{1 if levels is None else levels[a + k]}" if name == "heading" else "")
        out[d["id"], d["variant"]] = row
    return out


def report(
    F: flat.Flat, P: np.ndarray, name: str, floors=(0.975, 0.995), full: bool = True, levels=None
) -> dict:
    G = gold()
    res = {}
    for floor in floors:
        T = thresholds(F, P[:, 0], floor + 0.0003)
        cuts = [Cut(float(t)) for t in T]
        views = [("rs", "seedlike")]
        if full and floor == floors[0]:
            views += [("rs", "all"), ("full", "modern"), ("tight", "modern"), ("near", "modern")]
        for v, s in views:
            V = view(F, v, s)
            R, _ = score.score_docs([G[d["id"], v] for _, _, d in V.docs], labels(F, V, P, cuts, levels))
            r = R[v]
            res[floor, v, s] = r
            print(
                f"{name[:16]:16s} {floor:.3f} {v:5s} {s:8s} t={np.mean(T):.2f} "
                + " ".join(f"{c}={r[c]:.3f}" if c != "docs" else f"n={r[c]}" for c in COLS),
                flush=True,
            )
    return res


def ap(F: flat.Flat, p: np.ndarray) -> float:
    from sklearn.metrics import average_precision_score

    V = view(F, "rs", "seedlike")
    m = V.mask & (V.binary >= 0)
    return float(average_precision_score(V.binary[m], p[m]))


def load(F: flat.Flat, name: str) -> np.ndarray:
    P = np.full((len(F.y), len(LABELS)), np.nan, np.float32)
    for f in range(5):
        path = WORK / f"p.{name}.{f}.npz"
        if path.exists():
            z = np.load(path)
            P[z["rows"]] = z["P"]
    return P


def blend(parts: list[tuple[np.ndarray, float]]) -> np.ndarray:
    """Average removal in log-odds and the kinds linearly; column 0 of the answer is removal."""
    total = sum(w for _, w in parts)
    odds = (
        sum(
            w * np.log(np.clip(P[:, 0], 1e-4, 1 - 1e-4) / (1 - np.clip(P[:, 0], 1e-4, 1 - 1e-4)))
            for P, w in parts
        )
        / total
    )
    p = 1 / (1 + np.exp(-odds))
    kinds = sum(w * P[:, 1:] / (P[:, 1:].sum(1, keepdims=True) + 1e-6) for P, w in parts) / total
    return np.hstack([p[:, None], kinds * (1 - p)[:, None]]).astype(np.float32)
