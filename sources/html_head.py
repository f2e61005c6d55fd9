"""Read what an HTML head states of its article: meta elements, Open Graph, and JSON-LD by `html_json_ld`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from pipeline.characters import clean
from pipeline.model import Given, Image, Notice
from sources.html_elements import attribute, language_tag, said_language
from sources.html_json_ld import Statement, read_json_ld

# Signs that no title holds between spaces but before its site's name; a dash needs the site's name after it.
_TAIL = re.compile(r"\s+[|·•»]\s+|\s+::\s+")
_DASHED_TAIL = re.compile(r"\s+[-–—|·•:»]+\s+")
# Empty dates of publishing systems are year 1 or 1970; later years are typing errors.
_FIRST_YEAR, _LAST_YEAR = 1971, 2199


@dataclass(frozen=True, slots=True)
class Head:
    """What a page states of its article, and what was wrong with it."""

    given: Given
    notices: tuple[Notice, ...] = ()


class _Metas:
    """The meta elements of a page by their name or property, in order."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.items = [
            (name.lower(), _tidy(attribute(meta, "content")))
            for meta in soup.find_all("meta")
            for name in (attribute(meta, "property") or attribute(meta, "name"),)
        ]

    def first(self, *names: str) -> str:
        """Return the first content that is not empty, names before elements."""
        return next((text for name in names for found, text in self.items if found == name and text), "")


def read_head(soup: BeautifulSoup) -> Head:
    """Return a page's statements; a wrong one is left out and noticed."""
    metas, stated = _Metas(soup), read_json_ld(soup)
    site = metas.first("og:site_name")
    published, bad_published = _date("of publication", _published(soup, metas, stated))
    updated, bad_updated = _date("of its last change", _updated(soup, metas, stated))
    given = Given(
        title=_title(soup, metas, stated, site),
        dek=metas.first("description", "og:description"),
        byline=_byline(metas, stated),
        published=published,
        updated=updated,
        language=_language(soup, metas),
        url=_url(soup, metas),
        site=site,
        images=tuple(_images(metas.items)),
        id=metas.first("dcterms.identifier", "dc.identifier"),
    )
    return Head(given, stated.notices + bad_published + bad_updated)


def _tidy(text: str) -> str:
    return " ".join(clean(text).text.split())


def _title(soup: BeautifulSoup, metas: _Metas, stated: Statement, site: str) -> str:
    if title := metas.first("og:title") or _tidy(stated.headline):
        return _without_site(title, site)
    element = soup.find("title")
    text = _tidy(element.get_text()) if isinstance(element, Tag) else ""
    headings = {_tidy(heading.get_text()) for heading in soup.find_all("h1")}
    for tail in _DASHED_TAIL.finditer(text):
        if text[: tail.start()] in headings:
            return text[: tail.start()]
    parted = _without_site(text, site)
    if parted != text:
        return parted
    tails = list(_TAIL.finditer(text))
    return text[: tails[-1].start()] if tails else text


def _without_site(title: str, site: str) -> str:
    """Cut the site's name and the sign before it from the end of a title."""
    if not site or title[-len(site) :].casefold() != site.casefold():
        return title
    head = title[: -len(site)]
    tails = list(_DASHED_TAIL.finditer(head))
    return head[: tails[-1].start()] if tails and tails[-1].end() == len(head) else title


def _byline(metas: _Metas, stated: Statement) -> str:
    author = metas.first("author")
    named = "" if "://" in author else author
    return named or ", ".join(filter(None, map(_tidy, stated.authors)))


def _published(soup: BeautifulSoup, metas: _Metas, stated: Statement) -> str:
    return (
        metas.first("article:published_time", "og:published_time")
        or stated.published
        or _time(soup, "datepublished")
        or next((attribute(time, "datetime").strip() for time in soup.find_all("time", pubdate=True)), "")
    )


def _updated(soup: BeautifulSoup, metas: _Metas, stated: Statement) -> str:
    return (
        metas.first("article:modified_time", "og:updated_time")
        or stated.updated
        or _time(soup, "datemodified")
    )


def _time(soup: BeautifulSoup, itemprop: str) -> str:
    """Return the first `<time>` or `<meta>` with a property of schema.org microdata."""
    for tag in soup.find_all(["time", "meta"], itemprop=True):
        if itemprop in attribute(tag, "itemprop").lower().split():
            return attribute(tag, "datetime" if tag.name == "time" else "content").strip()
    return ""


def _date(meaning: str, text: str) -> tuple[dt.date | None, tuple[Notice, ...]]:
    """Parse ISO 8601 or RFC 5322; a time without an offset is no moment, and only its day is kept."""
    if not text:
        return None, ()
    moment = _moment(text)
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        message = f"The page gives “{text[:40]}” as the date {meaning}, which is no date; it was left out."
        return None, (Notice("bad-date", message),)
    has_time = moment.tzinfo is not None and re.search(r"\d:\d\d|T\d", text)
    return (moment if has_time else moment.date()), ()


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _language(soup: BeautifulSoup, metas: _Metas) -> str:
    html = soup.find("html")
    root = said_language(html) if isinstance(html, Tag) else ""
    return root or language_tag(metas.first("og:locale", "language"))


def _url(soup: BeautifulSoup, metas: _Metas) -> str:
    links = (attribute(link, "href").strip() for link in soup.find_all("link", rel="canonical"))
    return next(filter(_is_absolute, (*links, metas.first("og:url"))), "")


def _is_absolute(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _images(items: Iterable[tuple[str, str]]) -> list[Image]:
    """Return the Open Graph pictures; `og:image:alt` belongs to the `og:image` before it."""
    images: list[Image] = []
    for name, text in items:
        if name in {"og:image", "og:image:url"} and text and all(image.src != text for image in images):
            images.append(Image(text, ""))
        elif name == "og:image:alt" and images and not images[-1].alt:
            images[-1] = Image(images[-1].src, text)
    return images
