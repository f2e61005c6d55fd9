"""The newsletter's text part: the same articles in the same shapes, for people who read plain mail."""

from __future__ import annotations

from collections.abc import Sequence

from outputs.address import ascii_url, base_url, issue_url, page_url
from outputs.edition import Edition, Item
from outputs.newsletter import words
from outputs.newsletter.excerpt import excerpt
from outputs.newsletter.fit import Placed, Shape
from outputs.newsletter.letter import Pieces
from outputs.newsletter.links import tagged
from outputs.plain import WIDTH, blocks_plain, clean, heading_plain, links_plain
from outputs.wrap import wrap

_RULE = "-" * WIDTH


def render_text(edition: Edition, items: Sequence[Item], placed: Sequence[Placed]) -> Pieces:
    """Render an issue as text of at most 78 columns; only an address may be longer.

    The unsubscribe link goes between the pieces.
    """
    articles = [_article(edition, each) for each in placed if each.shape is not Shape.LINK]
    parts = [_opening(edition, items), *articles, _more(edition, placed), _closing(edition)]
    return (f"\n\n{_RULE}\n\n".join(parts) + "\n\nUnsubscribe:\n", "\n")


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _wrapped(text: str) -> str:
    return "\n".join(wrap(clean(text), WIDTH))


def _opening(edition: Edition, items: Sequence[Item]) -> str:
    brand, heading = edition.brand, words.heading(edition, items)
    name = brand.name if brand.name != heading else ""
    return _paragraphs(
        _wrapped(" · ".join(part for part in (name, brand.tagline) if part)),
        heading_plain(heading, 1),
        _wrapped(words.preheader(edition, items)),
        f"View in browser:\n{issue_url(edition)}",
    )


def _article(edition: Edition, placed: Placed) -> str:
    item, shape = placed.item, placed.shape
    note = words.note(item, shape)
    return _paragraphs(
        heading_plain(words.title(item, shape), 1),
        _wrapped(words.dek(item, shape)),
        _wrapped(words.about(item)) if shape is not Shape.NOTE else "",
        _wrapped(f"{note.title}: {note.text}") if note else "",
        _body(edition, item, shape),
        *_ways(edition, item, shape),
    )


def _body(edition: Edition, item: Item, shape: Shape) -> str:
    """Render what an article says in one of its shapes, with its links listed under it."""
    article = item.article
    blocks = article.blocks if shape is Shape.WHOLE else excerpt(article) if shape is Shape.LEAD else ()
    if not blocks:
        return _wrapped(words.teaser(article, shape))
    body = blocks_plain(blocks, base=base_url(edition.site, item))
    return _paragraphs(body.text, links_plain(body.links))


def _ways(edition: Edition, item: Item, shape: Shape) -> tuple[str, ...]:
    page = f"{words.way_on(item, shape)}:\n{tagged(edition, page_url(edition.site, item))}"
    leaflet = words.leaflet(edition, item)
    return (page, f"Leaflet to print (PDF):\n{tagged(edition, leaflet)}") if leaflet else (page,)


def _more(edition: Edition, placed: Sequence[Placed]) -> str:
    site = edition.site
    links = [
        f"{_wrapped(words.title(each.item, each.shape))}\n{tagged(edition, page_url(site, each.item))}"
        for each in placed
        if each.shape is Shape.LINK
    ]
    index = f"{_wrapped(f'All articles on {site.title}:')}\n{tagged(edition, ascii_url(site.url))}"
    return _paragraphs(heading_plain("More online", 1), *links, index)


def _closing(edition: Edition) -> str:
    lines = [line for text in words.postal_address(edition) for line in wrap(clean(text), WIDTH)]
    return "\n".join(lines)
