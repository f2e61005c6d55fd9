"""Join what is known of every line into the inputs of the trees and of the network."""

import numpy as np

from pipeline.tagger.arrays import Floats, beside, ranks, shifted, windowed

ALT, OTHER, TITLE, HEADING, PARAGRAPH, LIST, META = 0, 1, 2, 4, 5, 6, 11  # columns of the n-gram scores


def content_share(scores: Floats) -> Floats:
    """Return how surely each line is kept, from its n-gram log-probabilities."""
    kept: Floats = 1 - np.exp(scores[:, ALT]) - np.exp(scores[:, OTHER])
    return np.clip(kept, 0, 1)


def score_features(scores: Floats) -> Floats:
    """Return n x 42: the scores of a line, those of its neighbours, and means around, before and after it."""
    p = np.exp(scores)
    kept = content_share(scores)[:, None]
    some = p[:, [TITLE, HEADING, LIST, META]]
    parts = [scores, np.log(kept + 0.01)]
    parts += shifted(kept, (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5), -1)
    parts += shifted(some, (-1, 1), -1)
    parts += windowed(kept, (2, 5, 12, 30))
    n = len(p)
    total = np.cumsum(kept, axis=0)
    at = np.arange(1, n + 1, dtype=np.float32)[:, None]
    parts += [
        total / at,
        (total[-1:] - total + kept) / (n + 1 - at),
        np.broadcast_to(total[-1:] / max(n, 1), (n, 1)),
    ]
    title = p[:, [TITLE]]
    parts += [np.minimum(ranks((-title[:, 0]).argsort(kind="stable")), 5), title - title.max(initial=0)]
    parts += windowed(p[:, [LIST, ALT]], (3,))
    return beside(parts)


def tree_input(own: Floats, place: Floats, near: Floats, scores: Floats, coherence: Floats) -> Floats:
    """Return what the first forest looks at."""
    return np.concatenate([own, place, near, score_features(scores), coherence], axis=1)


def net_input(own: Floats, place: Floats, scores: Floats, coherence: Floats) -> Floats:
    """Return what the network looks at, before the facts of the second stage."""
    return np.concatenate([own, place, np.maximum(scores, -8), coherence], axis=1)
