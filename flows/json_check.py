"""Whether a JSON text parses, told as it is read: a report on 10,000 articles would take 15 MB as a whole."""

from __future__ import annotations

import codecs
import json
import re
from typing import BinaryIO

_PART_BYTES = 1 << 16
_SPACE = re.compile(r"[ \t\r\n]*")
# Of a report the rows are two levels down, and each of them is in memory on its own.
_LEVELS = 2
_EXPONENT_CHARS = 3
_CLOSING = {"{": "}", "[": "]"}


def check(file: BinaryIO) -> None:
    """Read a file to its end. Raises ValueError when it is no JSON text in UTF-8 (RFC 8259)."""
    begin = file.read(_PART_BYTES)
    if len(begin) < _PART_BYTES and not file.read(1):  # nearly all files, in a sixth of the time
        json.loads(begin.decode("utf-8", "surrogatepass"))
        return
    file.seek(0)
    text = _Text(file)
    _value(text, _LEVELS)
    if rest := text.peek():
        raise ValueError(f"{rest!r} behind the end")


def _value(text: _Text, levels: int) -> None:
    opening = text.peek()
    if not levels or opening not in _CLOSING:
        text.scan()
        return
    text.take()
    closing = _CLOSING[opening]
    if text.peek() == closing:
        text.take()
        return
    mark = ","
    while mark == ",":
        if opening == "{":
            _name(text)
        _value(text, levels - 1)
        mark = text.take()
    if mark != closing:
        raise ValueError(f"{mark!r} instead of , or {closing}")


def _name(text: _Text) -> None:
    if text.peek() != '"':
        raise ValueError(f"{text.peek()!r} instead of a name")
    text.scan()
    if text.take() != ":":
        raise ValueError("a name without a value")


class _Text:
    """The text of a file, read as far as it is needed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogatepass")
        self._scan = json.JSONDecoder().raw_decode
        self._held = ""
        self._at = 0

    def peek(self) -> str:
        """Return the next character that is no space, empty at the end."""
        found = self._held[self._at : self._at + 1]
        if found > " ":
            return found
        self._at = self._behind_space()
        while self._at == len(self._held) and self._more():
            self._at = self._behind_space()
        return self._held[self._at : self._at + 1]

    def take(self) -> str:
        """Return the next character that is no space, and go on behind it."""
        found = self.peek()
        self._at += 1
        return found

    def scan(self) -> None:
        """Go on behind a whole value. Raises ValueError when there is none."""
        self.peek()
        while True:
            try:
                _, end = self._scan(self._held, self._at)
            except ValueError:
                if not self._more():
                    raise
                continue
            # A number may go on, with as much as "e+1".
            if len(self._held) - end >= _EXPONENT_CHARS or not self._more():
                self._at = end
                return

    def _behind_space(self) -> int:
        found = _SPACE.match(self._held, self._at)
        return found.end() if found else self._at

    def _more(self) -> bool:
        """Read on, twice as much as is held, so that a long value is not tried too often."""
        data = self._file.read(max(_PART_BYTES, len(self._held) - self._at))
        text = self._decoder.decode(data, final=not data)
        if data:
            self._held, self._at = self._held[self._at :] + text, 0
        return bool(data)
