"""Find the width at which a flat text was wrapped, and the lines that continue the one before.

Mail, government documents and pages saved as text break their paragraphs at 60 to 100 columns. A greedy
writer breaks a line where the next word does not fit: that word tells a line that was broken from one that
ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from pipeline.page import BULLET, NUMBER

# Below 40 columns stand poems, menus and labels, above 120 paragraphs of one line.
NARROWEST, WIDEST = 40, 120
# A width is proved by so many breaks; by most of the long lines that have another below them; by lower case
# after most of the breaks; by little text in wider lines. Of 2308 texts of labelled pages, three are wrapped:
# .99 of their long lines break, .91 run on, none is wider. No other has both the first and the last.
_BREAKS = 4
_AGREEING = 0.6
_RUNNING_ON = 0.5
_WIDER = 0.2
# Writers that level the lengths of lines leave at most so much of the width empty.
_LEVEL = 0.8
# Longer words are addresses, or lines of a script that sets no spaces: they would fit nowhere.
_WORD_CHARS = 30

_COLUMNS = re.compile(r"\S(?:\t| {3,})\s*\S")
_WORDS = re.compile(r"[^\W_]|^\s*\S{1,2}$")  # the second: the asterisk that a line ended with
_DASHES = "-–—"
_ENDS = (".", "!", "?", ":")
_BREAKS_OFF = re.compile(r"[\w,’'-]$")
_SENTENCE_ENDS = re.compile(r"[.!?][\"”’')\]]*$")
_SENTENCE = re.compile(r"[.!?][\"”’')\]]*(?: |$)|:$")
_LABEL_CHARS = 40


def find_breaks(texts: Sequence[str]) -> frozenset[int]:
    """Return the indices of the lines that continue the one before; none in a text that is not wrapped.

    Trailing space does not count. Lines are those of plain text: markup would tell the paragraphs.
    """
    lengths = [len(text) for text in texts]
    wide = sum(n for n, text in zip(lengths, texts, strict=True) if n > WIDEST and " " in text)
    if wide > _WIDER * sum(lengths):
        return frozenset()
    rows = [text.rstrip().expandtabs() for text in texts]
    width = _width(rows)
    return frozenset() if width is None else _continuing(rows, width)


def _width(rows: Sequence[str]) -> int | None:
    """Return the width at which a text was wrapped, the least of several, or None.

    It is the one at which most lines are broken: they fit, and the next word would not have fitted as well.
    """
    below = [i for i in range(1, len(rows)) if _is_text(rows[i - 1]) and _is_text(rows[i])]
    below = [i for i in below if not BULLET.match(rows[i]) and not NUMBER.match(rows[i])]
    steps = [0] * (WIDEST + 2)
    for i in below:
        least, most = len(rows[i - 1]), _length_with_next(rows, i) - 1
        if most - least <= _WORD_CHARS and most >= NARROWEST and least <= WIDEST:
            steps[max(least, NARROWEST)] += 1
            steps[min(most, WIDEST) + 1] -= 1
    counts = list(accumulate(steps))
    breaks = max(counts)
    width = counts.index(breaks)
    broken = [i for i in below if len(rows[i - 1]) <= width < _length_with_next(rows, i)]
    long = sum(2 * len(rows[i - 1]) >= width for i in below)
    running = sum(_runs_on(rows[i]) for i in broken)
    wider = sum(len(row) for row in rows if len(row) > width and " " in row.strip())
    proved = (
        breaks >= max(_BREAKS, _AGREEING * long)
        and running >= _RUNNING_ON * len(broken)
        and wider <= _WIDER * sum(map(len, rows))
    )
    return width if proved else None


def _continuing(rows: Sequence[str], width: int) -> frozenset[int]:
    """Return the lines of a wrapped text that continue the one before.

    A line is broken where the next word would not have fitted, or, for writers that level the lengths, in
    the middle of a sentence. All lines of a paragraph but the first are indented alike.
    """
    found: set[int] = set()
    opening = 0
    for i in range(1, len(rows)):
        if (
            _is_text(rows[i - 1])
            and _is_text(rows[i])
            and (opening == i - 1 or _indent(rows[i]) == _indent(rows[i - 1]))
            and (width < _length_with_next(rows, i) or _is_within_sentence(rows, i, width))
            and not _opens_item(rows, i, opening)
            and not _adds_label(rows, i)
        ):
            found.add(i)
        else:
            opening = i
    return frozenset(found)


def _is_text(row: str) -> bool:
    """Say whether a line holds words, and is no row of a table and no quoted mail."""
    return bool(_WORDS.search(row)) and not row.lstrip().startswith(">") and not _COLUMNS.search(row)


def _length_with_next(rows: Sequence[str], i: int) -> int:
    """Return how long the line before would have been with the first word of this one."""
    return len(rows[i - 1]) + 1 + len(rows[i].split(None, 1)[0])


def _is_within_sentence(rows: Sequence[str], i: int, width: int) -> bool:
    above = rows[i - 1]
    return len(above) >= _LEVEL * width and _runs_on(rows[i]) and bool(_BREAKS_OFF.search(above))


def _runs_on(row: str) -> bool:
    first = row.lstrip()[0]
    return first.isalpha() and first == first.lower()


def _opens_item(rows: Sequence[str], i: int, opening: int) -> bool:
    """Say whether a line opens with the mark of an item.

    Within a sentence a dash may be an aside and a number its last word ("for age" / "12. Ask"), after a
    quotation a dash names its speaker, unless the paragraph, which began at `opening`, is of the same list.
    """
    bullet, number = BULLET.match(rows[i]), NUMBER.match(rows[i])
    first_bullet, first_number = BULLET.match(rows[opening]), NUMBER.match(rows[opening])
    if number is not None:
        value = int(number["number"])
        follows = first_number is not None and value == int(first_number["number"]) + 1
        return value <= 1 or follows or rows[i - 1].endswith(_ENDS)
    if bullet is None or bullet["mark"] not in _DASHES or rows[i - 1].endswith(_ENDS):
        return bullet is not None
    listed = first_bullet is not None and first_bullet["mark"] == bullet["mark"]
    quoted = rows[i - 1].endswith(("”", '"', "’"))
    return listed or not (quoted or _runs_on(rows[i][bullet.end() :]))


def _adds_label(rows: Sequence[str], i: int) -> bool:
    """Say whether a line is a label under a sentence ("Updated: 9 May"): short, last, no sentence itself."""
    if not _SENTENCE_ENDS.search(rows[i - 1]) or (i + 1 < len(rows) and rows[i + 1]):
        return False
    row = rows[i].lstrip()
    return len(row) <= _LABEL_CHARS and row[0].isupper() and not _SENTENCE.search(row)


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
