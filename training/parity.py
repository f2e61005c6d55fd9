"""Check that the shipped code gives the probabilities that were measured: the models and pages of fold 0.

Lines that clearly stay may differ in the second decimal, for the shipped code asks one forest less of them.
"""

import sys

import numpy as np

from pipeline.tagger import Model
from pipeline.tagger.weights import from_arrays
from training import flat
from training.assemble import mixed
from training.evaluate import gold
from training.paths import WORK

if __name__ == "__main__":
    F = flat.read(WORK / "flat")
    P = mixed(F, sys.argv[1], sys.argv[2].split(","))
    model = Model(from_arrays(dict(np.load(WORK / "fold-0.npz"))))
    gaps = []
    for a, b, d in F.spans():
        if d["fold"] == 0 and d["variant"] in ("rs", "tight"):
            text = [x["text"] for x in gold()[d["id"], d["variant"]]["lines"]]
            gaps.append(np.abs(np.array(model.look(text).removed) - P[a:b, 0]))
    every = np.concatenate(gaps)
    print("worst gap", every.max(), "mean", every.mean())
