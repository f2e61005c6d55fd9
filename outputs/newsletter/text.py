"""The newsletter's text part: the same articles in the same shapes, for people who read plain mail."""

from __future__ import annotations

from collections.abc import Sequence

from outputs.address import base_url, leaflet_url, newsletter_path, page_url
from outputs.edition import Edition
from outputs.language import spoken_date
from outputs.newsletter.fit import Placed, Shape
from outputs.plain import WIDTH, blocks_plain, clean, head_plain, heading_plain, links_plain
from outputs.summary import summary
from outputs.wrap import wrap

_RULE = "-" * WIDTH


def render_text(edition: Edition, heading: str, preheader: str, placed: Sequence[Placed]) -> str:
    """Render an issue as text of at most 78 columns; only an address may be longer."""
    articles = [_article(edition, each) for each in placed if each.shape is not Shape.LINK]
    parts = [_opening(edition, heading, preheader), *articles, _more(edition, placed), _closing(edition)]
    return f"\n\n{_RULE}\n\n".join(parts) + "\n"


def postal_address(edition: Edition) -> tuple[str, ...]:
    """Return the lines that say who sends the mail: the configured ones, else the brand's."""
    configured = tuple(edition.newsletter.postal_address.splitlines())
    return configured or (edition.brand.name, *edition.brand.address.splitlines())


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _wrapped(text: str) -> str:
    return "\n".join(wrap(clean(text), WIDTH))


def _opening(edition: Edition, heading: str, preheader: str) -> str:
    brand, site = edition.brand, edition.site
    name = brand.name if brand.name != heading else ""
    return _paragraphs(
        _wrapped(" · ".join(part for part in (name, brand.tagline) if part)),
        heading_plain(heading, 1),
        _wrapped(preheader),
        f"View in browser:\n{site.url}{newsletter_path(edition.newsletter.issue)}",
    )


def _article(edition: Edition, placed: Placed) -> str:
    item, site = placed.item, edition.site
    article = item.article
    leaflet = f"Leaflet to print (PDF):\n{leaflet_url(edition, item)}" if edition.leaflet_size(item) else ""
    ways = (f"Read online:\n{page_url(site, item)}", leaflet)
    title = heading_plain(article.title, 1)
    if placed.shape is Shape.TEASER:
        return _paragraphs(title, _wrapped(summary(article)), *ways)
    body = blocks_plain(article.blocks, base=base_url(site, item))
    return _paragraphs(
        title,
        head_plain(article, article.byline, spoken_date(item.published)),
        body.text,
        links_plain(body.links),
        *ways,
    )


def _more(edition: Edition, placed: Sequence[Placed]) -> str:
    site = edition.site
    links = [
        "\n".join([*wrap(clean(each.item.article.title), WIDTH), page_url(site, each.item)])
        for each in placed
        if each.shape is Shape.LINK
    ]
    return _paragraphs(
        heading_plain("More online", 1),
        *links,
        "\n".join([*wrap(f"All articles on {site.title}:", WIDTH), site.url]),
    )


def _closing(edition: Edition) -> str:
    mail = edition.newsletter
    lines = [line for text in postal_address(edition) for line in wrap(clean(text), WIDTH)]
    way_out = f"Unsubscribe:\n{mail.unsubscribe_url}" if mail.unsubscribe_url else ""
    return _paragraphs("\n".join(lines), way_out)
