"""Short texts that are made by the thousand, put away on the disk until they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import ReleaseBroken

# A place in the file and a length, in one number: it takes a third of the memory of both.
_LENGTH_BITS = 32


class Scroll(MutableMapping[str, str]):
    """Texts by name: what is known from before in memory (`held`), what is put in in a file.

    The file loses its name as soon as it is open, so that nothing is left of it after the run. Raises
    ReleaseBroken when the disk refuses.
    """

    def __init__(self, file: Path, held: MutableMapping[str, str] | None = None) -> None:
        self._path = file
        self._held = {} if held is None else held
        self._places: dict[str, int] = {}
        self._file: BinaryIO | None = None
        self._end = 0
        self._is_flushed = True

    def __getitem__(self, name: str) -> str:
        place = self._places.get(name)
        if place is None or self._file is None:
            return self._held[name]
        try:
            if not self._is_flushed:
                self._file.flush()
                self._is_flushed = True
            start, length = place >> _LENGTH_BITS, place & ((1 << _LENGTH_BITS) - 1)
            return os.pread(self._file.fileno(), length, start).decode("utf-8", "surrogatepass")
        except OSError as error:
            raise self._broken(error) from error

    def __setitem__(self, name: str, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        try:
            if self._file is None:
                self._file = self._path.open("w+b")
                self._path.unlink()
            self._file.write(data)
        except OSError as error:
            raise self._broken(error) from error
        self._is_flushed = False
        self._places[name] = self._end << _LENGTH_BITS | len(data)
        self._end += len(data)

    def __delitem__(self, name: str) -> None:
        if self._places.pop(name, None) is None:
            del self._held[name]
        else:
            self._held.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        yield from self._places
        yield from (name for name in self._held if name not in self._places)

    def __len__(self) -> int:
        return len(self._places.keys() | self._held.keys())

    def __contains__(self, name: object) -> bool:
        return name in self._places or name in self._held

    def close(self) -> None:
        """Close the file; the texts that it held are gone."""
        if self._file is not None:
            with suppress(OSError):  # what could not be written is not wanted any more
                self._file.close()
            self._file = None
        self._places.clear()

    def _broken(self, error: OSError) -> ReleaseBroken:
        return ReleaseBroken(
            f"What was made cannot be put away: {error.strerror or error}. The old release is untouched.",
            where=str(self._path),
            remedy="Check the space and the permissions there, then run this again.",
        )
