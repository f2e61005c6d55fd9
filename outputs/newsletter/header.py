"""Header fields as RFC 5322 and RFC 2047 want them: one line of text in, folded ASCII out.

The standard library's own folding is passed by: it writes a long address of List-Unsubscribe as an encoded
word, which no mail program can follow, and loses a space between two encoded words.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from outputs.newsletter.letter import Mailbox

_WIDTH = 76  # RFC 2047 section 2: a line that holds an encoded word
_WORD = 75  # ... and the word itself
_OPENING, _CLOSING = "=?utf-8?{}?", "?="
# RFC 2047 section 5 (3): what stands for itself in an encoded word wherever it is used.
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# Lone surrogates, noncharacters, and what turns the writing of everything that follows.
_BAD = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f-\x9f\"(),:;<>@\[\\\]]+")
_HOST = re.compile(r"(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_MOST_URL_CHARS = 900  # RFC 5322 section 2.1.1: no line may have more than 998


def one_line(text: str) -> str:
    """Return a text on one line, without controls of any kind; it may come back empty."""
    return _SPACES.sub(" ", _BAD.sub("", text)).strip()


def unstructured(name: str, text: str) -> str:
    """Write a field of free text, such as Subject, folded and without its line end."""
    text = one_line(text)
    return _folded(f"{name}:", text.split(" ") if _stands_as_it_is(text) else _encoded(text, name))


def mailbox(box: Mailbox) -> str:
    """Write a mailbox: its name as a phrase, then its address.

    Raises ValueError when the address is none that a header may hold.
    """
    found = address(box.address)
    name = one_line(box.name)
    return f"{phrase(name)} <{found}>" if name else found


def phrase(text: str) -> str:
    """Write a name: as it stands, in quotes, or as encoded words."""
    text = one_line(text)
    if _stands_as_it_is(text) and len(text) <= 60:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return text if _ATOMS.fullmatch(text) else f'"{escaped}"'
    return "\r\n ".join(_encoded(text, ""))


def structured(name: str, *parts: str) -> str:
    """Write a field of parts that must not be broken, each on a line of its own where it does not fit."""
    return _folded(f"{name}:", parts)


def address(text: str) -> str:
    """Return an address as it stands in a header: its domain by IDNA, its local part unchanged.

    Raises ValueError when it is none; quoted local parts are not taken.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith("."):
        raise ValueError("not an e-mail address that a header may hold")
    return f"{local}@{host(domain)}"


def host(name: str) -> str:
    """Return a domain in ASCII (IDNA 2008).

    Raises ValueError when it is no domain.
    """
    import idna

    found = name.lower()
    if not found.isascii():
        try:
            found = idna.encode(found, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise ValueError("not a domain") from error
    if not _HOST.fullmatch(found) or len(found) > 253:
        raise ValueError("not a domain")
    return found


def web_link(url: str) -> str:
    """Return a web address in the angle brackets of a list header (RFC 2369 section 2).

    Raises ValueError when it is no http or https address of ASCII, or too long for a line.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or len(url) > _MOST_URL_CHARS:
        raise ValueError("not a web address for a header")
    if not url.isascii() or re.search(r"[\s\x00-\x20\x7f<>\"]", url):
        raise ValueError("not a web address for a header")
    return f"<{url}>"


def needs_smtputf8(text: str) -> bool:
    """Say whether an address can only be sent by SMTPUTF8 (RFC 6531): its local part is beyond ASCII."""
    return not text.rpartition("@")[0].isascii()


def _stands_as_it_is(text: str) -> bool:
    words = text.split(" ")
    return text.isascii() and "=?" not in text and all(len(word) < _WIDTH - 20 for word in words)


def _folded(start: str, parts: Sequence[str]) -> str:
    """Join parts by single spaces; a line is broken before the part that it has no room for."""
    lines = [start]
    for number, part in enumerate(parts):
        if number and len(lines[-1]) + 1 + len(part.split("\r\n")[0]) > _WIDTH:
            lines.append("")
        lines[-1] += f" {part}"
    return "\r\n".join(lines)


def _encoded(text: str, name: str) -> list[str]:
    """Write a text as encoded words; the first leaves room for the field's name."""
    data = text.encode("utf-8")
    quoted = sum(1 if byte in _PLAIN or byte == 0x20 else 3 for byte in data)
    return list(_quoted_words(text, name) if quoted * 3 <= len(data) * 5 else _base64_words(text, name))


def _quoted_words(text: str, name: str) -> Iterator[str]:
    room = _WORD - len(_OPENING) - len(_CLOSING) + 1
    left, word = room - len(name) - 2, ""
    for character in text:
        written = "".join(map(_quoted, character.encode("utf-8")))
        if len(word) + len(written) > left:
            yield f"{_OPENING.format('q')}{word}{_CLOSING}"
            word, left = "", room
        word += written
    yield f"{_OPENING.format('q')}{word}{_CLOSING}"


def _quoted(byte: int) -> str:
    if byte in _PLAIN:
        return chr(byte)
    return "_" if byte == 0x20 else f"={byte:02X}"


def _base64_words(text: str, name: str) -> Iterator[str]:
    room = (_WORD - len(_OPENING) - len(_CLOSING) + 1) // 4 * 3
    left, word = room - len(name) - 2, b""
    for character in text:
        written = character.encode("utf-8")
        if len(word) + len(written) > left:
            yield f"{_OPENING.format('b')}{b64encode(word).decode('ascii')}{_CLOSING}"
            word, left = b"", room
        word += written
    yield f"{_OPENING.format('b')}{b64encode(word).decode('ascii')}{_CLOSING}"
