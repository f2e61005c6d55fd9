"""What is printed of how to reach a clinic, checked: a wrong number on paper cannot be called back."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from flows.mail.addresses import checked

_EXTENSION = re.compile(
    r"(,?\s*(ext\.?|x|extension|option)\s*\d{1,6}|\s*\((ext\.?|option)\s*\d{1,6}\))$", re.IGNORECASE
)
_NUMBER = re.compile(r"\+?[0-9(][0-9() ./\u00a0\u2011\u2013-]*")
_TIME = re.compile(r"\b(\d{1,2})[:.](\d{2})\b")
_HOURS_LINE = 60
_MOST_HOURS = 10


def one_line(value: str) -> str:
    """Return a text that has no line break and no control character, or raise ValueError."""
    if any(not char.isprintable() for char in value):
        raise ValueError("must be one line without control characters")
    return value.strip()


def _lines(value: str) -> str:
    if any(not char.isprintable() for char in value if char != "\n"):
        raise ValueError("must not hold control characters")
    return value.strip()


def _phone(value: str) -> str:
    number = _EXTENSION.sub("", value.strip())
    digits = sum(char.isdigit() for char in number)
    # ITU-T E.164: at most 15 digits; the shortest numbers in use, such as 111 and 999, have three.
    if not _NUMBER.fullmatch(number) or not 3 <= digits <= 15:
        raise ValueError(
            'must be one number of 3 to 15 digits, such as "+44 1632 960105" or "01632 960105 ext. 2"'
        )
    return value.strip()


def _email(value: str) -> str:
    if checked(value) is None:
        raise ValueError("must be an e-mail address, such as desk@example.org")
    return value.strip()


def _hours(value: list[str]) -> list[str]:
    if len(value) > _MOST_HOURS:
        raise ValueError(f"must be at most {_MOST_HOURS} lines")
    return [_hours_line(line) for line in value]


def _hours_line(value: str) -> str:
    line = one_line(value)
    if not 1 <= len(line) <= _HOURS_LINE:
        raise ValueError(
            f'must be lines of 1 to {_HOURS_LINE} characters, such as "Mon to Fri 9:00 to 17:00"'
        )
    for hour, minute in _TIME.findall(line):
        if (int(hour), int(minute)) > (24, 0) or int(minute) > 59:
            raise ValueError(f"holds {hour}:{minute}, which is no time of day")
    return line


# An empty text means "not given" wherever a setting may be left out.
Line: TypeAlias = Annotated[str, AfterValidator(one_line)]
Lines: TypeAlias = Annotated[str, AfterValidator(_lines)]
Phone: TypeAlias = Annotated[str, AfterValidator(lambda value: _phone(value) if value else value)]
ContactEmail: TypeAlias = Annotated[str, AfterValidator(lambda value: _email(value) if value else value)]
Hours: TypeAlias = Annotated[list[str], AfterValidator(_hours)]
