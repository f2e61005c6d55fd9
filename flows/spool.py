"""Files of the coming release, put where they will be staged as soon as they are made.

Thousands of pages are never in memory together: what the release before has already is named there, the rest
is written at once.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from flows.pieces import Piece, same, write
from flows.release import begin, current, explained


class Spool:
    """The staging folder of a run, which is made when the first file is put into it."""

    def __init__(self, out: Path) -> None:
        self._out = out
        shown = current(out)
        self._previous = os.fspath(shown) if shown else ""
        self._top = ""
        self.folder: Path | None = None

    def put(self, path: str, data: bytes) -> Piece:
        """Take a file. Raises ReleaseBroken when the disk refuses it."""
        sha256 = hashlib.sha256(data).digest()
        old = f"{self._previous}/{path}" if self._previous else ""
        if old and same(Path(old), data):
            return Piece(path, self._previous, sha256)
        with explained(self._out):
            if self.folder is None:
                self.folder = begin(self._out)
                self._top = os.fspath(self.folder)
            write(f"{self._top}/{path}", [data])
        return Piece(path, self._top, sha256)

    def put_parts(self, path: str, parts: Iterable[bytes]) -> Piece:
        """Take a long file part by part: once another file is new, it is never in memory as a whole.

        Raises ReleaseBroken when the disk refuses it.
        """
        if self.folder is None:
            return self.put(path, b"".join(parts))
        whole = hashlib.sha256()

        def hashed() -> Iterator[bytes]:
            for part in parts:
                whole.update(part)
                yield part

        with explained(self._out):
            write(f"{self._top}/{path}", hashed())
        return Piece(path, self._previous if self._is_as_before(path) else self._top, whole.digest())

    def _is_as_before(self, path: str) -> bool:
        with suppress(OSError):
            return bool(self._previous) and filecmp.cmp(
                f"{self._previous}/{path}", f"{self._top}/{path}", shallow=False
            )
        return False
