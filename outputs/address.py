"""The order and the addresses that all channels share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar
from urllib.parse import quote, urlsplit

from outputs.edition import Edition, Item, Site, article_path, leaflet_path

T = TypeVar("T")


def newest_first(edition: Edition) -> tuple[Item, ...]:
    """Return the items by first publication, newest first; ties are broken by id, ascending."""
    return tuple(in_order(edition.items, item_of=lambda item: item))


def in_order(things: Iterable[T], *, item_of: Callable[[T], Item]) -> list[T]:
    """Order things by the first publication of their items, newest first; ties are broken by id."""
    by_id = sorted(things, key=lambda thing: item_of(thing).id)
    return sorted(by_id, key=lambda thing: item_of(thing).published, reverse=True)


def page_url(site: Site, item: Item) -> str:
    """Return the absolute address of an article's page."""
    return ascii_url(site.url) + quote(article_path(item))


def leaflet_url(edition: Edition, item: Item) -> str:
    """Return the absolute address of an article's leaflet."""
    return ascii_url(edition.site.url) + quote(leaflet_path(edition, item))


def ascii_url(address: str) -> str:
    """Return an address as URI (RFC 3986): the host by IDNA, other characters by their UTF-8 in percent.

    An address that has no such form is returned as it is.
    """
    if address.isascii():
        return address
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        place = f"{host}:{parts.port}" if parts.port else host
    except (UnicodeError, ValueError):
        return address
    rest = (quote(part, safe="/%:@!$&'()*+,;=-._~?") for part in (parts.path, parts.query, parts.fragment))
    return parts._replace(netloc=place, path=next(rest), query=next(rest), fragment=next(rest)).geturl()


def base_url(site: Site, item: Item) -> str:
    """Return the address that an article's relative links start from: its source, else its page."""
    return item.article.source_url or page_url(site, item)


def issue_path(issue: str) -> str:
    """Return the folder of an issue, relative to the release, ending in a slash."""
    return f"newsletter/{issue}/"


def issue_url(edition: Edition) -> str:
    """Return the absolute address of the issue's page."""
    return ascii_url(edition.site.url) + quote(issue_path(edition.newsletter.issue))
