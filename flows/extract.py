"""What a release needs of a reading, in memory and as the bytes that are kept of it between runs."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from typing import NamedTuple, TypeAlias

from flows import block_list, plain_bytes
from flows.identity import content_hash
from flows.likeness import Sketch, sketch
from flows.report import counts_of
from flows.stored import Texts, Values, stored, values_of
from pipeline.model import Article, Block, Fate, Notice, Reading
from pipeline.readability import Measure, Readability, readability

# A judge that is less sure than this would as soon have said something else.
_DOUBT = 0.5
Counts: TypeAlias = tuple[tuple[str, int], ...]
# What `pack` writes of all but the text, its sketch and its measures.
Brief: TypeAlias = tuple[
    Values,
    Counts,
    Counts,
    tuple[tuple[str, str, tuple[int, ...]], ...],
    str,
    str,
    tuple[str, float, bool] | None,
    tuple[int, ...],
]


class Extract(NamedTuple):
    """An article with what is reported of its reading.

    `counts` are its lines by fate, `rules` the removed ones by rule; `content_hash` and `sketch` are those of
    `flows.identity` and `flows.likeness`. `given` is the id that the source gives itself, `grade` the first
    grade of its readability, if it has one; `doubtful` are the lines that were judged with little confidence.
    """

    article: Article
    counts: Counts
    rules: Counts
    notices: tuple[Notice, ...]
    content_hash: str
    sketch: Sketch
    given: str
    grade: Measure | None
    doubtful: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """An extract as bytes: all but the text and its sketch, the sketch, and the text, compressed."""

    head: bytes
    sketch: Sketch
    body: bytes


def extract(reading: Reading) -> Extract:
    """Take from a reading what a release needs."""
    return _extract(reading, readability(reading.article.blocks, reading.article.language))


def _extract(reading: Reading, measured: Readability) -> Extract:
    removed = Counter(v.rule or "tagger" for v in reading.audit.verdicts if v.fate is Fate.REMOVED)
    return Extract(
        reading.article,
        counts_of(reading),
        tuple(sorted(removed.items())),
        tuple(dict.fromkeys((*reading.raw.notices, *reading.audit.notices))),
        content_hash(reading.article),
        sketch(reading.article),
        reading.raw.given.id or reading.raw.given.url,
        next((each for each in measured.measures[:1] if each.is_grade), None),
        tuple(v.n for v in reading.audit.verdicts if v.confidence < _DOUBT),
    )


def pack(reading: Reading) -> Packed:
    """Write as bytes what a release needs of a reading."""
    found = readability(reading.article.blocks, reading.article.language)
    made = _extract(reading, found)
    measures = tuple((intern(each.name), each.value, each.is_grade) for each in found.measures)
    brief: Brief = (
        values_of(made.article),
        _interned(made.counts),
        _interned(made.rules),
        tuple((intern(str(each.code)), str(each.message), each.lines) for each in made.notices),
        made.content_hash,
        str(made.given),
        measures[0] if made.grade else None,
        made.doubtful,
    )
    head = (brief, (intern(str(found.language)), found.words, found.sentences, measures))
    body = zlib.compress(block_list.dump(made.article.blocks), 1)
    return Packed(plain_bytes.dump(head), made.sketch, body)


def _interned(counts: Counts) -> Counts:
    """Have each name written, and read again, once for all."""
    return tuple((intern(str(name)), count) for name, count in counts)


def brief_of(head: bytes) -> Brief:
    """Read what `pack` wrote, but for the measures; `head` must be whole."""
    brief: Brief = plain_bytes.load(head)[0]
    return brief


def measures_of(head: bytes) -> Readability:
    """Read the measures that `pack` wrote; `head` must be whole."""
    language, words, sentences, measures = plain_bytes.load(head)[1]
    return Readability(language, words, sentences, tuple(Measure(*each) for each in measures))


def unpack(brief: Brief, marks: Sketch, texts: Texts, key: str, mark: bytes = b"") -> Extract:
    """Make an extract, whose text is read from `texts` when it is asked for; `mark` stands for all of it."""
    values, counts, rules, notices, content_hash, given, grade, doubtful = brief
    return Extract(
        stored(texts, key, mark, values),
        _one(counts),
        _one(rules),
        tuple(Notice(*each) for each in notices) if notices else (),
        content_hash,
        marks,
        given,
        _measure(*grade) if grade else None,
        doubtful,
    )


@lru_cache(maxsize=4096)
def _one(counts: Counts) -> Counts:
    """Return counts: thousands of articles share a few."""
    return counts


@lru_cache(maxsize=4096)
def _measure(name: str, value: float, is_grade: bool) -> Measure:
    return Measure(name, value, is_grade)


def unpack_blocks(body: bytes) -> tuple[Block, ...]:
    """Read the text of an article. Raises ValueError when the bytes are not what `pack` wrote."""
    try:
        return block_list.load(zlib.decompress(body))
    except (zlib.error, TypeError, KeyError) as error:
        raise ValueError(str(error)) from error
