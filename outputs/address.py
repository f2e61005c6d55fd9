"""The order and the addresses that all channels share."""

from __future__ import annotations

from urllib.parse import quote

from outputs.edition import Edition, Item, Site, article_path, leaflet_path


def newest_first(edition: Edition) -> tuple[Item, ...]:
    """Return the items by first publication, newest first; ties are broken by id, ascending."""
    by_id = sorted(edition.items, key=lambda item: item.id)
    return tuple(sorted(by_id, key=lambda item: item.published, reverse=True))


def page_url(site: Site, item: Item) -> str:
    """Return the absolute address of an article's page."""
    return site.url + quote(article_path(item))


def leaflet_url(site: Site, item: Item) -> str:
    """Return the absolute address of an article's leaflet."""
    return site.url + quote(leaflet_path(item))


def base_url(site: Site, item: Item) -> str:
    """Return the address that an article's relative links start from: its source, else its page."""
    return item.article.source_url or page_url(site, item)


def newsletter_path(issue: str) -> str:
    """Return the path of an issue's page, relative to the release."""
    return f"newsletter/{issue}/newsletter.html"
