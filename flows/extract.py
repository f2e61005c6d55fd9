"""What a release needs of a reading, in memory and as the bytes that are kept of it between runs."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from flows.identity import content_hash
from flows.likeness import sketch
from flows.reading_grade import readability_json, readability_of
from flows.report import counts_of
from flows.stored import stored
from outputs import article_json
from outputs.edition import Item
from pipeline.model import Article, Block, Fate, Notice, Reading
from pipeline.readability import Readability, readability

# A judge that is less sure than this would as soon have said something else.
_DOUBT = 0.5
_NO_DATE = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
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
    sketch: tuple[str, ...]
    given: str
    readability: Readability
    doubtful: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """An extract as bytes: all but the text, and the text, compressed."""

    head: bytes
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
    bare = replace(made.article, blocks=())
    head = {
        "article": article_json.dump_compact(_item(bare, made.notices)).decode("utf-8"),
        "counts": dict(made.counts),
        "rules": dict(made.rules),
        "content_hash": made.content_hash,
        "sketch": " ".join(made.sketch),
        "given": made.given,
        "readability": readability_json(made.readability),
        "doubtful": made.doubtful,
    }
    body = article_json.dump_compact(_item(made.article, ()))
    return Packed(json.dumps(head).encode("ascii"), zlib.compress(body, 1))


def unpack(head: bytes, load: Callable[[], tuple[Block, ...]], mark: str = "") -> Extract:
    """Read an extract, whose text is read with `load` whenever it is asked for; `mark` stands for both.

    Raises ValueError, KeyError or TypeError when the bytes are not what `pack` wrote.
    """
    found = json.loads(head)
    item = article_json.load(found["article"].encode("utf-8"))
    return Extract(
        stored(item.article, load, mark),
        _counts(found["counts"]),
        _counts(found["rules"]),
        item.notices,
        str(found["content_hash"]),
        tuple(str(found["sketch"]).split()),
        str(found["given"]),
        readability_of(found["readability"]),
        tuple(map(int, found["doubtful"])),
    )


def unpack_blocks(body: bytes) -> tuple[Block, ...]:
    """Read the text of an article. Raises ValueError when the bytes are not what `pack` wrote."""
    try:
        return article_json.load(zlib.decompress(body)).article.blocks
    except zlib.error as error:
        raise ValueError(str(error)) from error


def _item(article: Article, notices: tuple[Notice, ...]) -> Item:
    return Item(article, "", "", "", _NO_DATE, _NO_DATE, notices=notices)


def _counts(found: Mapping[str, int]) -> Counts:
    return tuple((str(name), int(count)) for name, count in found.items())
