"""Train the small linear model that names what was removed."""

import json

import numpy as np
import torch
import torch.nn.functional as F

from pipeline.tagger.model import CATEGORY_SHIFT
from pipeline.tagger.ngrams import BITS
from training import linear
from training.paths import WORK

NAMES = (
    "nav",
    "alt",
    "other",
    "related",
    "newsletter",
    "cta",
    "comments",
    "share",
    "ad",
    "legal",
    "media",
    "toc",
    "author_bio",
    "tags",
    "medreview",
)


def fit(data: dict, y: np.ndarray, rows: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    torch.manual_seed(3)
    rng = np.random.default_rng(3)
    bag = torch.nn.EmbeddingBag(1 << (BITS - CATEGORY_SHIFT), len(NAMES), mode="sum")
    torch.nn.init.zeros_(bag.weight)
    bias = torch.nn.Parameter(torch.zeros(len(NAMES)))
    opt = torch.optim.Adam([bag.weight, bias], lr=0.03, betas=(0.9, 0.99))
    steps, total = 0, 12 * ((len(rows) + 2047) // 2048)
    for _ in range(12):
        order = rng.permutation(rows)
        for a in range(0, len(order), 2048):
            r = order[a : a + 2048]
            x, offsets, scale = linear.gather(data, r)
            out = bag(x >> CATEGORY_SHIFT, offsets, per_sample_weights=scale) + bias
            loss = (
                F.cross_entropy(out, torch.from_numpy(y[r]), reduction="none") * torch.from_numpy(w[r])
            ).mean()
            loss = loss + 2e-7 * (bag.weight**2).sum()
            for g in opt.param_groups:
                g["lr"] = 0.03 * (1 - steps / total) + 1e-4
            opt.zero_grad()
            loss.backward()
            opt.step()
            steps += 1
    return bag.weight.detach().numpy().copy(), bias.detach().numpy().copy()


def run(sheets: list) -> dict[str, np.ndarray]:
    data = linear.pack(sheets)
    place = {n: k for k, n in enumerate(NAMES)}
    y = np.concatenate(
        [np.array([place.get(c, -1 if not c else 2) for c in s.cat], np.int64) for s in sheets]
    )
    rs = np.concatenate([np.full(s.n, s.doc.variant == "rs") for s in sheets])
    w = data["w"] * np.where(rs, 1, 0.4).astype(np.float32)
    right = n = 0
    per: dict[str, list[int]] = {c: [0, 0] for c in NAMES}
    for f in (0, 2):
        W, b = fit(data, y, np.flatnonzero((y >= 0) & (data["fold"] != f)), w)
        test = np.flatnonzero((y >= 0) & (data["fold"] == f) & rs)
        x, offsets, scale = linear.gather(data, test)
        got = (
            F.embedding_bag(
                x >> CATEGORY_SHIFT, torch.from_numpy(W), offsets, mode="sum", per_sample_weights=scale
            ).numpy()
            + b
        )
        hit = got.argmax(1) == y[test]
        right, n = right + int(hit.sum()), n + len(test)
        for c, h in zip(y[test], hit, strict=True):
            per[NAMES[c]][0] += int(h)
            per[NAMES[c]][1] += 1
    print("category accuracy on rs", right / n, {c: f"{a}/{b}" for c, (a, b) in per.items()}, flush=True)
    W, b = fit(data, y, np.flatnonzero(y >= 0), w)
    q, scale = linear.quantised(W)
    (WORK / "category.json").write_text(json.dumps({"accuracy": right / n, "each": per}))
    bias = b.astype(np.float32)
    return {
        "category.weights": q,
        "category.scale": scale,
        "category.bias": bias,
        "category.names": np.array(NAMES),
    }


if __name__ == "__main__":
    import pickle

    np.savez(WORK / "category.npz", **run(pickle.load((WORK / "sheets.pkl").open("rb"))))
