"""Read members of a JSON document by name and type; an error names the place as a JSON Pointer."""

from __future__ import annotations

import datetime as dt


class Reader:
    """One JSON object; every method raises ValueError when the member is missing or of another type."""

    def __init__(self, value: object, place: str = "") -> None:
        if not isinstance(value, dict):
            raise _mismatch(place, "an object")
        self._members: dict[str, object] = value
        self.place = place

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a string."""
        value = self._members.get(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, "a string")
        return value

    def integer(self, key: str) -> int:
        """Return a whole number."""
        return _integer(self._members.get(key), f"{self.place}/{key}")

    def integer_or_none(self, key: str) -> int | None:
        """Return a whole number or null."""
        return None if self._members.get(key) is None else self.integer(key)

    def integers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        return tuple(_integer(value, f"{self.place}/{key}/{n}") for n, value in enumerate(self._list(key)))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; a missing one is empty."""
        if key not in self._members:
            return ()
        found = tuple(value for value in self._list(key) if isinstance(value, str))
        if len(found) < len(self._list(key)):
            raise self._wrong(key, "a list of strings")
        return found

    def flag(self, key: str) -> bool:
        """Return a truth value; a missing one is false."""
        value = self._members.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def moment(self, key: str) -> dt.datetime:
        """Return a date with time and offset (RFC 3339)."""
        value = self.date(key)
        if not isinstance(value, dt.datetime) or value.tzinfo is None:
            raise self._wrong(key, "a date with time and offset")
        return value

    def date(self, key: str) -> dt.date | None:
        """Return a date, a date with time, or None for null."""
        value = self._members.get(key)
        if value is None:
            return None
        text = self.text(key)
        try:
            return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)
        except ValueError as error:
            raise self._wrong(key, "a date") from error

    def members(self, key: str) -> tuple[Reader, ...]:
        """Return the objects of a list."""
        return tuple(Reader(value, f"{self.place}/{key}/{n}") for n, value in enumerate(self._list(key)))

    def object_or_none(self, key: str) -> Reader | None:
        """Return an object; None where it is null or missing."""
        value = self._members.get(key)
        return None if value is None else Reader(value, f"{self.place}/{key}")

    def rows(self, key: str) -> tuple[tuple[Reader, ...], ...]:
        """Return the objects of a list of lists."""
        found: list[tuple[Reader, ...]] = []
        for n, row in enumerate(self._list(key)):
            place = f"{self.place}/{key}/{n}"
            if not isinstance(row, list):
                raise _mismatch(place, "a list")
            found.append(tuple(Reader(value, f"{place}/{m}") for m, value in enumerate(row)))
        return tuple(found)

    def _list(self, key: str) -> list[object]:
        value = self._members.get(key)
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        return value

    def _wrong(self, key: str, expected: str) -> ValueError:
        return _mismatch(f"{self.place}/{key}", expected)


def _integer(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _mismatch(place, "a whole number")
    return value


def _mismatch(place: str, expected: str) -> ValueError:
    return ValueError(f"{place or '/'}: expected {expected}")
