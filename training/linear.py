"""Train the n-gram model once for each set of folds left out: later parts see only out-of-fold scores."""

from itertools import combinations

import numpy as np
import torch
import torch.nn.functional as F

from pipeline.tagger.ngrams import BITS
from training.corpus import FOLDS
from training.features import CATS, Sheet

CLASSES = 12  # alt texts, other boilerplate, then the ten kept labels
WEIGHT = {"rs": 1.0, "near": 0.7, "full": 0.35, "tight": 0.15, "aug": 0.25}


def target(sheet: Sheet) -> np.ndarray:
    y = sheet.y + 1
    y[sheet.y < 0] = -1
    alt = np.array([c in CATS for c in sheet.cat], bool)
    boiler = sheet.y == 0
    y[boiler] = np.where(alt[boiler], 0, 1)
    return y


def pack(sheets: list[Sheet]) -> dict[str, np.ndarray]:
    slot = np.concatenate([s.grams.slot for s in sheets]).astype(np.int32)
    count = np.concatenate([np.diff(s.grams.start) for s in sheets])
    w = np.concatenate([np.full(s.n, WEIGHT[s.doc.variant] * (40 / max(s.n, 10)) ** 0.3) for s in sheets])
    return {
        "slot": slot,
        "start": np.concatenate([[0], np.cumsum(count)]),
        "y": np.concatenate([target(s) for s in sheets]),
        "w": w.astype(np.float32),
        "fold": np.concatenate([np.full(s.n, s.doc.fold) for s in sheets]),
    }


def fit(
    data: dict[str, np.ndarray], rows: np.ndarray, *, epochs: int, seed: int, decay: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights (2 ** BITS x CLASSES) and bias of a softmax regression fitted by Adam."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    bag = torch.nn.EmbeddingBag(1 << BITS, CLASSES, mode="sum")
    torch.nn.init.zeros_(bag.weight)
    bias = torch.nn.Parameter(torch.zeros(CLASSES))
    batch = 4096
    opt = torch.optim.Adam([bag.weight, bias], lr=0.02, betas=(0.9, 0.99))
    rows = rows[data["y"][rows] >= 0]
    steps, total = 0, epochs * ((len(rows) + batch - 1) // batch)
    for _ in range(epochs):
        order = rng.permutation(rows)
        for a in range(0, len(order), batch):
            r = order[a : a + batch]
            x, offsets, scale = gather(data, r)
            for g in opt.param_groups:
                g["lr"] = 0.03 * (1 - steps / total) + 1e-4
            out = bag(x, offsets, per_sample_weights=scale) + bias
            loss = (
                F.cross_entropy(out, torch.from_numpy(data["y"][r]), reduction="none")
                * torch.from_numpy(data["w"][r])
            ).mean()
            loss = loss + decay * (bag.weight**2).sum()
            opt.zero_grad()
            loss.backward()
            opt.step()
            steps += 1
    return bag.weight.detach().numpy().copy(), bias.detach().numpy().copy()


def gather(data: dict[str, np.ndarray], r: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    a, b = data["start"][r], data["start"][r + 1]
    n = b - a
    first = np.cumsum(n) - n
    at = np.arange(n.sum()) + np.repeat(a - first, n)
    scale = np.repeat(1 / np.sqrt(np.maximum(n, 1)), n).astype(np.float32)
    return (
        torch.from_numpy(data["slot"][at].astype(np.int64)),
        torch.from_numpy(first),
        torch.from_numpy(scale),
    )


def quantised(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round weights to int8 with one scale a class; every later part is trained on the rounded ones."""
    scale = np.maximum(np.percentile(np.abs(weights), 99.98, axis=0), 1e-6) / 127
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


def left_out_sets() -> list[tuple[int, ...]]:
    """All, every fold and every pair of folds left out."""
    return [(), *((f,) for f in range(FOLDS)), *combinations(range(FOLDS), 2)]


def fit_left_out(
    data: dict[str, np.ndarray], left: tuple[int, ...], epochs: int, decay: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rounded weights, their scales and the bias of the model without some folds."""
    rows = np.flatnonzero(~np.isin(data["fold"], left))
    w, b = fit(data, rows, epochs=epochs, seed=3, decay=decay)
    q, scale = quantised(w)
    return q, scale, b
