"""Find the encoding of bytes, and refuse those that are no text."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.errors import UnreadableSource

_SAMPLE_BYTES = 65_536
_ASCII = bytes(range(0x80))
# Text holds tab, line feed, vertical tab, form feed, carriage return and, in terminal captures, escape.
_BINARY = bytes(byte for byte in range(0x20) if byte not in b"\t\n\v\f\r\x1b")
# Of random bytes 10 % are such controls; a text with stray NULs stays well below half of that.
_BINARY_SHARE = 0.05
_BINARY_SHARE_TINY = 0.3

_SAVE = "Save the article as text or HTML."
_MAGIC = {
    b"%PDF-": "a PDF",
    b"\x89PNG\r\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF87a": "a GIF picture",
    b"GIF89a": "a GIF picture",
    b"PK\x03\x04": "a ZIP archive or an office document (docx, odt, epub)",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old office document (doc, xls, ppt)",
    b"{\\rtf": "a rich text file (RTF)",
    b"\x1f\x8b\x08": "a gzip archive",
    b"BZh91AY&SY": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"SQLite format 3\x00": "a SQLite database",
    b"bplist00": "a web archive or property list",
    b"\x7fELF": "a program",
}

BOMS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
"""Byte order marks; the longer ones come first, since UTF-32's begins as UTF-16's does."""

_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

# What pages declare, by the names of WHATWG's Encoding Standard, section 4.2; Latin-1 and ASCII mean
# Windows-1252 there. A literal list, since Python knows codecs that are no encoding of text.
_DECLARED = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "macintosh": "mac-roman",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    **{
        name: name
        for name in ("big5", "euc-jp", "koi8-r", "koi8-u", "iso-8859-2", "iso-8859-5", "iso-8859-15")
    },
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
}
_WESTERN = ("cp1252", "mac_roman", "cp1250", "cp1254", "cp1257", "iso8859_2")
_OTHERS = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp932", "euc_jp", "gb18030", "big5", "cp949")
# Mac Roman has a sign for every byte, so text in any other encoding passes unless only its letters and
# the common signs count.
_MAC_ROMAN = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœŸ\x00-\x7f“”‘’–—…•©®™°€£«»¿¡\xa0]*")


# What a wrong guess among western encodings looks like: a symbol inside a word, a capital after a small
# letter or alone where Mac Roman has its quotes and dashes, a row of accents, a yen sign for a bullet.
_IMPLAUSIBLE = re.compile(
    "(?<=[^\\W\\d_])(?:[^\\w\\s\x00-\x7f’‘´·–—…®™°“”\xad]|[²³¹])(?=[^\\W\\d_])"
    "|[a-zß-öø-ÿ][À-ÖØ-ÞŠŽŸŒ]"
    "|\\b[À-ÖØ-ÞŠŽŸ][A-Z][a-z]"
    "|(?<!\\w)[ÐÑÒÓÔÕ](?!\\w)"
    "|[À-ÖØ-öø-ÿŠŽšžŸ]{3,}"
    "|^\\s*¥\\s"
    "|\ufffd",
    re.MULTILINE,
)
_IMPLAUSIBLE_SHARE = 0.05


def refuse_binary(data: bytes, origin: str) -> None:
    """Raise UnreadableSource when the bytes begin as a known kind of file does, or hold too many controls."""
    if data.startswith(tuple(_MAGIC)):
        name = next(name for magic, name in _MAGIC.items() if data.startswith(magic))
        raise UnreadableSource(f"is {name}, not text.", where=origin, remedy=_SAVE)
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _BINARY))
    share = controls / len(sample) if sample else 0.0
    if share > _BINARY_SHARE_TINY or (controls >= 4 and share > _BINARY_SHARE):
        raise UnreadableSource("is binary data, not text.", where=origin, remedy=_SAVE)


def refuse_unassigned(text: str, origin: str) -> None:
    """Raise UnreadableSource when characters decoded after a byte order mark are mostly no text."""
    sample = text[:_SAMPLE_BYTES]
    readable = sum(char.isprintable() or char in "\t\n\r\xa0" for char in sample) - sample.count("\ufffd")
    if sample and readable < len(sample) / 2:
        raise UnreadableSource("is binary data, not text.", where=origin, remedy=_SAVE)


def bare_utf16(data: bytes) -> str:
    """Name the byte order of UTF-16 without a mark, "" for anything else.

    The high bytes of an alphabetic script are nearly all 0 or one other value. A short text must be western
    (high byte 0), so that a NUL astray in a few words is not taken for it.
    """
    if b"\x00" not in data or len(data) % 2:
        return ""
    sample = data[:_SAMPLE_BYTES]
    columns = {"utf-16-be": sample[0::2], "utf-16-le": sample[1::2]}
    for order, high in columns.items():
        low = columns["utf-16-le" if order == "utf-16-be" else "utf-16-be"]
        zeros, pairs = high.count(0), len(high)
        if low.count(0) * 20 > pairs:
            continue
        common = sum(count for _, count in Counter(high).most_common(2))
        if zeros > 0.6 * pairs or (pairs >= 32 and zeros * 20 > pairs and common > 0.9 * pairs):
            return order
    return ""


def mostly_utf8(data: bytes) -> bool:
    """Say whether bytes that are not strictly UTF-8 are UTF-8 with a few invalid bytes.

    Continuation bytes in valid sequences are weighed against bytes in none: by chance Windows-1252 text
    holds far fewer of the first than of the second.
    """
    rest, sequences = _MULTIBYTE.subn(b"", data)
    stray = len(rest.translate(None, _ASCII))
    return len(data) - len(rest) - sequences >= stray


def declared_codec(charset: str) -> str:
    """Return Python's name for an encoding that a page declares, "" for one not known."""
    return _DECLARED.get(charset.strip().lower(), "")


def guess(data: bytes) -> str:
    """Guess the encoding of 8-bit text: Windows-1252, Mac Roman, else what charset-normalizer says.

    Statistics fail on the few odd bytes of a short western text, so plausibility is judged first.
    """
    if _is_plausible(data.decode("cp1252", "replace")):
        return "cp1252"
    mac_text = data.decode("mac_roman")
    if _MAC_ROMAN.fullmatch(mac_text) and _is_plausible(mac_text):
        return "mac_roman"
    from charset_normalizer import from_bytes  # costs 0.05 s, for rare files

    sample = data[:_SAMPLE_BYTES].rpartition(b"\n")[0] or data[:_SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=[*_WESTERN, *_OTHERS]).best()
    return best.encoding if best else "cp1252"


def _is_plausible(text: str) -> bool:
    beyond_ascii = sum(not char.isascii() for char in text)
    return len(_IMPLAUSIBLE.findall(text)) <= _IMPLAUSIBLE_SHARE * beyond_ascii
