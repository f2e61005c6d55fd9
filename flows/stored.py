"""Articles whose text stays on the disk until it is asked for: thousands of them take little memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from sys import intern
from typing import Protocol, TypeAlias

from pipeline.model import Article, Block, Image
from pipeline.readability import Readability

# The fields of an article but its blocks, as bytes are made of them: dates as text, images as tuples.
Values: TypeAlias = tuple[str | tuple[tuple[str, str, int], ...], ...]
_NAMES = tuple(each.name for each in fields(Article) if each.name != "blocks")
_PLACES: Mapping[str, int] = {name: place for place, name in enumerate(_NAMES)}
_DATES = frozenset({"published", "updated"})


class Texts(Protocol):
    """Where texts are kept."""

    def load(self, key: str) -> tuple[Block, ...]:
        """Return the text that is kept under a key."""

    def measures(self, key: str) -> Readability:
        """Return how well the text that is kept under a key reads."""


class _Last:
    """The text that was asked for last: a channel asks several times for the same one before the next."""

    def __init__(self) -> None:
        self._texts: Texts | None = None
        self._key = ""
        self._blocks: tuple[Block, ...] = ()

    def of(self, texts: Texts, key: str) -> tuple[Block, ...]:
        """Return what is kept under a key, from memory where it was the last one asked for."""
        if self._texts is not texts or self._key != key:
            self._blocks = texts.load(key)
            self._texts, self._key = texts, key
        return self._blocks


_LAST = _Last()


class StoredArticle(Article):
    """An article that loads its blocks whenever they are asked for, and equals the same article in memory.

    `mark` stands for its text and all its fields.
    """

    __slots__ = ("_key", "_texts", "_values", "mark")
    _key: str
    _texts: Texts
    _values: Values
    mark: bytes

    def __new__(cls, *values: object, **named: object) -> Article:  # type: ignore[misc]
        """Return an article that is held in memory: `replace` makes a changed one in this way."""
        return Article(*values, **named)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        """Return a field: no slot of an article is filled."""
        if name == "blocks":
            return _LAST.of(self._texts, self._key)
        if name not in _PLACES:
            raise AttributeError(name)
        value = self._values[_PLACES[name]]
        if not value:
            return None if name in _DATES else value
        if isinstance(value, tuple):
            return tuple(Image(*each) for each in value)
        return _date(value) if name in _DATES else value

    @property
    def readability(self) -> Readability:
        """Return how well it reads."""
        return self._texts.measures(self._key)

    def whole(self) -> Article:
        """Return the same article, held in memory."""
        return Article(**{each.name: getattr(self, each.name) for each in fields(Article)})

    def __repr__(self) -> str:
        return repr(self.whole())

    def __eq__(self, other: object) -> bool:
        return self.whole() == (other.whole() if isinstance(other, StoredArticle) else other)

    def __hash__(self) -> int:
        return hash(self.whole())

    def __reduce__(self) -> tuple[object, ...]:
        # Another process has the text with it: the loader stays here.
        return (Article, tuple(getattr(self, each.name) for each in fields(Article)))


def values_of(article: Article) -> Values:
    """Return what `stored` makes the same article of."""
    found: dict[str, str | tuple[tuple[str, str, int], ...]] = {
        name: _plain(getattr(article, name)) for name in _NAMES
    }
    found["images"] = tuple((str(image.src), str(image.alt), image.line) for image in article.images)
    found["language"] = intern(str(article.language))
    return tuple(found.values())


def _plain(value: object) -> str:
    """Return a text, or a date as text; `flows.plain_bytes` has no text of a class of its own."""
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def stored(texts: Texts, key: str, mark: bytes, values: Values) -> Article:
    """Return an article of these values, and the blocks that are kept under a key.

    `mark` stands for all of them. Thousands are made at the start of a run.
    """
    article: StoredArticle = object.__new__(StoredArticle)
    object.__setattr__(article, "_texts", texts)
    object.__setattr__(article, "_key", key)
    object.__setattr__(article, "_values", values)
    object.__setattr__(article, "mark", mark)
    return article


@lru_cache(maxsize=4096)
def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)


def mark_of(article: Article) -> bytes:
    """Return what stands for an article's text and all its fields, empty where nothing does."""
    return article.mark if isinstance(article, StoredArticle) else b""


def readability_of(article: Article) -> Readability | None:
    """Return how well an article reads, None where that was not kept with it."""
    return article.readability if isinstance(article, StoredArticle) else None
