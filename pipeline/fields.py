"""Recognise the lines that state metadata: dates, bylines, read times and the source's claims of a review."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.credits import is_label, names_author, names_person, read_credit
from pipeline.dates import DATE, read_date
from pipeline.model import Fate, Field, Verdict
from pipeline.page import Page, fold

Value = str | dt.date

# Metadata of an article stands within the first lines under or over its title, or at its very end.
HEAD_LINES = 14
TAIL_LINES = 12

_UPDATED = (
    r"(?:(?:page\s+)?last\s+|date\s+)?(?:updated|modified|revised|edited)"
    r"|aktualisiert|mis à jour|actualizado|aggiornato"
)
_PUBLISHED = (
    r"(?:first\s+|originally\s+)?(?:published|posted|created|added|released)|date"
    r"|veröffentlicht|publié|publicado"
)
_DATED = re.compile(
    rf"(?:(?:this\s+(?:article|page|post|content)\s+was\s+)?(?:(?P<updated>{_UPDATED})|(?P<published>{_PUBLISHED}))"
    rf"(?:\s+on|\s+at|\s+le|\s+am)?\s*[:\-]?\s*)?(?P<date>{DATE.pattern})"
    rf"(?:\s*\((?:updated|modified)\))?\.?"
)
_ENDS_UPDATED = re.compile(rf"(?:{_UPDATED})\W*(?:on\W*)?$")
# What a site says of its page at the page's end, also where a paragraph of its own stands below.
_LAST = re.compile(
    r"(?:(?:this )?(?:page|content|article)(?: was)? )?last (?:updated|modified|revised)\b|date modified\b"
)
_LABEL = re.compile(rf"(?:{_UPDATED}|published(?:\s+on)?|posted(?:\s+on)?|last\s+updated|date)\s*:?")
_BY = re.compile(
    r"(?:(?:article|post|story|text|words|content)\s+)?(?:(?:written|posted|published|authored|reported)\s+)?by\s*:?\s+(?P<name>.+)"
    r"|(?:author|authors|writer|words|text)\s*:\s*(?P<name2>.+)",
    re.IGNORECASE,
)
_READ_TIME = re.compile(
    r"(?:(?:reading|read)\s+time\s*[:\-]?\s*)?(?:about\s+|approx\.?\s+|~\s*)?"
    r"(?P<count>\d{1,3}(?:\s*-\s*\d{1,3})?)\s*-?\s*min(?:ute)?s?\.?(?:\s+(?:to\s+)?read(?:ing)?(?:\s+time)?)?"
)
_NAME_WORD = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’.-]*|of|the|and|de|da|di|van|von|der|den|la|le|el|al|bin|for|in|at|&)$"
)
# A date or a time to read has a figure, a name follows one of the others.
_STATES = re.compile(r"\d|\bby\b|\bago\b|(?:authors?|writer|words|text)\s*:")
_SEPARATOR = re.compile(r"\s*[|·•∙‧/]\s*|\s+[-–—]\s+|(?<=[a-z.]),?\s{2,}|(?<=\d)\.\s+")

_SUBJECT = r"(?:this|our|the|all)\s+(?:article|page|content|post|information|guide|leaflet|material|blog)s?"
_REVIEWED = r"(?:reviewed|fact[- ]?checked|verified|vetted|approved|checked|edited)"
_REVIEWER = (
    r"(?:medical|medically|clinical|clinically|expert|experts|doctor|physician|nurse|pharmacist|dermatologist"
    r"|dentist|specialist|board|advisory|professional|editor|editors|editorial|dr\.?|m\.?d\.?|rn|phd|team)\b"
)
REVIEW_CLAIM = re.compile(
    rf"{_SUBJECT}\s+(?:has\s+been|have\s+been|was|were|is|are)\s+(?:\w+\s+)?{_REVIEWED}\b.*{_REVIEWER}.*"
    rf"|(?:page\s+|article\s+|content\s+)?(?:medically|clinically|expert|scientifically)[ -]+{_REVIEWED}"
    r"(?:\s+by\b.*|\s+on\b.*|\s*:.*)"
    r"|(?:(?:this|page|article|content|last|medically|clinically|was)\s+)*reviewed(?:\s+on)?\s*:?\s*"
    rf"{DATE.pattern}\.?"
    r"|reviewed\s+by\s*:?\s+\S.{2,80}"
    rf"|{_REVIEWED}\s+(?:for\s+(?:medical\s+)?accuracy\s+)?by\s*:?\s+.*{_REVIEWER}.*"
)
# What leaflets and health services print at their end: "Reviewed: November 2023. Next review: November 2026".
_WHEN = (
    r"(?:(?:\d{1,2}(?:st|nd|rd|th)?[\s./-]+)?(?:[a-z]{3,9}\.?|\d{1,2})[\s./,-]+(?:\d{1,2},?\s+)?)?"
    r"(?:19|20)\d\d"
)
_OF = r"(?:(?:page|leaflet|document|last|next|planned|date|due|for|of|to|be|medically|clinically)\s+)"
_ON = r"(?:\s+(?:on|due|date|by|in))"
_REVIEW_DATES = re.compile(
    rf"(?:(?:{_OF}+review(?:ed)?{_ON}*|reviewed{_ON}*|review{_ON}+|review\s*(?=:))\s*:?\s*{_WHEN}\W*){{1,2}}"
)
_CLAIM_CUE = re.compile(r"review|fact[- ]?check|vetted|verified")


@dataclass(frozen=True, slots=True)
class Promotion:
    """The fields that one line states; the first names the line's verdict."""

    values: tuple[tuple[Field, Value], ...]


