"""The feed channel: RSS 2.0 (RSS Board profile) of whole articles, written through feedgen.

feedgen's habits are kept at bay here: it prepends entries, stamps the clock on a channel without a date,
takes the last link as the channel's own, and fails on characters that XML cannot hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from outputs.address import base_url, leaflet_url, newest_first, page_url
from outputs.edition import Artifact, Edition, Item, Site
from outputs.language import direction
from outputs.markup import blocks_html, escape
from outputs.plain import clean
from outputs.summary import summary
from pipeline.version import __version__

if TYPE_CHECKING:
    from feedgen.entry import FeedEntry
    from feedgen.feed import FeedGenerator

FEED_PATH = "feed.xml"
FEED_TYPE = "application/rss+xml"
# Articles come daily at most: readers that obey the field ask four times a day.
_TTL_MINUTES = 360
_DOCS = "https://www.rssboard.org/rss-specification"


def render_feed(edition: Edition) -> tuple[Artifact, ...]:
    """Render `feed.xml`: every article whole, newest first.

    Raises ValueError when the edition has no article: an empty feed would empty its readers.
    """
    items = newest_first(edition)
    if not items:
        raise ValueError("an edition without articles has no feed")
    feed = _channel(edition, items)
    for item in items:
        _add_entry(feed, edition, item)
    data: bytes = feed.rss_str(pretty=True)
    return (Artifact(FEED_PATH, FEED_TYPE, data),)


def content_html(edition: Edition, item: Item) -> Markup:
    """Render an article for a reader that shows nothing else: pictures, dek, blocks, link to the leaflet.

    Every address in it is absolute. The language and direction of the article stand around it.
    """
    article = item.article
    parts = [
        Markup("<p><strong>{}</strong></p>").format(escape(article.dek)) if article.dek else Markup(""),
        blocks_html(article.blocks, base=base_url(edition.site, item), images=article.images),
    ]
    if edition.leaflet_size(item):
        address = escape(leaflet_url(edition.site, item))
        parts.append(Markup('<p><a href="{}">Leaflet to print (PDF)</a></p>').format(address))
    body = Markup("\n").join(part for part in parts if part)
    return Markup('<div lang="{}" dir="{}">\n{}\n</div>').format(
        escape(article.language), direction(article.language), body
    )


def _channel(edition: Edition, items: tuple[Item, ...]) -> FeedGenerator:
    from feedgen.feed import FeedGenerator

    from outputs.feed_elements import FeedElements, ItemElements

    site = edition.site
    feed = FeedGenerator()
    feed.register_extension("handbill", FeedElements, ItemElements)
    feed.title(clean(site.title))
    feed.description(clean(site.description or site.title))
    # The last link becomes the channel's own.
    feed.link(href=site.url + FEED_PATH, rel="self", type=FEED_TYPE)
    feed.link(href=site.url, rel="alternate", type="text/html")
    feed.language(site.language)
    feed.lastBuildDate(max(max(item.published, item.updated) for item in items))
    feed.generator(f"handbill {__version__}")
    feed.docs(_DOCS)
    feed.ttl(_TTL_MINUTES)
    return feed


def _add_entry(feed: FeedGenerator, edition: Edition, item: Item) -> None:
    article, site = item.article, edition.site
    entry: FeedEntry = feed.add_entry(order="append")
    # The title is plain text; the two bodies are HTML (RSS Best Practices Profile, description).
    entry.title(clean(article.title))
    entry.guid(item.tag, permalink=False)
    entry.link(href=page_url(site, item))
    entry.description(str(escape(summary(article))))
    entry.content(str(content_html(edition, item)))
    entry.published(item.published)
    entry.updated(item.updated)
    entry.handbill.creator = clean(article.byline or _author(site))
    entry.handbill.updated = item.updated if item.updated > item.published else None
    entry.handbill.language = "" if article.language == site.language else article.language
    size_bytes = edition.leaflet_size(item)
    if size_bytes:
        entry.enclosure(leaflet_url(site, item), str(size_bytes), "application/pdf")


def _author(site: Site) -> str:
    return site.author or site.title
