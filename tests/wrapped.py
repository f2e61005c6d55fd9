"""Wrap the lines of a text as mail programs and editors do."""

import re
from textwrap import wrap

from pipeline.page import BULLET, NUMBER


def wrapped(text: str, width: int, *, hanging: bool = True) -> str:
    """Return a text whose lines are at most `width` columns wide, where their words allow it.

    Items continue under their text, or where `hanging` is false under their mark.
    """
    return "\n".join("\n".join(_lines(line, width, hanging)) for line in text.split("\n"))


def _lines(line: str, width: int, hanging: bool) -> list[str]:
    mark = BULLET.match(line) or NUMBER.match(line)
    columns = mark.end() if mark is not None and hanging else len(line) - len(line.lstrip())
    return wrap(line, width, subsequent_indent=" " * columns, break_long_words=False) or [""]


def apart(text: str) -> str:
    """Return a text with single spaces, and a blank line between lines that are no items of one list.

    Where two sentences stand under each other and the first ends at the very width, nobody can tell whether
    they are one paragraph.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        single = re.sub(r"(?<=\S)\s+", " ", line.rstrip())
        if single and lines and lines[-1] and not (BULLET.match(single) or NUMBER.match(single)):
            lines.append("")
        lines.append(single)
    return "\n".join(lines)
