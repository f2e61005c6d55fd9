"""An item as feeds carry it: all texts cleaned, all addresses absolute, no format chosen yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from outputs.address import ascii_url, base_url, leaflet_url, page_url
from outputs.edition import Edition, Item, Statement
from outputs.feed.text import escaped, html, language, line
from outputs.language import direction, spoken_date
from outputs.markup import blocks_html, escape, safe_href
from outputs.summary import shorten, summary
from pipeline.model import Paragraph, Span, block_text

# A feed has 512 KiB for all its items: one that takes more than a quarter is cut, with a link to the rest.
MOST_CONTENT_BYTES = 120_000
_TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. `leaflet_bytes` is 0 without a leaflet; `retracted` is the reason, or empty."""

    id: str
    title: str
    link: str
    summary: str
    content: str
    author: str
    published: dt.datetime
    updated: dt.datetime
    language: str
    topics: tuple[str, ...] = ()
    image: str = ""
    leaflet: str = ""
    leaflet_bytes: int = 0
    source: str = ""
    retracted: str = ""


def entry_of(edition: Edition, item: Item) -> Entry:
    """Make the entry of an item; what is missing is taken from what there is, so that nothing is empty."""
    article, site = item.article, edition.site
    size_bytes = edition.leaflet_size(item)
    short = line(summary(article))
    told = item.retraction.text if item.retraction else ""
    if item.correction and not told:
        told = f"Corrected: {item.correction.text}"
    title = line(article.title) or shorten(short, _TITLE_CHARS) or item.slug
    spoken = language(article.language, site.language)
    return Entry(
        id=item.tag,
        title=f"Retracted: {title}" if item.retraction else title,
        link=page_url(site, item),
        summary=line(told) or short or title,
        content=html(content_html(edition, item)),
        author=line(article.byline or site.author or site.title),
        published=item.published,
        updated=max(item.updated, item.published),
        language=spoken,
        topics=tuple(dict.fromkeys(topic for each in item.topics if (topic := line(each)))),
        image=_lead_image(edition, item),
        leaflet=leaflet_url(edition, item) if size_bytes else "",
        leaflet_bytes=size_bytes,
        source=ascii_url(safe_href(article.source_url)),
        retracted=line(item.retraction.text) if item.retraction else "",
    )


def _lead_image(edition: Edition, item: Item) -> str:
    base = base_url(edition.site, item)
    for image in item.article.images:
        address = safe_href(image.src, base) if image.src else ""
        if urlsplit(address).scheme in {"http", "https"}:
            return address
    return ""


def content_html(edition: Edition, item: Item) -> Markup:
    """Render an article for a reader that shows nothing else.

    Correction note, dek, blocks and pictures, link to the leaflet, source and licence; every address is
    absolute. The language and direction of the article stand around it. A retracted one is only its notice.
    """
    spoken = language(item.article.language, edition.site.language)
    parts = [_statement("This article was retracted on {}.", item.retraction)] if item.retraction else []
    parts = parts or list(_parts(edition, item))
    body = Markup("\n").join(part for part in parts if part)
    return Markup('<div lang="{}" dir="{}">\n{}\n</div>').format(spoken, direction(spoken), body)


def _statement(opening: str, statement: Statement) -> Markup:
    words = opening.format(spoken_date(statement.stated))
    return Markup("<p><strong>{}</strong> {}</p>").format(words, escape(statement.text))


def _parts(edition: Edition, item: Item) -> Iterator[Markup]:
    article = item.article
    if item.correction:
        yield _statement("Corrected on {}:", item.correction)
    if article.dek:
        yield Markup("<p><strong>{}</strong></p>").format(escape(article.dek))
    yield from _body(edition, item)
    if edition.leaflet_size(item):
        address = escape(leaflet_url(edition, item))
        yield Markup('<p><a href="{}">Leaflet to print (PDF)</a></p>').format(address)
    yield from _origin(edition, item)


def _origin(edition: Edition, item: Item) -> Iterator[Markup]:
    """Say where an article comes from and under what terms it is published."""
    address = safe_href(item.article.source_url)
    name = item.article.source_site or urlsplit(address).netloc
    if address:
        yield Markup('<p>Source: <a href="{}">{}</a></p>').format(escape(address), escape(name))
    elif name:
        yield Markup("<p>Source: {}</p>").format(escape(name))
    rights, terms = edition.feed.rights, edition.feed.license
    if terms:
        yield Markup('<p><a href="{}">{}</a></p>').format(escape(terms), escape(rights or "Licence"))
    elif rights:
        yield Markup("<p>{}</p>").format(escape(rights))


def _body(edition: Edition, item: Item) -> Iterator[Markup]:
    """Render the blocks; of an article that is too long, the first ones and a link to the rest."""
    article, base = item.article, base_url(edition.site, item)
    body = blocks_html(article.blocks, base=base, images=article.images)
    blocks, images = article.blocks, article.images
    while (size_bytes := len(escaped(str(body)).encode("utf-8", "replace"))) > MOST_CONTENT_BYTES:
        share = 0.9 * MOST_CONTENT_BYTES / size_bytes
        if len(blocks) > 1:
            blocks = blocks[: max(1, int(len(blocks) * share))]
        else:
            text = block_text(blocks[0])
            blocks = (Paragraph((Span(shorten(text, int(len(text) * share))),), blocks[0].lines),)
        images = images[: int(len(images) * share)]
        body = blocks_html(blocks, base=base, images=images)
    yield body
    if blocks != article.blocks:
        address = escape(page_url(edition.site, item))
        yield Markup('<p><a href="{}">Read the rest of this long article</a></p>').format(address)