def find_fields(page: Page) -> dict[int, Promotion]:
    """Return the promotions of a page by line index; only whole lines are promoted, never a part of one."""
    month_first = _month_first(page)
    found: dict[int, Promotion] = {}
    for i in page.filled if _CLAIM_CUE.search("\n".join(page.folded)) else ():
        folded = page.folded[i]
        if len(folded) > 400 or not _CLAIM_CUE.search(folded):
            continue
        if REVIEW_CLAIM.fullmatch(folded):
            found[i] = Promotion(((Field.REVIEW_CLAIM, page.texts[i]),))
        elif _REVIEW_DATES.fullmatch(folded):
            field = Field.REVIEW_CLAIM if "reviewed" in folded else Field.OTHER
            found[i] = Promotion(((field, page.texts[i]),))
    for i in _edges(page):
        if i in found or len(page.texts[i]) > 160:
            continue
        text = page.texts[i]
        values = _read(text, page.folded[i], month_first=month_first)
        if values:
            found[i] = Promotion(values)
    _read_labelled(page, found, month_first=month_first)
    _read_bare_labels(page, found)
    return found


@lru_cache(maxsize=1024)  # what is left of a page is read again
def _read(text: str, folded: str, *, month_first: bool) -> tuple[tuple[Field, Value], ...]:
    if not _STATES.search(folded):
        return ()
    return _read_line(text, folded, month_first=month_first) or _read_mixed(text, month_first=month_first)


def read_loosely(page: Page, i: int) -> Promotion:
    """Return what a line states that is known to be metadata: a date in it, a byline, or itself."""
    text, folded = page.texts[i], page.folded[i]
    month_first = _month_first(page)
    values = _read_line(text, folded, month_first=month_first)
    if values:
        return Promotion(values)
    date = DATE.search(folded)
    day = read_date(date, month_first=month_first) if date else None
    if date is not None and day is not None:
        updated = _ENDS_UPDATED.search(folded[: date.start()])
        return Promotion(((Field.UPDATED if updated else Field.PUBLISHED, day),))
    return Promotion(((Field.OTHER, text),))


def _month_first(page: Page) -> bool:
    return not page.raw.given.language.startswith(("en-GB", "en-AU", "en-NZ", "en-IE", "en-IN"))


def _edges(page: Page) -> list[int]:
    """Return the lines at the head and at the tail, where an article states its metadata.

    The head ends with the second line of running text: a dek may stand before the date.
    """
    head: list[int] = []
    prose = 0
    start = _heading_rank(page)
    for i in page.filled[start : start + HEAD_LINES]:
        head.append(i)
        prose += i >= page.first_prose and len(page.texts[i]) >= 140
        if prose >= 2:
            break
    tail = [i for i in page.filled[-TAIL_LINES:] if i > page.last_prose and i not in head]
    return head + [i for i in page.filled if i in tail or (_LAST.match(page.folded[i]) and i not in head)]


def _heading_rank(page: Page) -> int:
    """Return the rank of the line from which the head is read: in a saved page a few lines above its h1."""
    for rank, i in enumerate(page.filled):
        hint = page.lines[i].hint
        if hint is not None and hint.element == "h1":
            return max(0, rank - 4)
    return 0


