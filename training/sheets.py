"""Read the bench, make the augmented pages, compute the untrained features, keep them."""

import pickle

from training import corpus, features, flat
from training.paths import BENCH, WORK

if __name__ == "__main__":
    docs = corpus.load(BENCH / "dev")
    docs += corpus.augmented(docs, 2, 11)
    vocab, _ = features.vocabulary(WORK / "static.npz")
    sheets = [features.sheet(d, vocab) for d in docs]
    pickle.dump(sheets, (WORK / "sheets.pkl").open("wb"), protocol=5)
    flat.write(sheets, WORK / "flat")
    print("sheets", len(sheets), sum(s.n for s in sheets))
