"""The words of an issue that are not an article's own text: subject, heading, teasers, notes, sender."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from outputs.address import leaflet_url
from outputs.edition import Edition, Item
from outputs.language import spoken_date
from outputs.markup import allowed
from outputs.newsletter.fit import Shape
from outputs.newsletter.header import host, one_line
from outputs.newsletter.letter import Mailbox
from outputs.summary import SUMMARY_CHARS, shorten, summary
from pipeline.model import Article

_SUBJECT_CHARS = 300
_SUBJECT_TITLE_CHARS = 200  # leaves room for the site's title
_TITLE_CHARS = 300
_PREHEADER_CHARS = 140
_BRIEF_CHARS = 120
_DEK_CHARS = 600
_NOTE_CHARS = 1_000
_PLACE = re.compile(r"\{(site|issue|title|titles|date|count)\}")


def heading(edition: Edition, items: Sequence[Item]) -> str:
    """Return the issue's heading: its configured subject, else the site's title."""
    return _filled(edition, items, edition.newsletter.subject) or edition.site.title


def subject(edition: Edition, items: Sequence[Item]) -> str:
    """Return the subject line: the configured one, else the site's title with the newest article's."""
    return shorten(_filled(edition, items, edition.newsletter.subject or "{site}: {title}"), _SUBJECT_CHARS)


def preheader(edition: Edition, items: Sequence[Item]) -> str:
    """Return the line that a mailbox shows beside the subject: configured, else the articles' titles."""
    words = _filled(edition, items, edition.newsletter.preheader)
    # Before titles in another language, and above all in another direction, English words would only be odd.
    is_english = edition.site.language.lower().startswith("en")
    made = "In this issue: {titles}" if is_english else "{titles}"
    return words or shorten(_filled(edition, items, made), _PREHEADER_CHARS)


def _filled(edition: Edition, items: Sequence[Item], text: str) -> str:
    """Fill in what a configured text names in braces; other braces stay as they are."""
    if "{" not in text:
        return text.strip()
    values = {
        "site": edition.site.title,
        "issue": edition.newsletter.issue,
        "title": shorten(title(items[0], Shape.TEASER), _SUBJECT_TITLE_CHARS),
        "titles": "; ".join(title(item, Shape.TEASER) for item in items),
        "date": spoken_date(issue_date(edition, items)),
        "count": str(len(items)),
    }
    return _PLACE.sub(lambda place: values[place[1]], text).strip()


def issue_date(edition: Edition, items: Sequence[Item]) -> dt.datetime:
    """Return the newest date of what an issue tells."""
    return max(_told_at(item) if is_note(edition, item) else item.published for item in items)


def is_note(edition: Edition, item: Item) -> bool:
    """Say whether the issue only tells what was put right in an article, or that it was taken back."""
    return item.retraction is not None or (
        item.correction is not None and item.id in edition.newsletter.corrected
    )


def _told_at(item: Item) -> dt.datetime:
    return max(said.stated for said in (item.correction, item.retraction) if said)


@dataclass(frozen=True, slots=True)
class Note:
    """What the editors say of an article: when and what they said, as one line, and their words."""

    title: str
    text: str


def note(item: Item, shape: Shape) -> Note | None:
    """Return the note on an article, shortened where the article is not whole; None where there is none."""
    said = item.retraction or item.correction
    if said is None:
        return None
    text = allowed(said.text if shape is Shape.WHOLE else shorten(said.text, _NOTE_CHARS))
    return Note(f"{'Taken back' if item.retraction else 'Correction'}, {spoken_date(said.stated)}", text)


def title(item: Item, shape: Shape) -> str:
    """Return an article's title as its shape shows it; a blank one gives way to the first words."""
    text = item.article.title
    if not one_line(text):
        text = shorten(summary(item.article), _BRIEF_CHARS) or "Untitled"
    return text if shape is Shape.WHOLE else shorten(text, _TITLE_CHARS)


def dek(item: Item, shape: Shape) -> str:
    """Return the dek where a shape shows one beside its text."""
    if shape is Shape.WHOLE:
        return item.article.dek
    return shorten(item.article.dek, _DEK_CHARS) if shape is Shape.LEAD else ""


def teaser(article: Article, shape: Shape) -> str:
    """Return the words that stand for an article's text, empty where its dek or its note says enough."""
    match shape:
        case Shape.TEASER | Shape.LEAD:
            return "" if shape is Shape.LEAD and article.dek else shorten(summary(article), SUMMARY_CHARS)
        case Shape.BRIEF:
            return shorten(summary(article), _BRIEF_CHARS)
        case Shape.NOTE | Shape.WHOLE | Shape.LINK:
            return ""


def about(item: Item) -> str:
    """Return the line under a title: who wrote it, when it came out and how long it takes to read."""
    article = item.article
    byline = shorten(article.byline, _DEK_CHARS)
    return " · ".join(part for part in (byline, spoken_date(item.published), article.read_time) if part)


def way_on(item: Item, shape: Shape) -> str:
    """Return what the link to an article's page is called."""
    if item.retraction:
        return "Read the notice"
    return "Read online" if shape is Shape.WHOLE else "Read the article"


def leaflet(edition: Edition, item: Item) -> str:
    """Return the address of an article's leaflet, empty where there is none any more."""
    return leaflet_url(edition, item) if edition.leaflet_size(item) and not item.retraction else ""


def postal_address(edition: Edition) -> tuple[str, ...]:
    """Return the lines that say who sends the mail: the configured ones, else the brand's."""
    configured = tuple(edition.newsletter.postal_address.splitlines())
    return configured or (edition.brand.name, *edition.brand.address.splitlines())


def sender(edition: Edition) -> Mailbox:
    """Return in whose name the mail is sent; without any address, one that the site's host suggests."""
    mail, brand, site = edition.newsletter, edition.brand, edition.site
    address = mail.from_address or brand.email or site.email or f"newsletter@{site_host(edition)}"
    return Mailbox(address, mail.from_name or brand.name or site.title)


def list_id(edition: Edition) -> str:
    """Return the list's name by RFC 2919, the same for all issues."""
    return edition.newsletter.list_id or f"newsletter.{site_host(edition)}"


def site_host(edition: Edition) -> str:
    """Return the host of the site in ASCII, without its port."""
    name = urlsplit(edition.site.url).hostname or ""
    if re.search(r":|\.\d+$", name):  # an address literal is no domain for a list or a mailbox
        return "localhost"
    try:
        return host(name)
    except ValueError:
        return "localhost"
