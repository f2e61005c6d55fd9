"""What stands around the article on paper: masthead or cover, areas for notes, contact box, source."""

from __future__ import annotations

import re

from markupsafe import Markup

from outputs.edition import Brand, Edition, Item, article_path
from outputs.language import spoken_date
from outputs.leaflet.brand import Dress, mark_html
from outputs.leaflet.long_words import Line, divided
from outputs.leaflet.qr import qr_svg
from outputs.leaflet.review import next_review
from outputs.leaflet.text import unbroken
from outputs.markup import escape, safe_href
from pipeline.model import Article

_KIND = "Patient information"
_LONG_ID = 12
_LONG_TITLE = 70
# What fits one line under the QR code.
_UNBROKEN = 24
# What fits a line of the contact box.
_ADDRESS = 28
# The leaflet's own words are English whatever the article's language.
_VOICE = Markup('lang="en" dir="ltr"')
_NONE = Markup("")


def reference(item: Item) -> str:
    """Return what the leaflet is asked for by: the item's id, or its beginning."""
    return item.id if len(item.id) <= _LONG_ID else item.id[:8]


def reference_line(item: Item, review_months: int = 0, *, named: bool = True) -> tuple[str, ...]:
    """Return the leaflet's reference, its date where the article has one, and when its review is due.

    Without `named` the reference is left out: the foot of the page has it already.
    """
    updated = item.article.updated or item.article.published
    due = next_review(item, review_months)
    parts = (
        reference(item) if named else "",
        f"Last updated {spoken_date(updated)}" if updated else "",
        f"Next review due {spoken_date(due)}" if due else "",
    )
    return tuple(part for part in parts if part)


def masthead_html(brand: Brand, dress: Dress) -> Markup:
    """Return the head of the first page."""
    return Markup(
        '<header class="masthead" {}>{}<div class="names">{}</div>'
        '<p class="kind"><span>{}</span></p></header>'
    ).format(_VOICE, mark_html(brand, dress.ink, "#ffffff"), _names_html(brand), _KIND)


def is_long(title: str) -> bool:
    """Say whether a title is set in the smaller size."""
    return len(title) > _LONG_TITLE


def title_html(article: Article, line: Line) -> Markup:
    """Return the title, which has lines of this width, and the dek."""
    size = "long" if is_long(article.title) else "short"
    words = divided(unbroken(escape(article.title)), line)
    title = Markup('<h1 class="{}">{}</h1>').format(size, words)
    return title + (
        Markup('<p class="dek">{}</p>').format(unbroken(escape(article.dek))) if article.dek else ""
    )


def cover_html(brand: Brand, title: Markup, dress: Dress, ink: str) -> Markup:
    """Return a title page or panel: the brand in a band, the title, and where to reach the brand."""
    mark = mark_html(brand, "#ffffff", dress.ink) if ink == "full" else mark_html(brand, dress.ink, "#ffffff")
    web = brand.url.partition("://")[2].removesuffix("/")
    reach = (Markup("<p>{}</p>").format(escape(line)) for line in (brand.phone, web) if line)
    return Markup(
        '<section class="cover"><div class="band" {voice}>{mark}<div class="names">{names}</div></div>'
        '<p class="kind" {voice}>{kind}</p>{title}<div class="reach" {voice}>{reach}</div></section>'
    ).format(
        voice=_VOICE,
        mark=mark,
        names=_names_html(brand),
        kind=_KIND,
        title=title,
        reach=Markup("").join(reach),
    )


def notes_html(heading: str, frame: str = "") -> Markup:
    """Return an area for handwriting, which takes no room until it is stretched."""
    return Markup(
        '<section class="notes {}" {}><h2>{}</h2><div class="rules"><div></div></div></section>'
    ).format(frame, _VOICE, heading)


def online_address(edition: Edition, item: Item) -> str:
    """Return the address that the QR code holds, "" where the site has none that can be opened."""
    return safe_href(edition.site.url + article_path(item))


def contact_html(edition: Edition, item: Item) -> Markup:
    """Return the contact box with the QR code; a brand without details leaves the code alone in it."""
    address = online_address(edition, item)
    details = _details_html(edition.brand, address)
    if not (address or details):
        return _NONE
    code = link = _NONE
    if address:
        alt = f"QR code that opens the online version of this leaflet, {address}"
        link = Markup('<a href="{}">{}</a>').format(escape(address), _shown_address(address))
        code = Markup('<div class="picture">{}</div>').format(qr_svg(address, alt))
    if details:
        title, kind = "Contact us", "with-details"
        code += Markup('<p class="online">Read online: {}</p>').format(link) if address else _NONE
    else:
        title, kind = "Read online", "alone"
        details = Markup("<p>Point your phone’s camera at the code, or go to:</p><p>{}</p>").format(link)
    box = Markup(
        '<section class="contact {kind}" {voice}><div class="card"><div class="details"><h2>{title}</h2>'
        '{details}</div><div class="code">{code}</div></div></section>'
    )
    return box.format(kind=kind, voice=_VOICE, title=title, details=details, code=code)


