"""What a release needs of a reading, in memory and as the bytes that are kept of it between runs."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap
from sys import intern
from typing import TypeAlias

from flows import block_list
from flows.identity import content_hash
from flows.likeness import Sketch, sketch
from flows.report import counts_of
from flows.stored import Texts, stored
from pipeline.model import Article, Block, Fate, Image, Notice, Reading
from pipeline.readability import Measure, Readability, readability

# A judge that is less sure than this would as soon have said something else.
_DOUBT = 0.5
Counts: TypeAlias = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """An article with what is reported of its reading.

    `counts` are its lines by fate, `rules` the removed ones by rule; `content_hash` and `sketch` are those of
    `flows.identity` and `flows.likeness`. `given` is the id that the source gives itself;
    `doubtful` are the lines that were judged with little confidence.
    """

    article: Article
    counts: Counts
    rules: Counts
    notices: tuple[Notice, ...]
    content_hash: str
    sketch: Sketch
    given: str
    readability: Readability
    doubtful: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """An extract as bytes: all but the text and its sketch, the sketch, and the text, compressed."""

    head: bytes
    sketch: Sketch
    body: bytes


def extract(reading: Reading) -> Extract:
    """Take from a reading what a release needs."""
    removed = Counter(v.rule or "tagger" for v in reading.audit.verdicts if v.fate is Fate.REMOVED)
    return Extract(
        reading.article,
        counts_of(reading),
        tuple(sorted(removed.items())),
        tuple(dict.fromkeys((*reading.raw.notices, *reading.audit.notices))),
        content_hash(reading.article),
        sketch(reading.article),
        reading.raw.given.id or reading.raw.given.url,
        readability(reading.article.blocks, reading.article.language),
        tuple(v.n for v in reading.audit.verdicts if v.confidence < _DOUBT),
    )


def pack(made: Extract) -> Packed:
    """Write an extract as bytes."""
    article, found = made.article, made.readability
    # A list in which each part has its place: thousands of them are read at the start of a run.
    head = [
        [article.title, article.dek, article.byline, article.language],
        [article.read_time, article.review_claim, article.source_url, article.source_site],
        [_text(article.published), _text(article.updated)],
        [[image.src, image.alt, image.line] for image in article.images],
        [made.counts, made.rules],
        [[notice.code, notice.message, notice.lines] for notice in made.notices],
        [made.content_hash, made.given],
        [found.language, found.words, found.sentences],
        [[each.name, each.value, each.is_grade] for each in found.measures],
        made.doubtful,
    ]
    body = zlib.compress(block_list.dump(made.article.blocks), 1)
    return Packed(json.dumps(head).encode("ascii"), made.sketch, body)


def unpack(head: bytes, marks: Sketch, texts: Texts, key: str, mark: bytes = b"") -> Extract:
    """Read an extract, whose text is read from `texts` whenever it is asked for; `mark` stands for all of it.

    Raises ValueError, TypeError or AttributeError when the bytes are not what `pack` wrote.
    """
    opening, sources, dates, images, totals, notices, names, words, measures, doubtful = json.loads(
        head.decode()
    )
    title, dek, byline, language = opening
    read_time, review_claim, source_url, source_site = sources
    published, updated = dates
    counts, rules = totals
    content_hash, given = names
    spoken, word_count, sentences = words
    article = stored(
        texts,
        key,
        mark,
        title,
        dek,
        byline,
        _date(published) if published else None,
        _date(updated) if updated else None,
        intern(language),
        read_time,
        review_claim,
        source_url,
        source_site,
        tuple(Image(*each) for each in images) if images else (),
    )
    return Extract(
        article,
        tuple(starmap(_pair, counts)),
        tuple(starmap(_pair, rules)),
        tuple(Notice(code, message, tuple(lines)) for code, message, lines in notices) if notices else (),
        content_hash,
        marks,
        given,
        Readability(
            intern(spoken),
            word_count,
            sentences,
            tuple(starmap(_measure, measures)),
        ),
        tuple(doubtful),
    )


def _text(date: dt.date | None) -> str:
    return date.isoformat() if date else ""


@lru_cache(maxsize=4096)
def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)


@lru_cache(maxsize=4096)
def _pair(name: str, count: int) -> tuple[str, int]:
    """Return a count: thousands of articles share a few."""
    return name, count


@lru_cache(maxsize=4096)
def _measure(name: str, value: float, is_grade: bool) -> Measure:
    return Measure(intern(name), value, is_grade)


def unpack_blocks(body: bytes) -> tuple[Block, ...]:
    """Read the text of an article. Raises ValueError when the bytes are not what `pack` wrote."""
    try:
        return block_list.load(zlib.decompress(body))
    except (zlib.error, TypeError, KeyError) as error:
        raise ValueError(str(error)) from error
