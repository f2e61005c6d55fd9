"""Read the lines of a page into flat arrays of characters and words, on which every later step calculates.

Words are runs of letters or digits, hashed by a rolling polynomial over the whole page, so that no loop over
words is needed.
Only the first and last characters of a very long line are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.tagger import chars
from pipeline.tagger.arrays import Floats, Ints, starts_of
from pipeline.tagger.hashing import Hashes, hash_spans
from pipeline.tagger.shape import SHAPE, shape_of

MAX_CHARS, TAIL_CHARS, MAX_WORDS = 1600, 200, 240
CHUNK_CHARS = 1 << 20


@dataclass(frozen=True, slots=True)
class Page:
    """The non-blank lines of a page. n lines, w words; word arrays are ordered by line, then by position."""

    index: Ints  # n: place among all lines
    total: int  # all lines, blank ones included
    blanks_before: Ints  # n
    blanks_after: Ints  # n
    length: Floats  # n: characters without surrounding space
    shape: Floats  # n x len(SHAPE): counts of kinds of characters and other facts
    bullet: Ints  # n: 0 none, 1 sign, 2 number
    word_line: Ints  # w: line number, 0..n-1
    word_place: Ints  # w: place in its line
    word_hash: Hashes  # w
    word_stems: Hashes  # w x 3: hashes without the last 1, 2, 3 characters, 0 when too short
    word_kind: Ints  # w: 1 initial capital, 2 all capitals, 4 digits, 8 a year 19xx or 20xx
    word_size: Ints  # w: characters
    word_start: Ints  # n + 1: first word of each line


def read(lines: Sequence[str]) -> Page:
    """Read a page; lines without a visible character are blank and only counted."""
    texts: list[str] = []
    index: list[int] = []
    indent: list[int] = []
    length: list[int] = []
    for i, line in enumerate(lines):
        text = line.strip()
        if text:
            index.append(i)
            texts.append(
                text if len(text) <= MAX_CHARS else text[: MAX_CHARS - TAIL_CHARS] + text[-TAIL_CHARS:]
            )
            length.append(len(text))
            head = line[:80]
            indent.append(len(head) - len(head.lstrip()))
    where = np.array(index, np.int64)
    gaps = np.diff(where, prepend=-1, append=len(lines)) - 1
    chunks = [_read_chunk(texts[a:b], a) for a, b in _chunks(texts)] or [_NOTHING]
    shape = np.concatenate([c.shape for c in chunks])
    shape[:, SHAPE.index("indent")] = indent
    owner = np.concatenate([c.line for c in chunks])
    place = np.arange(len(owner)) - starts_of(owner, len(where))[owner]
    keep = place < MAX_WORDS
    return Page(
        index=where,
        total=len(lines),
        blanks_before=gaps[:-1],
        blanks_after=gaps[1:],
        length=np.array(length, np.float32),
        shape=shape,
        bullet=np.concatenate([c.bullet for c in chunks]),
        word_line=owner[keep],
        word_place=place[keep],
        word_hash=np.concatenate([c.hashes for c in chunks])[keep],
        word_stems=np.concatenate([c.stems for c in chunks])[keep],
        word_kind=np.concatenate([c.kind for c in chunks])[keep],
        word_size=np.concatenate([c.size for c in chunks])[keep],
        word_start=starts_of(owner[keep], len(where)),
    )


def select(page: Page, rows: Ints, index: Ints) -> Page:
    """Return the page of some of its lines, which stand at new places.

    rows are line numbers in order, index their new places among all lines; no blank line is to follow them.
    """
    words, line, start = segments(page.word_start, rows)
    total = int(index[-1]) + 1 if len(index) else 0
    gaps = np.diff(index, prepend=-1, append=total) - 1
    return Page(
        index=index,
        total=total,
        blanks_before=gaps[:-1],
        blanks_after=gaps[1:],
        length=page.length[rows],
        shape=page.shape[rows],
        bullet=page.bullet[rows],
        word_line=line,
        word_place=page.word_place[words],
        word_hash=page.word_hash[words],
        word_stems=page.word_stems[words],
        word_kind=page.word_kind[words],
        word_size=page.word_size[words],
        word_start=start,
    )


def segments(start: Ints, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Return where the values of some lines stand, the new line of each, and where these begin.

    start says where the values of each line begin, and where the last ends.
    """
    sizes = np.diff(start)[rows]
    begin = np.concatenate([[0], np.cumsum(sizes)])
    places = np.repeat(start[rows] - begin[:-1], sizes) + np.arange(begin[-1])
    return places, np.repeat(np.arange(len(rows)), sizes), begin


