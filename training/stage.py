"""Run the left-out n-gram models over all pages: scores and coherence that never saw their page."""

import pickle

import numpy as np

from pipeline.tagger import ngrams
from pipeline.tagger.assembly import content_share
from pipeline.tagger.coherence import coherence_features
from training import linear
from training.corpus import FOLDS
from training.features import Sheet, vocabulary
from training.paths import THREADS, WORK

OUTER = (*range(FOLDS), -1)  # -1: the model that ships


def model_for(outer: int, fold: int) -> tuple[int, ...]:
    return tuple(sorted({outer, fold} - {-1}))


def scored(sheets: list[Sheet], models: dict, vocab, outer: int) -> tuple[np.ndarray, np.ndarray]:
    """Return n-gram scores and coherence of all lines of all sheets in order."""
    P, C = [], []
    for s in sheets:
        q, scale, bias = models[model_for(outer, s.doc.fold)]
        p = scored_one(s, q, scale, bias)
        P.append(p)
        C.append(coherence_features(s.page, s.rows, s.vectors, vocab, content_share(p)))
    return np.concatenate(P), np.concatenate(C)


def scored_one(s: Sheet, q, scale, bias) -> np.ndarray:
    return ngrams.scores(s.grams, q.astype(np.float32) * scale if q.dtype == np.int8 else q, bias)


def run() -> None:
    sheets: list[Sheet] = pickle.load((WORK / "sheets.pkl").open("rb"))
    vocab, _ = vocabulary(WORK / "static.npz")
    data = linear.pack(sheets)
    models = {}
    for left in linear.left_out_sets():
        models[left] = linear.fit_left_out(data, left, 8, 5e-7)
        print("n-grams without", left, flush=True)
    pickle.dump(models, (WORK / "linear.pkl").open("wb"))
    models = {k: (q.astype(np.float32) * s, s, b) for k, (q, s, b) in models.items()}
    for outer in OUTER:
        P, C = scored(sheets, models, vocab, outer)
        assert np.isfinite(P).all()
        assert np.isfinite(C).all()
        np.savez(WORK / f"stage.{outer}.npz", P=P, C=C)
        print("stage", outer, P.shape, C.shape, flush=True)


if __name__ == "__main__":
    import torch

    torch.set_num_threads(THREADS)
    run()
