"""Read the lines under a title that are put together of dates, times, names and their labels.

"by Ann Lee | Health | 8 min read", "Posted on May 3, 2024 by Ann Lee", "Dec 17, 2025 · 2 comments": every
part must be accounted for, so that no sentence and no title that holds a date is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.dates import DATE

_READ_TIME = (
    r"(?:(?:average|estimated|est\.?)\s+)?(?:(?:reading|read)\s+time\s*(?:is)?\s*[:\-–—]?\s*)?"
    r"(?:about\s+|approx\.?\s+|~\s*)?\b\d{1,3}(?:\s*[-–]\s*\d{1,3})?\s*-?\s*min(?:ute)?s?\b\.?"
    r"(?:\s+(?:to\s+)?read(?:ing)?\b)?(?:\s+time\b)?"
)
_CLOCK = (
    r"\b\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*[ap]\.?m\b\.?)?(?:\s*(?:utc|gmt|bst|ist|[ecmph][sd]?t|cest|cet)\b)?"
    r"|\b\d{1,2}\s*[ap]\.?m\b\.?(?:\s*(?:utc|gmt|bst|ist|[ecmph][sd]?t|cest|cet)\b)?"
)
_AGO = r"\b(?:\d{1,2}|a|an|one|two|three)\s+(?:second|minute|hour|day|week|month|year)s?\s+ago\b"
_COUNT = r"\b(?:\d[\d,.]*k?|no|one)\s*(?:comments?(?:\s+so\s+far)?|views?|shares?|likes?|reads?)\b"
_STATED = re.compile(
    rf"(?P<read>{_READ_TIME})|(?P<date>{re.sub(r'[?]P<(?!sep)[a-z0-9]+>', '?:', DATE.pattern)})"
    rf"|(?P<ago>{_AGO})|(?P<count>{_COUNT})|(?P<clock>{_CLOCK})",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\0|[|·•∙‧⋅/／・]|\s[-–—]+\s|\s{2,}|[\n\t]")
_BARS = re.compile(r"[|·•∙‧⋅／・]")
_WORDS = (
    r"(?:(?:first|last|originally|page|post|article|story|content|date)\s+)?"
    r"(?:published|posted|updated|modified|edited|reviewed|revised|created|written|authored|reported"
    r"|fact[- ]checked|medically\s+reviewed|checked|released|filed)"
)
_LABEL = re.compile(
    rf"(?:{_WORDS}(?:\s+(?:on|at|in|by))?|date|on|at|in|by|and|author|authors|writer|written|reading\s+time"
    r"|(?:calendar|clock)(?:\s+icon)?|read\s+time|time|read|words|text|last"
    r"|(?:post|publish(?:ed)?|updated?)\s+(?:time|date))\s*[:,@.]?",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"(?:{_WORDS}\s+|(?:text|words|story|article)\s+)?by\b\s*:?\s*(?P<name>\S.*)", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:(?:[A-ZÀ-Þ][\w'’.&+-]*|\([A-Z]\w+\)|of|the|and|de|da|di|van|von|der|den|la|le|el|al|bin|for|&)"
    r"(?:,?\s+|$)){1,8}"
)
# "Reviewed" and "Fact checked" alone are badges, which the rules know.
_LABEL_LINE = re.compile(
    rf"(?:{_WORDS}\s+(?:on|by)|(?:first|last|originally)?\s*(?:published|posted|updated|modified|written)"
    r"|by|authors?)\s*:?",
    re.IGNORECASE,
)
_CUE = re.compile(r"\d|\bby\b|\bago\b", re.IGNORECASE)  # a date, a time or a name
_LONGEST = 160
_EDGES = " \t\u00a0|·•∙‧⋅-–—,:;()/"


@dataclass(frozen=True, slots=True)
class Credit:
    """What a line states: its dates as they stand with the words before them, a name, a time to read."""

    dates: tuple[tuple[str, str], ...] = ()
    name: str = ""
    read_time: str = ""


def read_credit(text: str) -> Credit | None:
    """Return what a line under a title states, or None where a part of it says anything else."""
    if len(text) > _LONGEST or not _CUE.search(text):
        return None
    found = list(_STATED.finditer(text))
    name, named, others = "", False, 0
    barred = _BARS.search(text) is not None
    for part in _parts(text):
        by = _BY.fullmatch(part)
        if _LABEL.fullmatch(part):
            continue
        if by is not None and _NAMED.fullmatch(by["name"]):
            named = True
            if not name and names_author(part[: by.start("name")]):
                name = by["name"].strip(_EDGES)
        elif _NAMED.fullmatch(part) and len(part.split()) <= 4:
            others += 1
        else:
            return None
    stated = named or any(m["read"] or m["date"] or m["ago"] for m in found)
    if not stated or others > (2 if named or barred else 0):
        return None
    dates = tuple((text[: m.start()], m["date"]) for m in found if m["date"])
    read = next((m["read"] for m in found if m["read"]), "")
    return Credit(dates, name, read)


def is_label(text: str) -> bool:
    """Say whether a line is a label alone, of what stands on the next one: "By", "Written by", "Updated:"."""
    return len(text) <= 40 and _LABEL_LINE.fullmatch(text) is not None


def names_author(label: str) -> bool:
    """Say whether a label alone names who wrote, not who edited or reviewed."""
    return re.search(r"edit|review|check|revis", label, re.IGNORECASE) is None


def names_person(label: str, text: str) -> bool:
    """Say whether a line is the name that a label alone asks for."""
    asked = re.fullmatch(r"(?:.*\s)?by\s*:?|authors?\s*:?", label, re.IGNORECASE) is not None
    return asked and len(text.split()) <= 6 and _NAMED.fullmatch(text) is not None


def _parts(text: str) -> Iterator[str]:
    bare = _STATED.sub("\0", text)
    for part in _PARTED.split(bare):
        trimmed = part.strip(_EDGES)
        if trimmed:
            yield trimmed
