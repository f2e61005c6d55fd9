"""One label a line from the probabilities alone, as the figures of the model without the rules are made."""

from dataclasses import dataclass

import numpy as np

from pipeline.tagger import LABELS
from pipeline.tagger.arrays import Floats, Ints

TITLE = LABELS.index("title")


@dataclass(frozen=True, slots=True)
class Cut:
    """Where decisions fall; all are chosen on out-of-fold predictions."""

    removal: float
    title_floor: float = 0.1
    title_rescue: float = 0.9
    title_gain: float = 1.6


def labels_of(removed: Floats, kinds: Floats, cut: Cut) -> Ints:
    """Return the label number of each line.

    removed (n) is the probability of removal, kinds (n x 11) the joint probabilities, removal first.
    """
    n = len(removed)
    if not n:
        return np.zeros(0, np.int64)
    kept = kinds.copy()
    kept[:, 0] = 0
    kept /= kept.sum(axis=1, keepdims=True) + 1e-6
    standing = removed < cut.removal
    chance = np.where(standing, 1, np.where(removed < cut.title_rescue, (1 - removed) * cut.title_gain, 0))
    title = kept[:, TITLE] * chance
    best = int(title.argmax())
    rest = kept.copy()
    rest[:, TITLE] = -1
    out = np.where(standing, rest.argmax(axis=1), 0)
    if title[best] > cut.title_floor:
        out[best] = TITLE
    return out
