"""The HTML of one leaflet, for print: the article in order, with the brand's furniture around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import repeat

from markupsafe import Markup

from outputs.edition import Edition, Item, article_path
from outputs.language import direction
from outputs.leaflet.brand import Dress, band_mm, printed_dress
from outputs.leaflet.formats import BLEED_MM, BORDER_MM, Format
from outputs.leaflet.furniture import (
    contact_html,
    cover_html,
    imprint_html,
    is_long,
    masthead_html,
    notes_html,
    reference,
    source_html,
    title_html,
)
from outputs.leaflet.long_words import Line
from outputs.leaflet.setting import MM_PER_PT, Setting, spare_pages
from outputs.leaflet.text import Group, Measure, text_html
from outputs.markup import escape

# In a lower band the names stand beside the mark.
_LOW_BAND_MM = 52.0


def page_html(edition: Edition, item: Item, form: Format, groups: Sequence[Group], setting: Setting) -> str:
    """Return the whole document; `groups` are the article's blocks as `text.groups_of` gathered them."""
    em = setting.body_pt * MM_PER_PT
    measure = Measure(form.narrow_mm / em, form.text_mm[0] / em, _language(edition, item))
    text = text_html(groups, edition.site.url + article_path(item), measure)
    parts = _in_pages if form.kind == "pages" else _folded
    document = Markup(
        '<!DOCTYPE html><html lang="{lang}" dir="{dir}" class="{classes}" style="{style}" '
        'data-reference="{ref}" data-pages="{pages}"><head>{head}</head><body>{body}</body></html>'
    ).format(
        lang=escape(_language(edition, item)),
        dir=direction(_language(edition, item)),
        classes=_classes(edition, form, setting),
        style=_style(edition, form, setting),
        ref=escape(reference(item)),
        pages=setting.pages,
        head=_head_html(edition, item),
        body=Markup("\n").join(part for part in parts(edition, item, form, text, setting) if part),
    )
    return str(document)


def is_right_to_left(edition: Edition, item: Item) -> bool:
    """Say whether the leaflet is laid out, folded and bound from the right."""
    return direction(_language(edition, item)) == "rtl"


def _in_pages(
    edition: Edition, item: Item, form: Format, text: Markup, setting: Setting
) -> tuple[Markup, ...]:
    """Return the parts of loose sheets: the contact box under the text, blank pages at the end."""
    return (
        masthead_html(edition.brand, _dress(edition)),
        _title_html(edition, item, form),
        text,
        notes_html("What I want to remember"),
        _framed(
            "closing",
            notes_html("Your notes and questions"),
            contact_html(edition, item),
            source_html(edition, item),
            imprint_html(item, edition.printing.review_months, named=False),
        ),
        *_spare(form, setting),
    )


def _folded(edition: Edition, item: Item, form: Format, text: Markup, setting: Setting) -> tuple[Markup, ...]:
    """Return the parts of a folded leaflet: cover, flap, text, and a back that holds the contact box."""
    title = _title_html(edition, item, form)
    head = (
        (cover_html(edition.brand, title, _dress(edition), edition.printing.ink),)
        if setting.cover or form.kind == "panels"
        else (masthead_html(edition.brand, _dress(edition)), title)
    )
    spare = _spare(form, setting)
    named = form.kind == "panels" or not setting.run_on
    remember = [] if setting.run_on else [notes_html("What I want to remember"), *spare]
    return (
        *head,
        Markup("") if setting.flap else notes_html("Questions to ask", "flap"),
        text,
        *remember,
        _framed(
            "closing" if setting.run_on else "back",
            notes_html("Your notes and questions"),
            contact_html(edition, item),
            source_html(edition, item),
            # Panels and the back of a booklet have no running foot.
            imprint_html(item, edition.printing.review_months, named=named),
        ),
        *(spare if setting.run_on else ()),
    )


def _title_html(edition: Edition, item: Item, form: Format) -> Markup:
    size_pt = form.title_pt[is_long(item.article.title)]
    line = Line(form.text_mm[0] / (size_pt * MM_PER_PT), _language(edition, item), bold=True)
    return title_html(item.article, line)


def _spare(form: Format, setting: Setting) -> list[Markup]:
    """Return the pages for notes: the first says what for, so that it looks meant."""
    areas = [("What we agreed", "My next appointments"), *repeat(("More notes",), spare_pages(form, setting))]
    return [_framed("spare", *map(notes_html, headings)) for headings in areas[:-1]]


def _framed(name: str, *parts: Markup) -> Markup:
    return Markup('<div class="{}">{}</div>').format(name, Markup("").join(parts))


def _language(edition: Edition, item: Item) -> str:
    return item.article.language or edition.site.language or "en"


def _classes(edition: Edition, form: Format, setting: Setting) -> str:
    spacing = "tight" if setting.tight else "roomy"
    columns = "two-columns" if form.columns > 1 else "one-column"
    low = "low-band" if band_mm(_dress(edition).ink, form) < _LOW_BAND_MM else ""
    return f"{form.name} {form.kind} {columns} {spacing} {edition.printing.ink}-ink {low}".rstrip()


def _dress(edition: Edition) -> Dress:
    return printed_dress(edition.brand.color, edition.printing.ink)


def _style(edition: Edition, form: Format, setting: Setting) -> str:
    """Return the values that the theme asks for: the brand's colours and the format's measures."""
    dress = _dress(edition)
    above, side, below = form.margin_mm
    values = {
        "color": dress.color,
        "ink": dress.ink,
        "tint": dress.tint,
        "body": f"{setting.body_pt}pt",
        "above": f"{above}mm",
        "side": f"{side}mm",
        "text-height": f"{form.page_mm[1] - above - below}mm",
        "bleed": f"{BLEED_MM if form.kind != 'pages' else BORDER_MM}mm" if edition.printing.marks else "0",
        "marks": "crop" if edition.printing.marks and form.kind == "pages" else "none",
        "band": f"{band_mm(dress.ink, form):.1f}mm",
    }
    return "; ".join(f"--{name}: {value}" for name, value in values.items())


def _head_html(edition: Edition, item: Item) -> Markup:
    article = item.article
    head = Markup("<title>{}</title>").format(escape(article.title))
    # The article's own days where it names them, else when it was published here.
    created = article.published or item.published
    modified = article.updated or article.published or item.updated
    facts = {
        "author": edition.brand.name,
        "description": article.dek,
        "keywords": ", ".join(topic.replace(",", " ") for topic in item.topics),
        "generator": "handbill",
        "dcterms.created": _w3c_date(created),
        "dcterms.modified": _w3c_date(modified),
    }
    meta = Markup('<meta name="{}" content="{}">')
    return head + Markup("").join(meta.format(name, escape(fact)) for name, fact in facts.items() if fact)


def _w3c_date(day: dt.date) -> str:
    """Write a day or a moment as PDF metadata takes it."""
    return day.isoformat(timespec="seconds") if isinstance(day, dt.datetime) else f"{day}T00:00:00Z"
