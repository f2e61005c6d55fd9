"""What a language tag tells a page: the direction of its writing, and how a date is spoken."""

from __future__ import annotations

import datetime as dt

# ISO 639 codes whose usual script runs from right to left (CLDR 45, characterOrder).
_RIGHT_TO_LEFT = frozenset(
    {
        "ar",
        "arc",
        "ckb",
        "dv",
        "fa",
        "he",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    }
)
# ISO 15924 scripts that run from right to left; a script named in the tag outranks the language.
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"})

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def direction(language: str) -> str:
    """Return "rtl" or "ltr" for a BCP 47 tag."""
    primary, *others = language.lower().replace("_", "-").split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in _RIGHT_TO_LEFT else "ltr"


def spoken_date(day: dt.date) -> str:
    """Write a date as people read it: 9 November 2022."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