def source_html(edition: Edition, item: Item) -> Markup:
    """Return where the text comes from and under which licence; the source's own review claim is not ours."""
    article = item.article
    author = article.byline.strip()
    author = author[3:].strip() if author.lower().startswith("by ") else author
    origin = ", ".join(part for part in (author, article.source_site) if part)
    parts = (
        _credit_html(
            "Source", origin if article.source_site or article.source_url else "", article.source_url
        ),
        _credit_html("Licence", edition.feed.rights, edition.feed.license),
    )
    if not any(parts):
        return _NONE
    return Markup('<div class="source" {}>{}</div>').format(_VOICE, Markup("").join(parts))


def imprint_html(item: Item, review_months: int, *, named: bool) -> Markup:
    """Return the reference line, which ends the leaflet; nothing where there is nothing to say."""
    parts = reference_line(item, review_months, named=named)
    # The line breaks between its parts, never within a date.
    line = Markup(" · ").join(_held(part) for part in parts)
    return Markup('<p class="imprint" {}>{}</p>').format(_VOICE, line) if parts else _NONE


def _credit_html(label: str, text: str, address: str) -> Markup:
    address = safe_href(address)
    link = Markup('<a href="{}">{}</a>').format(escape(address), _shown_address(address)) if address else ""
    said = Markup(", ").join(
        part for part in (escape(text.removesuffix(".") if link else text), link) if part
    )
    return Markup("<p>{}: {}</p>").format(label, said) if said else _NONE


def _names_html(brand: Brand) -> Markup:
    tagline = Markup('<p class="tagline">{}</p>').format(escape(brand.tagline)) if brand.tagline else _NONE
    return Markup('<p class="name">{}</p>{}').format(escape(brand.name), tagline)


def _shown_address(address: str) -> Markup:
    """Return an address to read and type: without its scheme, broken only after a slash where it can be."""
    steps = address.partition("://")[2].removesuffix("/").split("/")
    words = [step + "/" for step in steps[:-1]] + steps[-1:]
    return Markup("<wbr>").join(_held(piece) for word in words for piece in _pieces(word))


def _held(text: str) -> Markup:
    return Markup('<span class="unbroken">{}</span>').format(escape(text))


def _pieces(word: str) -> list[str]:
    """Cut a step of an address that is too long for a line before its hyphens, and at last anywhere."""
    if len(word) <= _UNBROKEN:
        return [word]
    cut: list[str] = []
    for part in word.replace("-", "\0-").split("\0"):
        if cut and len(cut[-1]) + len(part) <= _UNBROKEN:
            cut[-1] += part
        else:
            cut += [part[at : at + _UNBROKEN] for at in range(0, len(part), _UNBROKEN)]
    return cut


def _details_html(brand: Brand, online: str) -> Markup:
    """Return how to reach the brand; its site is left out where the address beside the QR code shows it."""
    web = "" if online.startswith(brand.url) else brand.url
    hours = Markup("").join(Markup("<li>{}</li>").format(escape(line)) for line in brand.hours)
    lines = (
        Markup('<p class="address">{}</p>').format(_in_parts(brand.address)) if brand.address else "",
        _link_html("Phone", f"tel:{''.join(c for c in brand.phone if c in '+0123456789')}", brand.phone),
        _link_html("Email", f"mailto:{brand.email}", brand.email),
        _link_html("Web", web, web.partition("://")[2].removesuffix("/")),
        Markup('<ul class="hours">{}</ul>').format(hours) if hours else "",
    )
    if not any(lines):
        return _NONE
    return Markup('<p class="name">{}</p>').format(escape(brand.name)) + Markup("").join(lines)


def _in_parts(address: str) -> Markup:
    """Break a postal address after a comma rather than within a street or a postcode."""
    parts = (part for part in re.split(r"(?<=,) ", address))
    return Markup(" ").join(
        escape(part) if len(part) > _ADDRESS or "\n" in part else _held(part) for part in parts
    )


def _link_html(label: str, address: str, text: str) -> Markup:
    if not text.strip():
        return _NONE
    href = safe_href(address)
    shown = (
        Markup("<wbr>").join(_held(piece) for piece in re.split(r"(?=@)", text) if piece)
        if len(text) > _ADDRESS
        else _held(text)
    )
    if not href:
        return Markup("<p>{}: {}</p>").format(label, shown)
    return Markup('<p>{}: <a href="{}">{}</a></p>').format(label, escape(href), shown)
