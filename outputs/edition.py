"""What a channel receives and returns: an edition of articles in, artifacts out.

A channel is a function of the edition alone: the same edition gives the same bytes. The clock, the disk
and the network stay outside; `built_at` is passed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol, TypeAlias

from pipeline.model import Article, Notice


@dataclass(frozen=True, slots=True)
class Site:
    """Where the release is published; `url` ends in a slash and every link starts there."""

    title: str
    url: str
    description: str = ""
    language: str = "en"
    author: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """In whose name a leaflet or a newsletter is handed out.

    `color` is "#rrggbb"; `logo` is an SVG or PNG file's content with `logo_type` its media type, or empty.
    `slug` names the folder of its leaflets; it is empty for the site's own brand.
    """

    name: str
    tagline: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    hours: tuple[str, ...] = ()
    color: str = "#0b5563"
    logo: bytes = b""
    logo_type: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Printing:
    """How the leaflets of an edition are printed.

    `format` is a name of `outputs.leaflet.FORMATS`; `ink` is "full", "low" or "black". With `marks` a sheet
    has 3 mm of bleed and crop marks, for a print shop. `pdf_ua` is the part of ISO 14289 that is followed, 1
    or 2. A review is due `review_months` after the last update; 0 names none.
    """

    format: str = "a4"
    ink: str = "full"
    marks: bool = False
    pdf_ua: int = 1
    review_months: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """What the editors say of an article, and when they said it (with an offset)."""

    text: str
    stated: dt.datetime


class Item(NamedTuple):
    """An article with its identity. Thousands are made in each run, in a quarter of a dataclass's time.

    `id` is the catalogue's name of it, `tag` its `tag:` URI (RFC 4151): neither changes. `slug` names its
    files. `published` and `updated` have an offset; `published` is the first publication, kept for ever.
    `topics` are the categories that the settings give it. `correction` says what was put right;
    `retraction` why the article was taken back, and the article is then only a notice.
    """

    article: Article
    id: str
    tag: str
    slug: str
    published: dt.datetime
    updated: dt.datetime
    source: str = ""
    notices: tuple[Notice, ...] = ()
    topics: tuple[str, ...] = ()
    correction: Statement | None = None
    retraction: Statement | None = None


@dataclass(frozen=True, slots=True)
class Newsletter:
    """How an issue is addressed and made; `issue` names its folder, and texts are empty where not configured.

    `shape` is "full" (whole articles) or "digest" (a lead article and teasers). `corrected` are ids of
    articles that readers have had: the issue only says what was put right in them, or why they were taken
    back. `merge_tags` is a name of `outputs.newsletter.links.MERGE_TAGS`. With `remote_images` a mail shows
    the articles' pictures, which tells their hosts who opens it.
    """

    issue: str = ""
    subject: str = ""
    preheader: str = ""
    unsubscribe_url: str = ""
    postal_address: str = ""
    shape: str = "full"
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    list_id: str = ""
    unsubscribe_mail: str = ""
    merge_tags: str = "none"
    remote_images: bool = False
    utm_source: str = ""
    utm_medium: str = "email"
    utm_campaign: str = ""
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with a feed of its own; `slug` names its folder."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What the feeds are to say and hold beyond the articles.

    `hub` is a WebSub hub's address, `license` that of the terms of use, `rights` a line about them; all may
    be empty. `topics` have feeds of their own, and with `by_language` so has every language.
    """

    hub: str = ""
    rights: str = ""
    license: str = ""
    topics: tuple[Topic, ...] = ()
    by_language: bool = False


@dataclass(frozen=True, slots=True)
class Archived:
    """What the feed archives of earlier editions hold; `count` is the number of the newest one, or 0.

    `held` maps an item's tag to the date (RFC 3339) of the version that they hold last.
    """

    held: Mapping[str, str] = field(default_factory=dict)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of a release: a relative POSIX path, its media type and its bytes.

    `notices` are what a person should know of how it was made.
    """

    path: str
    media_type: str
    data: bytes
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A leaflet that is printed: its path in the release, its brand's slug and the name of its format."""

    path: str
    brand: str
    format: str
    size_bytes: int


class Entries(Protocol):
    """Entries of feeds that were written before, by article: a text for each format."""

    def find(self, item: Item) -> tuple[str, ...] | None:
        """Return an article's entry where it would be written the same, else None."""

    def keep(self, item: Item, texts: tuple[str, ...]) -> None:
        """Keep an article's entry."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A set of articles, newest first, with the site, the brand and the moment.

    `leaflets` maps an item's id to the size in bytes of its leaflet as `printing` says, for enclosures; it is
    empty while leaflets are still to be rendered. `printed` maps it to all its leaflets, in every brand and
    format. `archives` says what the feed archives of earlier editions hold; they go on as they are. `sent`
    names the issues of the newsletter that were sent; they go on as they are too. `rows` are rows of the
    index that are rendered already, by item; the others are rendered with it. `entries` knows entries of the
    feeds that are written already.
    """

    site: Site
    brand: Brand
    items: tuple[Item, ...]
    built_at: dt.datetime
    newsletter: Newsletter = field(default_factory=Newsletter)
    leaflets: Mapping[str, int] = field(default_factory=dict)
    feed: Feed = field(default_factory=Feed)
    archives: Archived = field(default_factory=Archived)
    printing: Printing = field(default_factory=Printing)
    printed: Mapping[str, tuple[Sheet, ...]] = field(default_factory=dict)
    sent: tuple[str, ...] = ()
    rows: Mapping[str, str] = field(default_factory=dict)
    entries: Entries | None = None

    def standing(self) -> Edition:
        """Return the edition without the articles that were taken back."""
        return replace(self, items=tuple(item for item in self.items if not item.retraction))

    def leaflet_size(self, item: Item) -> int:
        """Return the bytes of an item's leaflet, 0 where it has none."""
        return self.leaflets.get(item.id, 0)


# The files may be made one by one, as they are asked for: those of a large site are more than memory is.
Channel: TypeAlias = Callable[[Edition], Iterable[Artifact]]
ItemChannel: TypeAlias = Callable[[Edition, Item], tuple[Artifact, ...]]


def article_path(item: Item) -> str:
    """Return the folder of an article's page, relative to the release, ending in a slash."""
    return f"articles/{item.slug}/"


def leaflet_path(edition: Edition, item: Item) -> str:
    """Return the path of an article's leaflet in an edition's brand and format, relative to the release."""
    folder = f"leaflets/{edition.brand.slug}/" if edition.brand.slug else "leaflets/"
    return f"{folder}{item.slug}.{edition.printing.format}.pdf"
