"""An issue's HTML part: a table of 600 px, its styles in its elements, nothing fetched when it is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from outputs.address import ascii_url, base_url, issue_url, page_url
from outputs.edition import Edition, Item
from outputs.language import direction, spoken_date
from outputs.markup import allowed, blocks_html, escape, safe_href
from outputs.newsletter import fit, style, words
from outputs.newsletter.excerpt import excerpt
from outputs.newsletter.fit import Placed, Shape
from outputs.newsletter.letter import Pieces
from outputs.newsletter.links import tagged
from outputs.template import render

# Gmail clips a message beyond 102 KB and hides what follows, the unsubscribe link first.
LIMIT_BYTES = 102_400
# Room for a recipient's unsubscribe link, the logo's element and what keeps merge tags apart.
_ROOM_BYTES = 2_048
_MARKS = {name: f"<!--{name}-->" for name in ("logo", "articles", "links", "unsubscribe")}


@dataclass(frozen=True, slots=True)
class Body:
    """The HTML of an issue, and what became of each article.

    `before` and `after` stand around the logo; the unsubscribe link goes between the pieces of `after`.
    """

    before: str
    after: Pieces
    placed: tuple[Placed, ...]

    def pieces(self, logo: str = "") -> Pieces:
        """Return the HTML with the logo's element, in pieces between which the unsubscribe link goes."""
        return (self.before + logo + self.after[0], *self.after[1:])


def render_body(edition: Edition, items: Sequence[Item]) -> Body:
    """Render the items of an issue in the shapes that fit into what Gmail shows."""
    shell = _shell(edition, items)
    room_bytes = LIMIT_BYTES - _ROOM_BYTES - fit.size_of(shell)
    placed = _place(edition, items, partial(_part, edition, len(items) == 1), room_bytes)
    links = "".join(each.html for each in placed if each.shape is Shape.LINK)
    cards = "".join(each.html for each in placed if each.shape is not Shape.LINK)
    # Split before the articles come in: nothing that one of them says can be taken for a mark.
    before, rest = shell.split(_MARKS["logo"])
    head, rest = rest.split(_MARKS["articles"])
    middle, rest = rest.split(_MARKS["links"])
    foot, end = rest.split(_MARKS["unsubscribe"])
    return Body(before, (head + cards + middle + links + foot, end), placed)


def _place(
    edition: Edition, items: Sequence[Item], render_part: fit.Render, room_bytes: int
) -> tuple[Placed, ...]:
    """Place what is to be told of older articles first, then the new ones in the shape of the issue."""
    old = [item for item in items if words.is_note(edition, item)]
    new = [item for item in items if not words.is_note(edition, item)]
    notes = fit.place(old, render_part, room_bytes // 2, (Shape.NOTE, Shape.LINK))
    room_bytes -= sum(fit.size_of(each.html) for each in notes)
    if edition.newsletter.shape == "digest":
        return notes + fit.digest(new, render_part, room_bytes)
    return notes + fit.place(new, render_part, room_bytes)


def _shell(edition: Edition, items: Sequence[Item]) -> str:
    """Render everything but the articles, with marks where they go."""
    site, brand = edition.site, edition.brand
    way = direction(site.language)
    html = render(
        "newsletter.html",
        language=site.language,
        direction=way,
        site_title=site.title,
        brand=brand,
        subject=words.subject(edition, items),
        heading=words.heading(edition, items),
        preheader=words.preheader(edition, items),
        address=words.postal_address(edition),
        date=spoken_date(words.issue_date(edition, items)),
        online=issue_url(edition),
        index=tagged(edition, ascii_url(site.url)),
        colors=style.colors_of(brand.color),
        s=style.styles(brand.color, way),
        look=style,
        marks={name: Markup(mark) for name, mark in _MARKS.items()},  # noqa: S704
        alone=len(items) == 1,
    )
    return allowed(html)


def _part(edition: Edition, alone: bool, shape: Shape, item: Item) -> str:
    """Render an article in one of its shapes; one that stands alone in its issue has the main heading."""
    site, color = edition.site, edition.brand.color
    language = item.article.language or site.language
    way = direction(language)
    told = style.styles(color, way)
    full = shape in {Shape.WHOLE, Shape.LEAD}
    # Cleaned word by word: a search through the whole HTML would cost a third of the time.
    return render(
        "newsletter_link.html" if shape is Shape.LINK else "newsletter_card.html",
        s=told,
        frame=style.styles(color, direction(site.language)),
        paper=style.PAPER,
        language=language,
        direction=way,
        rank=1 if alone else 2,
        large=full,
        page=tagged(edition, page_url(site, item)),
        leaflet=tagged(edition, leaflet) if (leaflet := words.leaflet(edition, item)) else "",
        label=words.way_on(item, shape),
        topic=allowed(item.topics[0]) if item.topics and full else "",
        title=allowed(words.title(item, shape)),
        dek=allowed(words.dek(item, shape)),
        about=allowed(words.about(item)) if shape is not Shape.NOTE else "",
        note=words.note(item, shape),
        picture=_picture(edition, item, told) if shape is Shape.LEAD else "",
        body=_body(edition, shape, item, 0 if alone else 1, told),
    )


def _body(edition: Edition, shape: Shape, item: Item, shift: int, told: Mapping[str, Markup]) -> Markup:
    """Render what an article says in one of its shapes."""
    article = item.article
    if shape is Shape.WHOLE or (shape is Shape.LEAD and (opening := excerpt(article))):
        whole = shape is Shape.WHOLE
        return blocks_html(
            article.blocks if whole else opening,
            base=base_url(edition.site, item),
            images=article.images if whole and edition.newsletter.remote_images else (),
            shift=shift,
            dress=style.dress(edition.brand.color, direction(article.language or edition.site.language)),
        )
    text = words.teaser(article, shape)
    return Markup('<p style="{}">{}</p>').format(told["p"], escape(text)) if text else Markup("")


def _picture(edition: Edition, item: Item, told: Mapping[str, Markup]) -> Markup:
    """Render the lead picture, where the settings allow one that is fetched when the mail is opened."""
    picture = next((image for image in item.article.images if image.src), None)
    address = safe_href(picture.src, base_url(edition.site, item)) if picture else ""
    if picture is None or not edition.newsletter.remote_images or not address.startswith("http"):
        return Markup("")
    markup = Markup('<img src="{}" alt="{}" width="536" style="{}">')
    return markup.format(escape(address), escape(picture.alt), told[".picture"])
