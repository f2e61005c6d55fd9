"""Keep the untrained features of all pages as flat memory-mapped arrays, for every step to start at once."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.features import Sheet

PARTS = ("own", "place", "near", "vectors", "y", "ok")


def write(sheets: list[Sheet], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name in PARTS:
        np.save(folder / f"{name}.npy", np.concatenate([getattr(s, name) for s in sheets]))
    docs = [
        {
            "id": s.doc.id,
            "variant": s.doc.variant,
            "dataset": s.doc.dataset,
            "fold": s.doc.fold,
            "n": s.n,
            "index": s.page.index.tolist(),
            "total": s.page.total,
            "cat": s.cat,
        }
        for s in sheets
    ]
    (folder / "docs.json").write_text(json.dumps(docs))


@dataclass(frozen=True, slots=True)
class Flat:
    own: np.ndarray
    place: np.ndarray
    near: np.ndarray
    vectors: np.ndarray
    y: np.ndarray
    ok: np.ndarray
    docs: list[dict]
    start: np.ndarray  # docs + 1
    fold: np.ndarray  # a line
    variant: np.ndarray  # a line

    def spans(self) -> list[tuple[int, int, dict]]:
        return [(int(a), int(b), d) for a, b, d in zip(self.start, self.start[1:], self.docs, strict=False)]


def read(folder: Path) -> Flat:
    docs = json.loads((folder / "docs.json").read_text())
    n = [d["n"] for d in docs]
    parts = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in PARTS}
    return Flat(
        **parts,
        docs=docs,
        start=np.concatenate([[0], np.cumsum(n)]),
        fold=np.repeat([d["fold"] for d in docs], n),
        variant=np.repeat([d["variant"] for d in docs], n),
    )