def _read_line(text: str, folded: str, *, month_first: bool) -> tuple[tuple[Field, Value], ...]:
    """Read a line whose every part is metadata, or return nothing."""
    whole = _read_part(text, folded, month_first=month_first)
    if whole:
        return whole
    values: list[tuple[Field, Value]] = []
    for part in _SEPARATOR.split(text.strip(" |·•-–—")):
        one = _read_part(part.strip(), fold(part), month_first=month_first)
        if not one:
            return ()
        values.extend(one)
    return tuple(values)


def _read_mixed(text: str, *, month_first: bool) -> tuple[tuple[Field, Value], ...]:
    """Read a line that is put together of dates, times, names and their labels, or return nothing."""
    credit = read_credit(text)
    if credit is None:
        return ()
    values: list[tuple[Field, Value]] = [(Field.BYLINE, credit.name)] if credit.name else []
    for before, stated in credit.dates:
        match = DATE.search(fold(stated))
        day = read_date(match, month_first=month_first) if match else None
        if day is not None:
            values.append((Field.UPDATED if _ENDS_UPDATED.search(fold(before)) else Field.PUBLISHED, day))
    if credit.read_time:
        values.append((Field.READ_TIME, credit.read_time))
    return tuple(values) or ((Field.OTHER, text),)


def _read_part(text: str, folded: str, *, month_first: bool) -> tuple[tuple[Field, Value], ...]:
    if match := _DATED.fullmatch(folded):
        day = read_date(match, month_first=month_first)
        if day is not None:
            field = Field.UPDATED if match["updated"] else Field.PUBLISHED
            return ((field, day),)
    if _READ_TIME.fullmatch(folded):
        return ((Field.READ_TIME, text),)
    if match := _BY.fullmatch(text):
        name = match["name"] or match["name2"]
        return _read_byline(name.strip(), month_first=month_first)
    return ()


def _read_byline(name: str, *, month_first: bool) -> tuple[tuple[Field, Value], ...]:
    """Read "Jane Doe, RN" or "Jane Doe on May 3, 2022"; a sentence that begins with "By" is none."""
    date = DATE.search(fold(name))
    if date is not None and date.end() == len(fold(name)):
        day = read_date(date, month_first=month_first)
        kept = re.sub(r"[\s,|-]*(?:on|updated|published)?[\s,:|-]*$", "", name[: date.start()])
        if day is None or not _is_name(kept):
            return ()
        return ((Field.BYLINE, kept), (Field.PUBLISHED, day))
    return ((Field.BYLINE, name),) if _is_name(name) else ()


def _is_name(text: str) -> bool:
    words = text.replace(",", " ").split()
    sentence = text.endswith((".", "!", "?", ":")) and not re.search(r"\b[A-Z][a-z]?\.$|\bPh\.?D\.$", text)
    if sentence or not 1 <= len(words) <= 12:
        return False
    name, _, role = text.partition(",")
    plain_role = len(role.split()) <= 6 and not re.search(r"[.!?]", role)
    return text[:1].isupper() and all(map(_NAME_WORD.match, name.split())) and plain_role


def _read_labelled(page: Page, found: dict[int, Promotion], *, month_first: bool) -> None:
    """Join a label that stands on a line of its own ("Updated") with the date that follows it."""
    for i in _edges(page):
        following = page.after(i)
        if i in found or following >= len(page.texts) or not _LABEL.fullmatch(page.folded[i]):
            continue
        match = DATE.fullmatch(page.folded[following])
        day = read_date(match, month_first=month_first) if match else None
        if day is not None:
            field = Field.UPDATED if re.match(_UPDATED, page.folded[i]) else Field.PUBLISHED
            found[i] = found[following] = Promotion(((field, day),))


def _read_bare_labels(page: Page, found: dict[int, Promotion]) -> None:
    """Take the labels that stand alone ("Written by", "Published"), and the names that follow them."""
    for i in _edges(page):
        if i in found or not is_label(page.texts[i]):
            continue
        found[i] = Promotion(((Field.OTHER, page.texts[i]),))
        name = page.after(i)
        if name in page.place and name not in found and names_person(page.texts[i], page.texts[name]):
            field = Field.BYLINE if names_author(page.texts[i]) else Field.OTHER
            found[name] = Promotion(((field, page.texts[name]),))


def field_verdicts(page: Page, found: Mapping[int, Promotion]) -> dict[int, Verdict]:
    """Return the verdicts of the promoted lines."""
    return {
        i: Verdict(page.lines[i].n, page.lines[i].text, Fate.META, field=promotion.values[0][0])
        for i, promotion in found.items()
    }
