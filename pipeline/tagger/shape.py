"""Count the kinds of characters of every line and note how it begins and ends."""

import numpy as np
from numpy.typing import NDArray

from pipeline.tagger import chars
from pipeline.tagger.arrays import Floats, Ints, per_line

SHAPE = (
    "letters", "uppers", "digits", "marks", "indent", "ends_stop", "ends_quote", "ends_colon", "ends_comma",
    "ends_ellipsis", "ends_digit", "ends_letter", "first_lower", "first_digit", "first_mark", "first_quote",
    "emoji", "arrows", "wide", "money", "commas", "asks", "bangs", "ats", "copyright", "slashes", "colons",
    "parens", "hashes", "doubles", "sentences", "dashes", "braces", "semicolons", "equals",
)  # fmt: skip


def shape_of(
    code: NDArray[np.uint32], kind: NDArray[np.uint16], first: Ints, last: Ints, body: Ints
) -> Floats:
    """Return n x len(SHAPE) counts and flags; first and last end each line, its text begins at body."""
    out = np.zeros((len(first), len(SHAPE)), np.float32)

    def put(name: str, values: NDArray[np.generic]) -> None:
        out[:, SHAPE.index(name)] = values

    for name, bit in (
        ("letters", chars.LETTER), ("uppers", chars.UPPER), ("digits", chars.DIGIT), ("marks", chars.MARK),
        ("emoji", chars.EMOJI), ("arrows", chars.ARROW), ("wide", chars.WIDE), ("money", chars.MONEY),
    ):  # fmt: skip
        put(name, per_line((kind & bit) > 0, first))
    sign = chars.signs()[np.minimum(code, chars.LIMIT - 1)]
    for k, name in enumerate(chars.SIGNS):
        put(name, per_line((sign & (1 << k)) > 0, first))
    space = (kind & chars.SPACE) > 0
    gap = space[:-1] & space[1:] & (code[:-1] != 10) & (code[1:] != 10)
    put("doubles", per_line(np.append(gap, False), first))
    stop = (kind & chars.STOP) > 0
    upper = (kind & (chars.UPPER | chars.QUOTE)) > 0
    turn = stop[:-2] & space[1:-1] & upper[2:] & (code[1:-1] != 10)
    put("sentences", per_line(np.append(turn, [False, False][: min(2, len(code))])[: len(code)], first))
    end, start = kind[last], kind[np.minimum(_skip_space(space, body), last)]
    put("ends_stop", (end & chars.STOP) > 0)
    put("ends_quote", ((end & chars.QUOTE) > 0) | (code[last] == 41))
    put("ends_colon", code[last] == 58)
    put("ends_comma", code[last] == 44)
    put(
        "ends_ellipsis",
        (code[last] == 0x2026) | ((code[last] == 46) & (code[np.maximum(last - 1, first)] == 46)),
    )
    put("ends_digit", (end & chars.DIGIT) > 0)
    put("ends_letter", (end & chars.LETTER) > 0)
    put("first_lower", ((start & chars.LETTER) > 0) & ((start & (chars.UPPER | chars.WIDE)) == 0))
    put("first_digit", (start & chars.DIGIT) > 0)
    put("first_mark", (start & chars.MARK) > 0)
    put("first_quote", (start & chars.QUOTE) > 0)
    return out


def _skip_space(space: NDArray[np.bool_], at: Ints) -> Ints:
    solid = np.flatnonzero(~space)
    return solid[np.minimum(np.searchsorted(solid, at), len(solid) - 1)] if len(solid) else at
