"""The three formats, item by item: text in, text out, in one pass and without a tree in memory.

RSS 2.0 (RSS Board profile), Atom (RFC 4287, retractions by RFC 6721, archives by RFC 5005) and JSON Feed 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from outputs.feed.entry import Entry
from outputs.feed.head import rss_head
from outputs.feed.page import ATOM_TYPE, JSON_TYPE, RSS_TYPE, STYLE, Page
from outputs.feed.text import escaped, guarded, rfc822, rfc3339, xml
from pipeline.version import __version__

_PDF = "application/pdf"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True, slots=True)
class Format:
    """How one format is written: what stands before the entries, each entry, between them, and after."""

    media_type: str
    head: Callable[[Page], str]
    entry: Callable[[Entry], str]
    between: str
    tail: str

    def write(self, page: Page, entries: Iterable[str]) -> Iterator[str]:
        """Yield a document piece by piece from entries that are written already."""
        yield self.head(page)
        for number, entry in enumerate(entries):
            yield f"{self.between}{entry}" if number else entry
        yield self.tail


def rss_item(entry: Entry) -> str:
    """Write an item; the description stands before the content, as the profile asks."""
    guid = f'<guid isPermaLink="false">{xml(entry.id)}</guid>'
    parts = [
        f"<title>{xml(guarded(entry.title))}</title>",
        f"<link>{xml(entry.link)}</link>",
        f"<description>{escaped(escaped(entry.summary))}</description>",
        f"<content:encoded>{escaped(entry.content)}</content:encoded>",
        f"<dc:creator>{xml(entry.author)}</dc:creator>",
        *(f"<category>{xml(topic)}</category>" for topic in entry.topics),
        guid,
        f"<pubDate>{rfc822(entry.published)}</pubDate>",
        f"<dc:language>{entry.language}</dc:language>",
    ]
    if entry.updated > entry.published:
        parts.append(f"<atom:updated>{rfc3339(entry.updated)}</atom:updated>")
    if entry.source:
        parts.append(f"<dc:source>{xml(entry.source)}</dc:source>")
    if entry.leaflet:
        parts.append(f'<enclosure url="{xml(entry.leaflet)}" length="{entry.leaflet_bytes}" type="{_PDF}"/>')
    return "<item>\n" + "\n".join(parts) + "\n</item>\n"


def atom_entry(entry: Entry) -> str:
    """Write an entry, or the tombstone of one that was retracted."""
    if entry.retracted:
        return (
            f'<at:deleted-entry xmlns:at="{_TOMBSTONES}" ref="{xml(entry.id)}" '
            f'when="{rfc3339(entry.updated)}">\n<at:comment>{xml(entry.retracted)}</at:comment>\n'
            "</at:deleted-entry>\n"
        )
    parts = [
        f"<id>{xml(entry.id)}</id>",
        f"<title>{xml(guarded(entry.title))}</title>",
        f'<link rel="alternate" type="text/html" href="{xml(entry.link)}"/>',
        f"<published>{rfc3339(entry.published)}</published>",
        f"<updated>{rfc3339(entry.updated)}</updated>",
        f"<author><name>{xml(entry.author)}</name></author>",
        *(f'<category term="{xml(topic)}"/>' for topic in entry.topics),
    ]
    if entry.leaflet:
        parts.append(
            f'<link rel="enclosure" type="{_PDF}" length="{entry.leaflet_bytes}" '
            f'href="{xml(entry.leaflet)}"/>'
        )
    if entry.source:
        parts.append(f'<link rel="via" href="{xml(entry.source)}"/>')
    parts.append(f'<summary type="html">{escaped(escaped(entry.summary))}</summary>')
    parts.append(f'<content type="html">{escaped(entry.content)}</content>')
    return f'<entry xml:lang="{entry.language}">\n' + "\n".join(parts) + "\n</entry>\n"


def json_item(entry: Entry) -> str:
    """Write an item; empty members are left out."""
    members: dict[str, object] = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.summary,
        "image": entry.image,
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated) if entry.updated > entry.published else "",
        "authors": [{"name": entry.author}],
        "tags": list(entry.topics),
        "language": entry.language,
        "attachments": _attachments(entry),
    }
    return _dump({name: value for name, value in members.items() if value})


def _attachments(entry: Entry) -> list[dict[str, object]]:
    if not entry.leaflet:
        return []
    return [{"url": entry.leaflet, "mime_type": _PDF, "size_in_bytes": entry.leaflet_bytes}]


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def atom_head(page: Page) -> str:
    """Write what stands before the entries of an Atom document."""
    channel = page.channel
    links = "".join(
        f'<link rel="{link.rel}"'
        + (f' type="{link.media_type}"' if link.media_type else "")
        + f' href="{xml(link.href)}"/>\n'
        for link in page.links(ATOM_TYPE)
    )
    email = f"<email>{xml(channel.email)}</email>" if channel.email else ""
    archive = '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/>\n' if page.number else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<?xml-stylesheet type="text/css" href="{page.to_root}{STYLE}"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{channel.language}">\n'
        f"<id>{xml(page.id)}</id>\n"
        f"<title>{xml(guarded(page.title))}</title>\n"
        + (f"<subtitle>{xml(guarded(channel.description))}</subtitle>\n" if channel.description else "")
        + f"<updated>{rfc3339(page.updated)}</updated>\n"
        f"<author><name>{xml(channel.author)}</name>{email}</author>\n"
        f"{links}{archive}"
        + (f"<logo>{xml(channel.logo)}</logo>\n" if channel.logo else "")
        + (f"<rights>{xml(guarded(channel.rights))}</rights>\n" if channel.rights else "")
        + f'<generator version="{__version__}">handbill</generator>\n'
    )


def json_head(page: Page) -> str:
    """Write what stands before the items of a JSON Feed."""
    channel = page.channel
    members: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.title,
        "home_page_url": channel.url,
        "feed_url": page.address(JSON_TYPE),
        "next_url": page.older(JSON_TYPE),
        "description": channel.description,
        "icon": channel.logo,
        "authors": [{"name": channel.author}],
        "language": channel.language,
        "hubs": [{"type": "WebSub", "url": channel.hub}] if channel.hub and not page.number else [],
    }
    body = _dump({name: value for name, value in members.items() if value})
    return f'{body[:-1]}, "items": [\n'


FORMATS = (
    Format(RSS_TYPE, rss_head, rss_item, "", "</channel>\n</rss>\n"),
    Format(ATOM_TYPE, atom_head, atom_entry, "", "</feed>\n"),
    Format(JSON_TYPE, json_head, json_item, ",\n", "\n]}\n"),
)
