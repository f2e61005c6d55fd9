"""Turn the bytes of a file into clean text with line numbers that agree with `grep -n`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.characters import clean, is_clean, report
from pipeline.encoding import (
    BOMS,
    bare_utf16,
    declared_codec,
    guess,
    mostly_utf8,
    refuse_binary,
    refuse_unassigned,
)
from pipeline.errors import NotAnArticle, UnreadableSource
from pipeline.model import Notice

MAX_FILE_BYTES = 20_000_000
"""Far above any article; saved pages with their pictures inside reach a few megabytes."""

MAX_LINE_CHARS = 200_000
"""A long novel's chapter; a paragraph beyond it is a dump, and layout time grows with its square."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in (Python's name), and what a person should know of it."""

    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()


def decode(data: bytes, origin: str, *, charset: str = "") -> Decoded:
    r"""Decode and clean a text file; `charset` is an encoding that it declares.

    Lines end in "\n" alone: a CR before it is dropped, a CR elsewhere becomes a space, unless the file has
    no "\n" at all (old Macintosh), where every CR ends a line. Notices name lines by these numbers.

    Raises UnreadableSource for binary data, a file above MAX_FILE_BYTES or a line above MAX_LINE_CHARS, and
    NotAnArticle for a file without visible text.
    """
    raw = to_unicode(data, origin, charset=charset)
    text = _unify_line_ends(raw.text)
    if len(text) > MAX_LINE_CHARS:
        refuse_long_lines(text.split("\n"), origin)
    notices: tuple[Notice, ...] = ()
    if not is_clean(text):
        cleaned = [clean(line) for line in text.split("\n")]
        # A last line of control characters alone is still a line, as `grep` counts.
        end = "\n" if text[-1:] not in {"", "\n"} and not cleaned[-1].text else ""
        text = "\n".join(line.text for line in cleaned) + end
        notices = report(enumerate(cleaned, start=1))
    if not text or text.isspace():
        raise NotAnArticle("holds no text.", where=origin, remedy="Remove it, or put an article in it.")
    return Decoded(text, raw.encoding, raw.notices + notices)


def to_unicode(data: bytes, origin: str, *, charset: str = "") -> Decoded:
    """Decode bytes without cleaning the text, for formats that a parser reads first.

    A byte order mark decides, then strict UTF-8, UTF-16 without a mark, UTF-8 with a few invalid bytes
    (they become U+FFFD), the declared `charset`, and last a guess, which is noticed.

    Raises UnreadableSource for binary data and a file above MAX_FILE_BYTES, NotAnArticle for an empty one.
    """
    if len(data) > MAX_FILE_BYTES:
        size = f"has {len(data) / 1e6:,.1f} MB; an article has at most {MAX_FILE_BYTES / 1e6:,.0f} MB."
        raise UnreadableSource(size, where=origin, remedy="Split it into one file for each article.")
    if not data:
        raise NotAnArticle("is empty.", where=origin, remedy="Remove it, or put an article in it.")
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return _decode_marked(data.removeprefix(mark), origin, encoding)
    if order := bare_utf16(data):
        return Decoded(data.decode(order, "replace"), order)
    refuse_binary(data, origin)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_8bit(data, charset)


def refuse_long_lines(lines: Iterable[str], origin: str) -> None:
    """Raise UnreadableSource for the first line above MAX_LINE_CHARS."""
    for n, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE_CHARS:
            raise UnreadableSource(
                f"line {n} has {len(line):,} characters; at most {MAX_LINE_CHARS:,} can be laid out.",
                where=f"{origin}:{n}",
                remedy="Put each paragraph on a line of its own.",
            )


def _decode_marked(data: bytes, origin: str, encoding: str) -> Decoded:
    """Decode what follows a byte order mark; what is invalid becomes U+FFFD."""
    if encoding == "utf-8":
        refuse_binary(data, origin)
    text = data.decode(encoding, "replace")
    refuse_unassigned(text, origin)
    return Decoded(text, encoding)


def _decode_8bit(data: bytes, charset: str) -> Decoded:
    if mostly_utf8(data):
        return Decoded(data.decode("utf-8", "replace"), "utf-8")
    if codec := declared_codec(charset):
        return Decoded(data.decode(codec, "replace"), codec)
    encoding = guess(data)
    message = f"The file is not UTF-8 and names no encoding; it was read as {encoding}. Save it as UTF-8."
    return Decoded(data.decode(encoding, "replace"), encoding, (Notice("guessed-encoding", message),))


def _unify_line_ends(text: str) -> str:
    if "\r" not in text:
        return text
    if "\n" not in text:
        return text.replace("\r", "\n")
    text = text.replace("\r\n", "\n")
    # Converted twice, a line ends in CR CR LF: what is left of it is no control character astray.
    return text.replace("\r\n", "\n")
