"""Who an article is: its id, `tag:` URI, slug and dates, given once and remembered for good.

Pure: the catalogue's records and the moment are passed in, new records come out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from flows.likeness import Sketch, sketch
from pipeline.model import Article

_SLUG_LENGTH = 80
# Titles of which nothing but the words is in the slug, in a thirtieth of the time that others take.
_PLAIN_TITLE = re.compile(r"[A-Za-z0-9 .:?!()/-]*")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
# Hashes of earlier versions of an article that are remembered, by which an old copy of it is known.
_VERSIONS = 100
# Windows refuses these as file names; `index` would be ambiguous as a page.
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "index", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
)


class Status(StrEnum):
    """What became of an article in the last release that was made."""

    PUBLISHED = "published"
    REFUSED = "refused"  # its source was refused, and its last published version is carried on
    RETRACTED = "retracted"
    DUPLICATE = "duplicate"  # left out, because another article says the same
    PROPOSED = "proposed"  # its first release waits for approval
    VANISHED = "vanished"  # its source is gone


class Record(NamedTuple):
    """What is remembered of an article. Thousands are made in each run, in a quarter of a dataclass's time.

    `sketch` stands for its text when a renamed source is looked for, `given` is the id that the source gives
    itself, `recognised` says how the article was known again when its source had another name. `past` are
    the hashes of its earlier versions, the oldest first.
    """

    id: str
    tag: str
    key: str
    slug: str
    published: dt.datetime
    updated: dt.datetime
    first_seen: dt.datetime
    content_hash: str = ""
    sketch: Sketch = b""
    given: str = ""
    recognised: str = ""
    status: Status = Status.PUBLISHED
    past: tuple[str, ...] = ()


class Newcomer(NamedTuple):
    """An article to be named, with the key of its source and the id that this gives itself.

    `digest` and `marks` are its `content_hash` and its sketch.
    """

    key: str
    article: Article
    digest: str
    marks: Sketch
    given: str = ""


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


def newcomer(key: str, article: Article, given: str = "") -> Newcomer:
    """Return an article to be named."""
    return Newcomer(key, article, content_hash(article), sketch(article), given)


def slugify(title: str) -> str:
    """Return a safe ASCII file name of a title, at most 80 characters, cut between words; it may be empty."""
    if len(title) < _SLUG_LENGTH - 8 and _PLAIN_TITLE.fullmatch(title):
        slug = _BETWEEN_WORDS.sub("-", title.lower()).strip("-")
    else:
        from slugify import slugify as transliterate

        slug = transliterate(title, max_length=_SLUG_LENGTH - 8, word_boundary=True, save_order=True)
    return f"{slug}-article" if slug in _RESERVED else slug


def moment(date: dt.date, timezone: dt.tzinfo) -> dt.datetime:
    """Give a date its offset; a date without a time is midnight in the time zone."""
    if isinstance(date, dt.datetime):
        zoned = date if date.tzinfo else date.replace(tzinfo=timezone)
    else:
        zoned = dt.datetime.combine(date, dt.time(), tzinfo=timezone)
    # A fixed offset: two times of one zone are compared by their clocks' faces, which repeat an hour a year.
    return dt.datetime.fromisoformat(zoned.isoformat())


def follow(record: Record, new: Newcomer, when: Moment) -> Record:
    """Bring a known article's record up to date: id, tag, slug and first publication stay."""
    given = new.given or record.given
    if new.digest == record.content_hash:
        unchanged = (record.key, record.given) == (new.key, given)
        return record if unchanged else record._replace(key=new.key, given=given)
    # A record without a hash was recovered from a release: whether its text changed is not known.
    updated = _later(when.now, record.updated) if record.content_hash else record.updated
    if new.article.updated:
        updated = moment(new.article.updated, when.timezone)
    return record._replace(
        key=new.key,
        given=given,
        updated=max(updated, record.published),
        content_hash=new.digest,
        sketch=new.marks,
        past=_past(record, new),
    )


def _past(record: Record, new: Newcomer) -> tuple[str, ...]:
    """Add the hash of the version that is replaced to those before it."""
    before = (each for each in (*record.past, record.content_hash) if each and each != new.digest)
    return tuple(dict.fromkeys(before))[-_VERSIONS:]


def _later(now: dt.datetime, before: dt.datetime) -> dt.datetime:
    """Return now, or a second after `before` where the clock was set back: a change is always an update."""
    return max(now, before + dt.timedelta(seconds=1))


def first(new: Newcomer, ids: Collection[str], slugs: Collection[str], when: Moment) -> Record:
    """Return the record of an article that is seen for the first time; `ids` and `slugs` are taken."""
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
        content_hash=new.digest,
        sketch=new.marks,
        given=new.given,
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
