"""Clean the characters of a text: controls and invisible ones out, mojibake repaired, composed form (NFC).

Typographic characters are content and stay as they are: curly quotes, dashes, no-break spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.model import Notice

# What no feed, page or PDF can hold: XML 1.0 section 2.2, and DEL.
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Line and page breaks inside a line. U+0085 next to other C1 controls or to a letter such as "Ã" is a byte of
# Windows-1252 or UTF-8 read wrongly, and left to the repair.
_SPACED = re.compile("[\r\x0b\x0c\u2028\u2029]")
_NEXT_LINE = re.compile("(?<![\x80-\xff])\x85(?![\x80-\xbf])")
_C1 = re.compile("[\x80-\x9f]")
_OTHER_C1 = re.compile("[\x80-\x84\x86-\x9f]")

# Joiners shape Arabic, Indic and emoji text; a zero-width space ends words in Thai, Lao, Burmese and Khmer.
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u2190-\u2bff"
    "\ufb50-\ufdff\ufe0f-\ufefc\U0001f000-\U0001faff"
)
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_INVISIBLE = re.compile(
    f"[\xad\u2060\ufeff]|(?<![{_JOINING}])[\u200c\u200d]|(?<![{_SPACELESS}])\u200b|\u200b(?![{_SPACELESS}])"
)

# Mojibake needs two characters beyond ASCII side by side, or an "Ã" or "Â" that lost a no-break space after
# it. Not written as `{2}` nor as separate searches: 14 us for an article of 5 KB instead of 34 and 29.
_SUSPICIOUS = re.compile("[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[ÂÃ]) )")
_LOST_SPACE = re.compile("[ÂÃ] ")
# The encodings that ftfy undoes.
_MISREAD_AS = (
    "latin-1",
    "cp1252",
    "cp1251",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp1257",
    "iso8859-2",
    "mac-roman",
    "cp437",
)
# Bytes C9 and D0 to D5 are "…", dashes and quotes in Mac Roman: beside an accent or "£" they are innocent.
_INNOCENT_LEADS = frozenset("…–—“”‘’")
# A repair that yields these has guessed ("â¢", a bullet that lost a byte, becomes Braille).
_IMPROBABLE = re.compile("[\u2800-\u28ff\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and what was wrong with it.

    `controls` counts control characters removed or replaced by a space. `repaired` says that mojibake was
    undone, `mangled` that the text still looks like mojibake, `unreadable` that it holds U+FFFD.
    """

    text: str
    controls: int = 0
    repaired: bool = False
    mangled: bool = False
    unreadable: bool = False


def is_clean(text: str) -> bool:
    """Say whether `clean` would return the text as it is; a quick look that may say no too often."""
    if not text.replace("\n", "").replace("\t", "").isprintable():
        return False
    if text.isascii():
        return True
    return not ("\ufffd" in text or _SUSPICIOUS.search(text) or not unicodedata.is_normalized("NFC", text))


def clean(text: str) -> Cleaned:
    """Clean a line, or a passage whose line feeds are to stay; cleaning twice changes nothing."""
    if is_clean(text):
        return Cleaned(text)
    controls, repaired, mangled, before = 0, False, False, None
    while text != before:
        before = text
        text, count = _tidy(text)
        controls += count
        if not (mangled := _looks_mangled(text)):
            continue
        fixed = _repair(text)
        if fixed != text:
            text, repaired = fixed, True
        else:
            text, count = _C1.subn("", text)
            controls += count
    return Cleaned(text, controls, repaired, mangled, "\ufffd" in text)


def _tidy(text: str) -> tuple[str, int]:
    """Remove or replace controls and remove invisible characters; count the controls."""
    text, dropped = _DROPPED.subn("", text)
    text, spaced = _SPACED.subn(" ", text)
    broken = 0
    if "\x85" in text and not _OTHER_C1.search(text):
        text, broken = _NEXT_LINE.subn(" ", text)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)), dropped + spaced + broken


def _looks_mangled(text: str) -> bool:
    """Say whether a text is mojibake; ftfy, costly to import and slow, is asked only of suspicious ones."""
    if not (_C1.search(text) or _LOST_SPACE.search(text) or _misread().search(text)):
        return False
    from ftfy.badness import is_bad  # costs 0.1 s

    bad: bool = is_bad(text)
    return bad or _C1.search(text) is not None


def _repair(text: str) -> str:
    from ftfy import fix_encoding

    fixed: str = fix_encoding(text)
    if fixed.count("\n") != text.count("\n") or len(_IMPROBABLE.findall(fixed)) > len(
        _IMPROBABLE.findall(text)
    ):
        return text
    return fixed


@cache
def _misread() -> re.Pattern[str]:
    """Compile what UTF-8's sequences look like when a single-byte encoding read them."""

    def characters(encoding: str, first: int, last: int) -> str:
        found = bytes(range(first, last + 1)).decode(encoding, "ignore")
        return re.escape("".join(char for char in found if char not in _INNOCENT_LEADS))

    def sequences(encoding: str) -> str:
        tail = re.escape(bytes(range(0x80, 0xC0)).decode(encoding, "ignore"))
        # A no-break space often became a space; bytes without a character became U+FFFD.
        loose = f"[{tail} \ufffd\x80-\x9f]"
        two, three, four = (
            characters(encoding, *ends) for ends in ((0xC2, 0xDF), (0xE0, 0xEF), (0xF0, 0xF4))
        )
        four = four or three
        return f"[{two}][{tail}]|[{three}]{loose}{loose}|[{four}]{loose}{loose}"

    return re.compile("|".join(sequences(encoding) for encoding in _MISREAD_AS))


def report(found: Iterable[tuple[int, Cleaned]]) -> tuple[Notice, ...]:
    """Gather what was wrong in numbered lines into notices, at most one of each code."""
    faulty = [(n, line) for n, line in found]

    def lines(is_meant: Callable[[Cleaned], bool]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(n for n, line in faulty if is_meant(line)))

    total = sum(line.controls for _, line in faulty)
    are = "control characters were" if total > 1 else "control character was"
    reports = (
        Notice(
            "mojibake-repaired",
            "Text that had been read in a wrong encoding was repaired; compare it with the original.",
            lines(lambda line: line.repaired),
        ),
        Notice(
            "mojibake-suspected",
            "Text looks as if it had been read in a wrong encoding; it was left as it is.",
            lines(lambda line: line.mangled),
        ),
        Notice(
            "control-characters",
            f"{total} {are} removed or replaced by a space.",
            lines(lambda line: line.controls > 0),
        ),
        Notice(
            "unreadable-characters",
            "Characters that cannot be read are shown as \ufffd; compare with the original.",
            lines(lambda line: line.unreadable),
        ),
    )
    return tuple(notice for notice in reports if notice.lines)
