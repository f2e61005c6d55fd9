"""Facts of a line that need no other line: lengths, characters, word groups, first and last words."""

import numpy as np

from pipeline.tagger.arrays import Floats, Ints, summed
from pipeline.tagger.hashing import word_hashes
from pipeline.tagger.reading import Page
from pipeline.tagger.shape import SHAPE
from pipeline.tagger.vocabulary import GROUPS, Vocabulary

_SHARES = ("letters", "digits", "marks", "wide")
_FLAGS = (
    "ends_stop", "ends_quote", "ends_colon", "ends_comma", "ends_ellipsis", "ends_digit", "ends_letter",
    "first_lower", "first_digit", "first_mark", "first_quote",
)  # fmt: skip
_COUNTS = (
    "emoji", "arrows", "money", "commas", "asks", "bangs", "ats", "copyright", "slashes", "colons",
    "parens", "hashes", "doubles", "sentences", "dashes", "braces", "semicolons", "equals",
)  # fmt: skip
_WORDS = (
    "log_length", "log_words", "upper_share", "word_length", "capital_share", "shout_share", "digit_words",
    "years", "bullet_sign", "bullet_number", "indent", "last_capital", "unknown_share", "distinct_share",
    "address",
)  # fmt: skip
NAMES: tuple[str, ...] = (
    *_WORDS,
    *_SHARES,
    *_FLAGS,
    *_COUNTS,
    *("n_" + g for g in GROUPS),
    *("share_" + g for g in GROUPS),
    *("first_" + g for g in GROUPS),
)
PLACE = {name: k for k, name in enumerate(NAMES)}


def own_features(page: Page, rows: Ints, vocabulary: Vocabulary) -> Floats:
    """Return n x len(NAMES) facts; rows are the vocabulary rows of the words."""
    words = np.diff(page.word_start).astype(np.float32)
    least = np.maximum(words, 1)
    shape = {name: page.shape[:, k] for k, name in enumerate(SHAPE)}
    size = np.maximum(shape["letters"] + shape["digits"] + shape["marks"], 1)
    kind = page.word_kind
    per_word = np.column_stack(
        [
            page.word_size,
            kind & 1,
            (kind >> 1) & 1,
            (kind >> 2) & 1,
            (kind >> 3) & 1,
            rows == len(vocabulary.hashes),
        ]
    ).astype(np.float32)
    sums = summed(per_word, page.word_start)
    groups = vocabulary.groups[rows]
    counts = summed(groups, page.word_start)
    first = np.zeros_like(counts)
    some = words > 0
    first[some] = groups[page.word_start[:-1][some]]
    last_capital = np.zeros(len(words), np.float32)
    last_capital[some] = kind[page.word_start[1:][some] - 1] & 1
    web = np.isin(page.word_hash, _WEB).astype(np.float32)
    columns = [
        np.log1p(page.length),
        np.log1p(words),
        shape["uppers"] / np.maximum(shape["letters"], 1),
        sums[:, 0] / least,
        sums[:, 1] / least,
        sums[:, 2] / least,
        np.minimum(sums[:, 3], 9),
        np.minimum(sums[:, 4], 3),
        page.bullet == 1,
        page.bullet == 2,
        np.minimum(shape["indent"], 12),
        last_capital,
        sums[:, 5] / least,
        _distinct(page, least),
        summed(web, page.word_start) > 0,
    ]
    columns += [shape[name] / size for name in _SHARES] + [shape[name] for name in _FLAGS]
    columns += [np.minimum(shape[name], 12) for name in _COUNTS]
    out = np.column_stack([*columns, np.minimum(counts, 6), counts / least[:, None], first])
    return out.astype(np.float32)


def _distinct(page: Page, least: Floats) -> Floats:
    """Return the share of different words in each line, by sorting (line, hash) pairs."""
    if not len(page.word_line):
        return np.zeros(len(least), np.float32)
    key = page.word_hash ^ (page.word_line.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))
    ordered = np.sort(key)
    fresh = np.append(True, ordered[1:] != ordered[:-1])
    order = np.argsort(key, kind="stable")
    return np.bincount(page.word_line[order[fresh]], minlength=len(least)).astype(np.float32) / least


_WEB = word_hashes(["http", "https", "www", "com", "org", "net", "io"])
