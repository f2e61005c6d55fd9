"""Read the dates that articles print: English, German, French, Spanish, Italian, Portuguese and Dutch."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = {
    1: "january jan januar janvier janv enero gennaio gen janeiro januari",
    2: "february feb februar février fév fevrier febrero febbraio fevereiro fev februari",
    3: "march mar märz mrz mars marzo março maart mrt",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo maggio mag maio mei",
    6: "june jun juni juin junio giugno giu junho",
    7: "july jul juli juillet juil julio luglio lug julho",
    8: "august aug août aout agosto ago augustus",
    9: "september sept sep septembre septiembre settembre set setembro",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out",
    11: "november nov novembre noviembre novembro",
    12: "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro",
}
_MONTH = {word: number for number, words in _MONTHS.items() for word in words.split()}
_NAME = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = (
    r"(?:,?\s*(?:at|um|à|-)?\s*\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?"
    r"(?:\s*(?:utc|gmt|bst|[ecmp][sd]?t|cest|cet|uhr)\b)?)?"
)

DATE = re.compile(
    rf"{_WEEKDAY}(?:"
    rf"(?P<name1>{_NAME})\.?\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}"
    rf"|{_DAY.replace('day', 'day2')}(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?(?P<name2>{_NAME})\.?,?"
    rf"\s+(?:de\s+)?{_YEAR.replace('year', 'year2')}"
    rf"|{_YEAR.replace('year', 'year3')}[-/](?P<month3>0[1-9]|1[0-2])[-/](?P<day3>0[1-9]|[12]\d|3[01])"
    rf"(?:t\d\d:\d\d(?::\d\d)?(?:z|[+-]\d\d:?\d\d)?)?"
    rf"|(?P<first>0?[1-9]|[12]\d|3[01])(?P<sep>[./-])(?P<second>0?[1-9]|[12]\d|3[01])(?P=sep)"
    rf"(?P<year4>(?:19|20)\d\d)"
    rf"){_TIME}"
)
"""Matches a folded text; the groups are for `read_date` alone."""


def read_date(match: re.Match[str], *, month_first: bool) -> dt.date | None:
    """Return the day that a match of `DATE` names, or None for a day that does not exist.

    `month_first` settles figures such as 03/04/2024 where neither is above 12 and the sign is a slash.
    """
    part = match.groupdict()
    if part["name1"]:
        return _day(part["year"], _MONTH[part["name1"]], part["day"])
    if part["name2"]:
        return _day(part["year2"], _MONTH[part["name2"]], part["day2"])
    if part["month3"]:
        return _day(part["year3"], int(part["month3"]), part["day3"])
    first, second = int(part["first"]), int(part["second"])
    american = second > 12 or (month_first and first <= 12 and part["sep"] != ".")
    month, day = (first, second) if american else (second, first)
    return _day(part["year4"], month, str(day))


def _day(year: str, month: int, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), month, int(day))
    except ValueError:
        return None
