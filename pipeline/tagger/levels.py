"""Relative levels of headings: a small forest says whether each stands under, beside or above the last."""

import numpy as np

from pipeline.tagger.arrays import Floats, Ints
from pipeline.tagger.forest import Forest, raw_scores, softmax
from pipeline.tagger.own import PLACE
from pipeline.tagger.reading import Page

LEVELS = 4
_LOOKS = (
    "log_words", "log_length", "capital_share", "upper_share", "ends_colon", "ends_stop", "asks",
    "first_digit", "digit_words", "bullet_sign", "bullet_number", "indent", "first_ask", "n_seq", "n_stop",
    "first_act", "colons", "n_unit", "first_lower",
)  # fmt: skip


def pair_features(at: Ints, page: Page, own: Floats, vectors: Floats, openings: Ints) -> Floats:
    """Return (h - 1) x f facts of each heading after the first; at holds the lines of h headings in order."""
    h = len(at)
    looks = own[at][:, [PLACE[name] for name in _LOOKS]]
    a, b = looks[:-1], looks[1:]
    k = np.arange(1, h)
    before = np.concatenate([looks[:1], looks[:-2]]) if h > 1 else looks[:0]
    gap = np.diff(at)
    after = np.append(gap[1:], len(page.index) - at[-1]) if h > 1 else gap
    chars = np.concatenate([[0], np.cumsum(page.length)])
    between = np.log1p(chars[at[1:]] - chars[at[:-1] + 1])
    follows = (
        np.append(between[1:], np.log1p(chars[-1] - chars[np.minimum(at[-1] + 1, len(page.index))]))
        if h > 1
        else between
    )
    preceding = np.concatenate([gap[:1], gap[:-1]])
    near = (vectors[at[:-1]] * vectors[at[1:]]).sum(axis=1)
    top = (vectors[at[1:]] * vectors[:1]).sum(axis=1)
    same = openings[at[:-1]] == openings[at[1:]]
    grand = openings[np.concatenate([at[:1], at[:-2]])] == openings[at[1:]] if h > 1 else same
    span = np.maximum(looks.std(axis=0), 0.2)
    columns = [
        np.minimum(gap, 40),
        np.minimum(after, 40),
        np.minimum(preceding, 40),
        gap == 1,
        after == 1,
        between,
        follows,
        between - np.log1p(np.mean(np.expm1(between))) if h > 1 else between,
        near,
        top,
        same,
        grand,
        (np.abs(a - b) / span).sum(axis=1),
        (np.abs(before - b) / span).sum(axis=1),
        k / h,
        np.full(h - 1, np.log1p(h)),
        np.log1p(h - k),
        np.full(h - 1, (gap == 1).mean() if h > 1 else 0),
        page.blanks_before[at[1:]],
        page.blanks_after[at[1:]],
        page.blanks_before[at[:-1]],
        np.full(h - 1, np.median(gap) if h > 1 else 0),
        k == 1,
    ]
    return np.hstack([np.column_stack(columns), a, b, b - a, b - looks.mean(axis=0)]).astype(np.float32)


def levels_of(  # noqa: PLR0913, PLR0917 (what is known of the page)
    forest: Forest, at: Ints, page: Page, own: Floats, vectors: Floats, openings: Ints
) -> Ints:
    """Return a level from 1 for each heading: the likeliest sequence of steps down, along and up."""
    if len(at) < 2:
        return np.ones(len(at), np.int64)
    return best_levels(
        np.log(softmax(raw_scores(forest, pair_features(at, page, own, vectors, openings))) + 1e-6)
    )


def best_levels(steps: Floats) -> Ints:
    """Return h levels for h - 1 rows of log-probabilities of up, along and down, by Viterbi."""
    move = np.sign(np.arange(LEVELS)[None] - np.arange(LEVELS)[:, None]) + 1
    jump = np.maximum(np.arange(LEVELS)[None] - np.arange(LEVELS)[:, None] - 1, 0) * -1.0
    score = -0.3 * np.arange(LEVELS)
    back = []
    for row in steps:
        reach = score[:, None] + row[move] + jump
        back.append(reach.argmax(axis=0))
        score = reach.max(axis=0)
    path = [int(score.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    out = np.array(path[::-1], np.int64)
    raised: Ints = out - out.min() + 1
    return raised
