"""Code-point tables: kinds of characters and lower-case forms, looked up for a whole page at once."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

LETTER, UPPER, DIGIT, SPACE, MARK, EMOJI, STOP, QUOTE, BULLET, ARROW, WIDE, MONEY = (
    1 << k for k in range(12)
)
WORDLIKE = LETTER | DIGIT
LIMIT = 0x20000


def _marked(table: NDArray[np.uint16], chars: str, bit: int) -> None:
    table[[ord(c) for c in chars]] |= bit


def _every_char() -> NDArray[np.str_]:
    """Return the characters of all code points below LIMIT, in a form that numpy asks at once."""
    return np.arange(LIMIT, dtype=np.uint32).view("U1")


@cache
def kinds() -> NDArray[np.uint16]:
    """Return the bit mask of every code point below LIMIT; higher ones are clipped to the last entry."""
    chars = _every_char()
    table = np.full(LIMIT, MARK, np.uint16)
    table[np.strings.isspace(chars)] = SPACE
    table[:32] = SPACE
    table[[0xFEFF, 0x200B, 0x200C, 0x200D, 0xAD]] = SPACE
    table[np.strings.isdigit(chars)] = DIGIT
    table[np.strings.isalpha(chars)] = LETTER
    table[np.strings.isalpha(chars) & np.strings.isupper(chars)] = LETTER | UPPER
    table[0x1F000:0x1FB00] |= EMOJI
    table[0x2600:0x27C0] |= EMOJI
    table[0x2E80:0xA4D0] |= WIDE
    table[0xAC00:0xD7B0] |= WIDE
    _marked(table, ".!?\u2026\u3002\uff01\uff1f", STOP)
    _marked(table, "\"'\u2018\u2019\u201c\u201d\u00ab\u00bb", QUOTE)
    _marked(
        table,
        "\u2022\u25cf\u25cb\u25aa\u25ab\u25e6\u2023\u2043\u2219\u00b7*-\u2013\u2014\u27a2\u2713\u2714",
        BULLET,
    )
    _marked(
        table,
        "\u2190\u2191\u2192\u2193\u203a\u2039\u00bb\u00ab>|\u00b7\u25b6\u25b8\u25ba\u2197\u21d2\u276f",
        ARROW,
    )
    _marked(table, "$\u20ac\u00a3\u00a5\u20b9%", MONEY)
    return table


SIGNS = {
    "commas": ",", "asks": "?", "bangs": "!", "ats": "@", "copyright": "\u00a9\u00ae\u2122", "slashes": "/",
    "colons": ":", "parens": "()", "hashes": "#&", "dashes": "-\u2013\u2014", "braces": "{}[]<>",
    "semicolons": ";", "equals": "=_\\",
}  # fmt: skip


@cache
def signs() -> NDArray[np.uint16]:
    """Return the bit mask of every code point below LIMIT: bit k for the k-th of SIGNS."""
    table = np.zeros(LIMIT, np.uint16)
    for k, group in enumerate(SIGNS.values()):
        _marked(table, group, 1 << k)
    return table


@cache
def folded() -> NDArray[np.uint32]:
    """Return the lower-case form of every code point below LIMIT, itself where that is no one character."""
    table = np.arange(LIMIT, dtype=np.uint32)
    chars = _every_char()
    for code in np.flatnonzero(np.strings.isupper(chars) | np.strings.istitle(chars)).tolist():
        low = chr(code).lower()
        if len(low) == 1:
            table[code] = ord(low)
    table[0x2019] = ord("'")
    return table
