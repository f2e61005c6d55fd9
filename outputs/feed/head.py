"""What stands before the items of an RSS document, made by feedgen; the items are streamed by `writer`.

feedgen's habits are kept at bay: it stamps the clock on a channel without a date and takes the last link as
the channel's own. Namespaced elements go through an extension, in the shape that feedgen asks of one; its
base class is untyped and does nothing, so it is not inherited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outputs.feed.page import RSS_TYPE, STYLE, Page
from outputs.feed.text import guarded
from pipeline.version import __version__

if TYPE_CHECKING:
    from lxml.etree import _Element

_ATOM = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_DOCS = "https://www.rssboard.org/rss-specification"
# Articles come daily at most: readers that obey the field ask four times a day.
_TTL_MINUTES = 360


def rss_head(page: Page) -> str:
    """Write the head of an RSS document, up to the place of its first item."""
    from feedgen.feed import FeedGenerator

    channel = page.channel
    feed = FeedGenerator()
    feed.register_extension("handbill", _Extension, _Extension)
    feed.handbill.page = page
    feed.title(guarded(page.title))
    feed.description(guarded(channel.description or page.title))
    # The last link becomes the channel's own.
    feed.link(href=page.address(RSS_TYPE), rel="self", type=RSS_TYPE)
    feed.link(href=channel.url, rel="alternate", type="text/html")
    feed.language(channel.language)
    feed.lastBuildDate(page.updated)
    feed.generator(f"handbill {__version__}")
    feed.docs(_DOCS)
    feed.ttl(_TTL_MINUTES)
    if channel.rights:
        feed.copyright(guarded(channel.rights))
    if channel.email:
        name = channel.author.translate(str.maketrans("()", "[]"))
        feed.managingEditor(f"{channel.email} ({name})")
    if channel.logo:
        feed.image(url=channel.logo, title=guarded(page.title), link=channel.url)
    text: str = feed.rss_str(pretty=True, encoding="UTF-8", xml_declaration=False).decode()
    # The profile asks for hexadecimal references; in addresses they mean the same.
    head = text[: text.index("</channel>")].replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<?xml-stylesheet type="text/css" href="{page.to_root}{STYLE}"?>\n{head.rstrip()}\n'
    )


class _Extension:
    """The links of the document and the mark of an archive, which feedgen cannot write itself."""

    page: Page

    def extend_ns(self) -> dict[str, str]:
        """Return the prefixes that are used; feedgen adds `atom` and `content` itself."""
        return {"dc": _DUBLIN_CORE}

    def extend_rss(self, feed: _Element) -> _Element:
        """Append what this document has to the channel."""
        from lxml.etree import SubElement

        for link in self.page.links(RSS_TYPE):
            if link.rel == "self" or link.media_type == "text/html":
                continue
            element = SubElement(feed[0], f"{{{_ATOM}}}link", rel=link.rel, href=link.href)
            if link.media_type:
                element.set("type", link.media_type)
        if self.page.number:
            SubElement(feed[0], f"{{{_HISTORY}}}archive", nsmap={"fh": _HISTORY})
        return feed
