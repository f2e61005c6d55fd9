"""The web pages of a release: one for each article with its JSON, and its row of the index.

The pages ask for nothing from elsewhere but the pictures of the source, and carry no script. The links
between them are relative, so that they work from a folder as well as from the site.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from outputs import article_json
from outputs.address import base_url, page_url
from outputs.edition import Artifact, Edition, Item, article_path, leaflet_path
from outputs.feed.page import ATOM_PATH, JSON_PATH, RSS_PATH
from outputs.language import direction, spoken_date
from outputs.leaflet.formats import FORMATS
from outputs.markup import FRAMED, blocks_html, safe_href
from outputs.plain import clean
from outputs.summary import summary
from outputs.template import render

HTML = "text/html; charset=utf-8"
_TO_ROOT = "../../"


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where a page's links lead, relative to the page; empty where there is nothing."""

    root: str
    style: str
    feed: str
    atom: str
    json: str
    index: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article was taken from; `address` is empty when unknown or unsafe."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Download:
    """A leaflet as a page offers it: the name of its format, its address and its size."""

    title: str
    address: str
    size: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as pages show it: its words cleaned, its dates spoken, its addresses relative."""

    title: str
    dek: str
    summary: str
    byline: str
    read_time: str
    language: str
    direction: str
    published: str
    published_iso: str
    updated: str
    updated_iso: str
    page: str
    leaflet: str
    leaflet_size: str
    further: tuple[Download, ...]
    correction: str
    corrected: str


def render_page(edition: Edition, item: Item) -> tuple[Artifact, ...]:
    """Render an article's page and its JSON into the article's folder."""
    article = item.article
    html = render(
        "page.html",
        site=edition.site,
        brand=edition.brand,
        links=page_links(_TO_ROOT),
        entry=_entry(edition, item, _TO_ROOT),
        site_direction=direction(edition.site.language),
        canonical=page_url(edition.site, item),
        source=_source(item),
        body=blocks_html(
            article.blocks, base=base_url(edition.site, item), images=article.images, dress=FRAMED
        ),
    )
    folder = article_path(item)
    return (
        Artifact(f"{folder}index.html", HTML, encode(html)),
        Artifact(f"{folder}article.json", "application/json", article_json.dump(item)),
    )


def index_row(edition: Edition, item: Item) -> str:
    """Render an article's row of the index: HTML that depends on the item, its leaflets, site and brand."""
    return clean(render("index_row.html", entry=_entry(edition, item, "")))


def encode(text: str) -> bytes:
    """Return a text as the bytes of a file, without signs that no XML or HTML may have."""
    return clean(text).encode("utf-8")


def page_links(root: str) -> PageLinks:
    """Return the links of a page from which `root` leads to the release's top folder."""
    return PageLinks(
        root=root,
        style=f"{root}style.css",
        feed=f"{root}{RSS_PATH}",
        atom=f"{root}{ATOM_PATH}",
        json=f"{root}{JSON_PATH}",
        index=f"{root}index.html",
    )


def _source(item: Item) -> Source:
    """Name the source by its site, else by its host; its claim of a review is not ours to print."""
    address = safe_href(item.article.source_url)
    return Source(item.article.source_site or urlsplit(address).netloc, address)


def _entry(edition: Edition, item: Item, root: str) -> Entry:
    article = item.article
    size_bytes = edition.leaflet_size(item)
    changed = item.updated.date() > item.published.date()
    return Entry(
        title=article.title,
        dek=article.dek,
        summary=summary(article),
        byline=article.byline,
        read_time=article.read_time,
        language=article.language or edition.site.language,
        direction=direction(article.language or edition.site.language),
        published=spoken_date(item.published),
        published_iso=item.published.isoformat(),
        updated=spoken_date(item.updated) if changed else "",
        updated_iso=item.updated.isoformat(),
        page=f"{root}{quote(article_path(item))}index.html",
        leaflet=f"{root}{quote(leaflet_path(edition, item))}" if size_bytes else "",
        leaflet_size=spoken_size(size_bytes),
        further=tuple(_further(edition, item, root)),
        correction=item.correction.text if item.correction else "",
        corrected=spoken_date(item.correction.stated) if item.correction else "",
    )


def _further(edition: Edition, item: Item, root: str) -> Iterator[Download]:
    """Yield the leaflets of the site's own brand in other formats than the one that is linked."""
    for sheet in edition.printed.get(item.id, ()):
        if sheet.brand == edition.brand.slug and sheet.path != leaflet_path(edition, item):
            title = FORMATS[sheet.format].title
            yield Download(
                title[:1].upper() + title[1:], f"{root}{quote(sheet.path)}", spoken_size(sheet.size_bytes)
            )


def spoken_size(size_bytes: int) -> str:
    """Write a file's size as people read it: 120 kB, 1.4 MB."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1000))} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"
