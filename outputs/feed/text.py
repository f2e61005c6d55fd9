"""Texts, dates and languages as feeds spell them, so that readers and the W3C's validator agree.

Characters that XML or HTML forbids never get here from the sources; this is the last gate.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

# XML 1.0 section 2.2, HTML's noncharacters and C1 controls. U+FFFD is allowed and still counts as a fault
# in the W3C's validator: it asks for bytes that were decoded wrongly.
_BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
# Shown for a character that cannot be read, where no character reference may stand.
_BOX = "\u25a1"
# What feedparser and its like take for HTML: a closing tag or a character reference.
_END_TAG = re.compile(r"</\w+>")
_REFERENCE = re.compile(r"&#?\w+;")
_BARE = re.compile(r"<|&(?!#?\w+;)")
_MARKUP = re.compile(r"(?:<(?=[/a-zA-Z!?])|&(?=#?\w+;))")
WORD_JOINER = "\u2060"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def line(text: str) -> str:
    """Return a text on one line, without what a feed cannot hold."""
    return " ".join(_without_bad(text, _BOX).split())


def html(markup: str) -> str:
    """Return markup without what a feed cannot hold; an unreadable character is written as a reference."""
    # As a plain text: `Markup` would escape what is put into it.
    return _without_bad(str(markup), "&#xFFFD;")


def _without_bad(text: str, instead: str) -> str:
    """Replace what a feed cannot hold; most texts have none of it, which is told in a tenth of the time."""
    is_sound = text.replace("\n", "").isprintable() and "\ufffd" not in text
    return text if is_sound else _BAD.sub(instead, text)


def xml(text: str) -> str:
    """Escape clean text for an element or a quoted attribute.

    "&" and "<" become hexadecimal references, which the most readers show right (RSS Best Practices Profile,
    Character Data).
    """
    if not _SPECIAL.search(text):
        return text
    return text.replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&#x3E;").replace('"', "&#x22;")


_SPECIAL = re.compile('[&<>"]')


def escaped(markup: str) -> str:
    """Escape clean markup for an element; the short names keep a whole article small."""
    return markup.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def looks_like_html(text: str) -> bool:
    """Say whether readers that guess would show a plain text as HTML, and get it wrong.

    A reference alone is left: readers show "&amp;" as it is or as "&", which is mostly what was meant. A
    hexadecimal one is not: feedparser would write its capitals small.
    """
    if _END_TAG.search(text):
        return True
    return bool(_REFERENCE.search(text) and (_BARE.search(text) or "&#x" in text.lower()))


def guarded(text: str) -> str:
    """Return a title that no reader takes for HTML, though RSS cannot say that its titles are text.

    Where readers would guess wrongly, a word joiner, which is not seen, follows what begins a tag or a
    reference. Sources never hold one (pipeline.characters), so nothing is lost.
    """
    return _MARKUP.sub(lambda match: match[0] + WORD_JOINER, text) if looks_like_html(text) else text


def rfc822(moment: dt.datetime) -> str:
    """Write a date for RSS (RFC 5322 section 3.3), with English names whatever the locale."""
    moment = _plain_offset(moment)
    offset = moment.strftime("%z")
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment.year:04d} "
        f"{moment:%H:%M:%S} {offset}"
    )


def rfc3339(moment: dt.datetime) -> str:
    """Write a date for Atom and JSON Feed (RFC 3339 section 5.6)."""
    return _rfc3339(moment, moment.tzinfo)


@lru_cache(maxsize=4096)
def _rfc3339(moment: dt.datetime, _: dt.tzinfo | None) -> str:
    """Write a date; two are equal that are one moment in two time zones, so these are told apart."""
    return _plain_offset(moment).isoformat(timespec="seconds")


def _plain_offset(moment: dt.datetime) -> dt.datetime:
    """Keep an offset of whole or half hours; the validator doubts any other, so that becomes UTC."""
    if moment.tzinfo is dt.UTC:
        return moment
    offset = moment.utcoffset()
    if offset is not None and offset % dt.timedelta(minutes=30):
        return moment.astimezone(dt.UTC)
    return moment


def language(tag: str, otherwise: str) -> str:
    """Return a language tag that feeds may carry, else the other one."""
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) and tag[:3] != "und" else otherwise
