"""The page that "View in browser" leads to: the issue in the dress of the site, with nobody's own link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from outputs.address import base_url, issue_url
from outputs.edition import Edition, article_path, leaflet_path
from outputs.language import direction, spoken_date
from outputs.markup import FRAMED, allowed, blocks_html
from outputs.newsletter import words
from outputs.newsletter.excerpt import excerpt
from outputs.newsletter.fit import Placed, Shape
from outputs.page import page_links
from outputs.template import render

_TO_ROOT = "../../"


@dataclass(frozen=True, slots=True)
class Card:
    """An article on the page, in the shape that it has in the mail."""

    language: str
    direction: str
    title: str
    dek: str
    about: str
    note: words.Note | None
    teaser: str
    body: Markup
    page: str
    label: str
    leaflet: str
    is_link: bool


def render_online(edition: Edition, subject: str, placed: Sequence[Placed]) -> str:
    """Render the issue's page; its links are relative, so that it works from a folder too."""
    items = [each.item for each in placed]
    html = render(
        "newsletter_page.html",
        site=edition.site,
        brand=edition.brand,
        links=page_links(_TO_ROOT),
        site_direction=direction(edition.site.language),
        canonical=issue_url(edition),
        subject=subject,
        heading=words.heading(edition, items),
        preheader=words.preheader(edition, items),
        date=spoken_date(words.issue_date(edition, items)),
        cards=[_card(edition, each) for each in placed],
    )
    return allowed(html)


def _card(edition: Edition, placed: Placed) -> Card:
    item, shape = placed.item, placed.shape
    article = item.article
    blocks = article.blocks if shape is Shape.WHOLE else excerpt(article) if shape is Shape.LEAD else ()
    leaflet = words.leaflet(edition, item)
    return Card(
        language=article.language or edition.site.language,
        direction=direction(article.language or edition.site.language),
        title=words.title(item, shape),
        dek=words.dek(item, shape),
        about=words.about(item) if shape is not Shape.NOTE else "",
        note=words.note(item, shape),
        teaser="" if blocks else words.teaser(article, shape),
        body=blocks_html(blocks, base=base_url(edition.site, item), shift=1, dress=FRAMED),
        page=f"{_TO_ROOT}{quote(article_path(item))}index.html",
        label=words.way_on(item, shape),
        leaflet=f"{_TO_ROOT}{quote(leaflet_path(edition, item))}" if leaflet else "",
        is_link=shape is Shape.LINK,
    )