def _chunks(texts: Sequence[str]) -> list[tuple[int, int]]:
    out, start, size = [], 0, 0
    for i, text in enumerate(texts):
        size += len(text)
        if size > CHUNK_CHARS:
            out.append((start, i + 1))
            start, size = i + 1, 0
    if start < len(texts):
        out.append((start, len(texts)))
    return out


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some lines of a page: shape and bullet a line, the rest a word."""

    shape: Floats
    bullet: Ints
    line: Ints
    size: Ints
    kind: Ints
    hashes: Hashes
    stems: Hashes


_NONE = np.zeros(0, np.int64)
_NOTHING = Chunk(
    np.zeros((0, len(SHAPE)), np.float32),
    _NONE,
    _NONE,
    _NONE,
    _NONE,
    np.zeros(0, np.uint64),
    np.zeros((0, 3), np.uint64),
)


def _read_chunk(texts: Sequence[str], offset: int) -> Chunk:
    n = len(texts)
    code = np.frombuffer("".join([t + "\n" for t in texts]).encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.fromiter((len(t) + 1 for t in texts), np.int64, n)
    last = np.cumsum(sizes) - 2
    first = last + 2 - sizes
    owner = np.repeat(np.arange(n), sizes)
    clipped = np.minimum(code, chars.LIMIT - 1)
    kind = chars.kinds()[clipped]
    low = chars.folded()[clipped]
    bullet, body = _bullets(code, kind, first, last)
    inside = (kind & chars.WORDLIKE) > 0
    inside[last + 1] = False
    edge = np.diff(inside.astype(np.int8), prepend=0)
    begin, end = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    line = owner[begin]
    real = begin >= body[line]
    begin, end, line = begin[real], end[real], line[real]
    size = end - begin
    hashes, stems = hash_spans(low, begin, end)
    upper = (kind & chars.UPPER) > 0
    digit = (kind & chars.DIGIT) > 0
    before = np.concatenate([[0], np.cumsum(upper)])
    caps = before[end] - before[begin]
    first_digit = digit[begin]
    century = low[begin] * 256 + low[np.minimum(begin + 1, len(low) - 1)]
    year = first_digit & (size == 4) & ((century == 0x3139) | (century == 0x3230))
    flags = upper[begin] * 1 + ((caps == size) & (size > 1)) * 2 + first_digit * 4 + year * 8
    shape = shape_of(code, kind, first, last, body)
    return Chunk(shape, bullet, line + offset, size, flags.astype(np.int64), hashes, stems)


def _bullets(
    code: NDArray[np.uint32], kind: NDArray[np.uint16], first: Ints, last: Ints
) -> tuple[Ints, Ints]:
    """Return the kind of bullet of each line, and where its text begins."""
    second = np.minimum(first + 1, last)
    spaced = (kind[second] & chars.SPACE) > 0
    sign = ((kind[first] & chars.BULLET) > 0) & spaced
    number = np.zeros(len(first), bool)
    body = np.where(sign, second, first)
    for digits in (1, 2, 3):
        at = np.minimum(first + digits, last)
        after = np.minimum(at + 1, last)
        lead = (kind[np.minimum(first + digits - 1, last)] & chars.DIGIT) > 0
        for k in range(digits - 1):
            lead &= (kind[np.minimum(first + k, last)] & chars.DIGIT) > 0
        hit = lead & ((code[at] == 46) | (code[at] == 41)) & ((kind[after] & chars.SPACE) > 0)
        number |= hit
        body = np.where(hit, after, body)
    return np.where(number, 2, np.where(sign, 1, 0)), body
