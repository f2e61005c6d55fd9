"""The newsletter channel: an issue as HTML that mail programs can show, and as plain text.

The HTML is a table of 600 px with its styles inline, asks for nothing from elsewhere when it is opened,
and stays within what Gmail shows: articles stand whole while there is room, then as teasers, then as links.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from outputs.address import base_url, leaflet_url, newest_first, newsletter_path, page_url
from outputs.contrast import readable
from outputs.edition import Artifact, Edition, Item
from outputs.language import direction, spoken_date
from outputs.markup import blocks_html
from outputs.newsletter.fit import Shape, place
from outputs.newsletter.text import postal_address, render_text
from outputs.plain import clean
from outputs.summary import shorten, summary
from outputs.template import render

if TYPE_CHECKING:
    from css_inline import CSSInliner

# Gmail clips a message beyond 102 KB and hides what follows, the unsubscribe link first.
LIMIT_BYTES = 102_400
_TITLE_CHARS = 300
_PREHEADER_CHARS = 140
_ARTICLES = "<!--articles-->"
_LINKS = "<!--links-->"
_LIGHT_PAPER = "#ffffff"
_DARK_PAPER = "#1d2326"


def render_newsletter(edition: Edition) -> tuple[Artifact, ...]:
    """Render the issue of an edition as HTML and as text; nothing when the edition names no issue.

    Raises ValueError when an issue is named but the edition has no article.
    """
    if not edition.newsletter.issue:
        return ()
    edition = edition.standing()
    items = newest_first(edition)
    if not items:
        raise ValueError("an issue without articles is no newsletter")
    inliner = _inliner()
    shell = _shell(edition, items, inliner)
    placed = place(items, partial(_part, edition, inliner), LIMIT_BYTES - len(shell.encode("utf-8")))
    links = "".join(each.html for each in placed if each.shape is Shape.LINK)
    cards = "".join(each.html for each in placed if each.shape is not Shape.LINK)
    html = shell.replace(_LINKS, links).replace(_ARTICLES, cards)
    path = newsletter_path(edition.newsletter.issue)
    text = render_text(edition, heading(edition), preheader(edition), placed)
    return (
        Artifact(path, "text/html; charset=utf-8", html.encode("utf-8")),
        Artifact(path.removesuffix(".html") + ".txt", "text/plain; charset=utf-8", text.encode("utf-8")),
    )


def heading(edition: Edition) -> str:
    """Return the issue's heading: its configured subject, else the site's title."""
    return edition.newsletter.subject or edition.site.title


def subject(edition: Edition) -> str:
    """Return the subject line: the configured one, else the site's title with the newest article's."""
    newest = newest_first(edition)[0].article.title
    return edition.newsletter.subject or shorten(f"{edition.site.title}: {newest}", _TITLE_CHARS)


def preheader(edition: Edition) -> str:
    """Return the line that a mailbox shows beside the subject: configured, else the articles' titles."""
    titles = "; ".join(item.article.title for item in newest_first(edition))
    return edition.newsletter.preheader or shorten(f"In this issue: {titles}", _PREHEADER_CHARS)


def _inliner() -> CSSInliner:
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False, minify_css=True)


def _styles(edition: Edition) -> dict[str, str]:
    color = edition.brand.color
    return {
        "bar": readable(color, "#ffffff"),
        "accent": readable(color, _LIGHT_PAPER),
        "dark_accent": readable(color, _DARK_PAPER),
    }


def _shell(edition: Edition, items: tuple[Item, ...], inliner: CSSInliner) -> str:
    """Render everything but the articles, with its styles inline and marks where they go."""
    site, mail = edition.site, edition.newsletter
    values = {
        "site": site,
        "brand": edition.brand,
        "mail": mail,
        "subject": subject(edition),
        "heading": heading(edition),
        "preheader": preheader(edition),
        "address": postal_address(edition),
        "date": spoken_date(items[0].published),
        "direction": direction(site.language),
        "online": site.url + quote(newsletter_path(mail.issue)),
        **_styles(edition),
    }
    # The inliner reads a fragment as it stands in a body; head and body tags stay outside it.
    body = inliner.inline_fragment(render("newsletter_body.html", **values), _css(edition))
    return clean(render("newsletter.html", body=Markup(body), **values))  # noqa: S704


def _css(edition: Edition) -> str:
    return render("newsletter.css", **_styles(edition))


def _part(edition: Edition, inliner: CSSInliner, shape: Shape, item: Item) -> str:
    """Render an article in one of its shapes."""
    article, site = item.article, edition.site
    whole = shape is Shape.WHOLE
    html = render(
        f"newsletter_{shape}.html",
        title=article.title if whole else shorten(article.title, _TITLE_CHARS),
        article=article,
        summary=summary(article),
        date=spoken_date(item.published),
        language=article.language or site.language,
        direction=direction(article.language or site.language),
        body=blocks_html(article.blocks, base=base_url(site, item), shift=1) if whole else "",
        page=page_url(site, item),
        leaflet=leaflet_url(edition, item) if edition.leaflet_size(item) else "",
        **_styles(edition),
    )
    return inliner.inline_fragment(clean(html), _css(edition))
