"""A feed document's own facts: its title, its addresses, and its place in the row of archives (RFC 5005)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from outputs.address import ascii_url
from outputs.edition import Edition, Site
from outputs.feed.text import line

RSS_PATH, ATOM_PATH, JSON_PATH = "feed.xml", "atom.xml", "feed.json"
RSS_TYPE, ATOM_TYPE, JSON_TYPE = "application/rss+xml", "application/atom+xml", "application/feed+json"
PATHS = {RSS_TYPE: RSS_PATH, ATOM_TYPE: ATOM_PATH, JSON_TYPE: JSON_PATH}
STYLE = "feed.css"
LOGO_PATH = "logo.png"


@dataclass(frozen=True, slots=True)
class Channel:
    """What all documents of a site's feeds say of the site, cleaned."""

    title: str
    url: str
    description: str
    language: str
    author: str
    email: str = ""
    hub: str = ""
    rights: str = ""
    license: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a document; `media_type` is empty where none is known."""

    rel: str
    href: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One document: the subscription (`number` 0) or an archive, the oldest of which is number 1.

    `folder` is empty for the whole site's feed, else ends in a slash. `archives` is the number of the
    newest archive known: the one that the subscription points to.
    """

    channel: Channel
    title: str
    updated: dt.datetime
    folder: str = ""
    number: int = 0
    archives: int = 0

    @property
    def id(self) -> str:
        """Return what stands for the feed itself: the same in all its documents, as RFC 5005 asks."""
        return self.channel.url + self.folder

    @property
    def to_root(self) -> str:
        """Return the relative way to the release's root."""
        return "../" * self.folder.count("/")

    def path(self, media_type: str, number: int | None = None) -> str:
        """Return the path of this document, or of another in its row, in a format."""
        name, dot, ending = PATHS[media_type].rpartition(".")
        at = self.number if number is None else number
        return f"{self.folder}{name}-archive-{at}{dot}{ending}" if at else f"{self.folder}{name}{dot}{ending}"

    def address(self, media_type: str, number: int | None = None) -> str:
        """Return the absolute address of `path`."""
        return self.channel.url + self.path(media_type, number)

    def older(self, media_type: str) -> str:
        """Return the address of the document with the items before these, or nothing."""
        before = self.number - 1 if self.number else self.archives
        return self.address(media_type, before) if before else ""

    def links(self, media_type: str) -> Iterator[Link]:
        """Yield the links of this document in a format, its own address first."""
        yield Link("self", self.address(media_type), media_type)
        yield Link("alternate", self.channel.url, "text/html")
        if self.number:
            yield Link("current", self.address(media_type, 0), media_type)
        else:
            for other in PATHS:
                if other != media_type:
                    yield Link("alternate", self.address(other), other)
            if self.channel.hub:
                yield Link("hub", self.channel.hub)
        if older := self.older(media_type):
            yield Link("prev-archive", older, media_type)
        if self.number and self.number < self.archives:
            yield Link("next-archive", self.address(media_type, self.number + 1), media_type)
        if self.channel.license:
            yield Link("license", self.channel.license)


def channel_of(edition: Edition) -> Channel:
    """Gather what an edition's feeds say of the site."""
    site: Site = edition.site
    title = line(site.title) or site.url
    return Channel(
        title=title,
        url=ascii_url(site.url),
        description=line(site.description),
        language=site.language,
        author=line(site.author) or title,
        email=site.email,
        hub=ascii_url(edition.feed.hub),
        rights=line(edition.feed.rights),
        license=ascii_url(edition.feed.license),
        logo=ascii_url(site.url) + LOGO_PATH if edition.brand.logo_type == "image/png" else "",
    )
