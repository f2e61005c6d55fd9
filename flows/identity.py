"""Who an article is: its id, `tag:` URI, slug and dates, given once and remembered for good.

Pure: the catalogue's records and the moment are passed in, new records come out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from pipeline.model import Article, block_text

# The share of equal word triples above which a source without a known name is a known article, renamed
# and edited: with 0.4, two fifths of its words may be new. Two different articles on one subject share less
# than a tenth (among 158 articles, some of them on one subject: at most 0.05).
SAME_ARTICLE = 0.4
_SKETCH_SIZE = 64
_SLUG_LENGTH = 80
# Windows refuses these as file names; `index` would be ambiguous as a page.
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "index", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
)


@dataclass(frozen=True, slots=True)
class Record:
    """What is remembered of an article; `sketch` stands for its text when a renamed source is looked for."""

    id: str
    tag: str
    key: str
    slug: str
    published: dt.datetime
    updated: dt.datetime
    first_seen: dt.datetime
    content_hash: str = ""
    sketch: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An article with the key of its source, to be named.

    `digest` and `marks` are its `content_hash` and `sketch`, where they are known already.
    """

    key: str
    article: Article
    digest: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """What identity depends on besides the article: the site's address, the time zone and the present."""

    site_url: str
    timezone: dt.tzinfo
    now: dt.datetime


def stable_id(site_url: str, key: str, attempt: int = 0) -> str:
    """Return the id that a source gets at first sight: 16 hexadecimal figures."""
    salt = f"\n{attempt}" if attempt else ""
    return hashlib.sha256(f"{site_url}\n{key}{salt}".encode()).hexdigest()[:16]


def tag_uri(site_url: str, article_id: str, year: int) -> str:
    """Return the article's `tag:` URI (RFC 4151): the site's host and the year of first publication."""
    host = urlsplit(site_url).hostname or "localhost"
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        host = "localhost"
    return f"tag:{host},{year:04d}:article/{article_id}"


def content_hash(article: Article) -> str:
    """Hash what a reader would notice: the article without the line numbers of its source."""
    bare = replace(
        article,
        blocks=tuple(replace(block, lines=()) for block in article.blocks),
        images=tuple(replace(image, line=0) for image in article.images),
    )
    return hashlib.sha256(repr(bare).encode("utf-8", "backslashreplace")).hexdigest()


def sketch(article: Article) -> tuple[str, ...]:
    """Return the smallest hashes of the word triples of an article (bottom-k sketch, Broder 1997)."""
    text = " ".join([article.title, *(block_text(block) for block in article.blocks)])
    words = re.findall(r"\w+", text.casefold())
    triples = {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
    hashes = {hashlib.sha256(triple.encode("utf-8", "replace")).hexdigest()[:12] for triple in triples}
    return tuple(sorted(hashes)[:_SKETCH_SIZE])


def _digest(new: Newcomer) -> str:
    return new.digest or content_hash(new.article)


def _marks(new: Newcomer) -> tuple[str, ...]:
    return new.marks or sketch(new.article)


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """Estimate from two sketches the share of word triples that two articles have in common, 0 to 1."""
    smallest = sorted({*one, *other})[:_SKETCH_SIZE]
    common = set(one) & set(other)
    return sum(mark in common for mark in smallest) / len(smallest) if smallest else 0.0


def slugify(title: str) -> str:
    """Return a safe ASCII file name of a title, at most 80 characters, cut between words; it may be empty."""
    from slugify import slugify as transliterate

    slug = transliterate(title, max_length=_SLUG_LENGTH - 8, word_boundary=True, save_order=True)
    return f"{slug}-article" if slug in _RESERVED else slug


def moment(date: dt.date, timezone: dt.tzinfo) -> dt.datetime:
    """Give a date its offset; a date without a time is midnight in the time zone."""
    if isinstance(date, dt.datetime):
        return date if date.tzinfo else date.replace(tzinfo=timezone)
    return dt.datetime.combine(date, dt.time(), tzinfo=timezone)


def name_all(
    newcomers: Sequence[Newcomer],
    records: Sequence[Record],
    present: Collection[str],
    when: Moment,
) -> dict[str, Record]:
    """Name every article of a run: source key to record, in the order of the keys.

    An article is known by its source's key; failing that, by its content, when the source of the known
    article is no longer `present` (renamed), the same or very alike; else it is new. Records that are not
    among the newcomers keep their ids and slugs.
    """
    known = {record.key: record for record in records}
    strangers = sorted((new for new in newcomers if new.key not in known), key=lambda new: new.key)
    orphans = [record for record in records if record.key not in present]
    moved = _recognise(strangers, orphans)
    ids = {record.id for record in records}
    slugs = {record.slug for record in records}
    named: dict[str, Record] = {}
    for new in sorted(newcomers, key=lambda new: new.key):
        record = known.get(new.key) or moved.get(new.key)
        record = _follow(record, new, when) if record else _first(new, ids, slugs, when)
        ids.add(record.id)
        slugs.add(record.slug)
        named[new.key] = record
    return named


def _recognise(strangers: Sequence[Newcomer], orphans: Sequence[Record]) -> Mapping[str, Record]:
    """Pair renamed sources with their records, the likest first; ties go by key."""
    if not strangers or not orphans:
        return {}
    pairs: list[tuple[float, str, str, Record]] = []
    for new in strangers:
        exact, marks = _digest(new), _marks(new)
        for record in orphans:
            score = 2.0 if record.content_hash == exact else likeness(marks, record.sketch)
            if score >= SAME_ARTICLE:
                pairs.append((-score, new.key, record.key, record))
    found: dict[str, Record] = {}
    taken: set[str] = set()
    for _, key, _, record in sorted(pairs, key=lambda pair: pair[:3]):
        if key not in found and record.id not in taken:
            found[key] = record
            taken.add(record.id)
    return found


def _follow(record: Record, new: Newcomer, when: Moment) -> Record:
    """Bring a known article's record up to date: id, tag, slug and first publication stay."""
    digest = _digest(new)
    if digest == record.content_hash:
        return record if record.key == new.key else replace(record, key=new.key)
    # A record without a hash was recovered from a release: whether its text changed is not known.
    updated = when.now if record.content_hash else record.updated
    if new.article.updated:
        updated = moment(new.article.updated, when.timezone)
    return replace(
        record,
        key=new.key,
        updated=max(updated, record.published),
        content_hash=digest,
        sketch=_marks(new),
    )


def _first(new: Newcomer, ids: Collection[str], slugs: Collection[str], when: Moment) -> Record:
    article, attempt = new.article, 0
    while (article_id := stable_id(when.site_url, new.key, attempt)) in ids:
        attempt += 1
    date = article.published or article.updated
    published = moment(date, when.timezone) if date else when.now
    updated = moment(article.updated, when.timezone) if article.updated else published
    return Record(
        id=article_id,
        tag=tag_uri(when.site_url, article_id, published.year),
        key=new.key,
        slug=_free_slug(article.title, article_id, slugs),
        published=published,
        updated=max(updated, published),
        first_seen=when.now,
        content_hash=_digest(new),
        sketch=_marks(new),
    )


def _free_slug(title: str, article_id: str, taken: Collection[str]) -> str:
    return free_slug(slugify(title) or f"article-{article_id[:8]}", taken)


def free_slug(slug: str, taken: Collection[str]) -> str:
    """Return a slug that is not taken, with a number behind it where needed."""
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free
