"""Articles whose text stays on the disk until it is asked for: thousands of them take little memory."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Protocol

from pipeline.model import Article, Block


class Texts(Protocol):
    """Where texts are kept."""

    def load(self, key: str) -> tuple[Block, ...]:
        """Return the text that is kept under a key."""


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


@dataclass(frozen=True, slots=True)
class _Held:
    """A text that is in memory."""

    blocks: tuple[Block, ...]

    def load(self, _: str) -> tuple[Block, ...]:
        return self.blocks


class StoredArticle(Article):
    """An article that loads its blocks whenever they are asked for, and equals the same article in memory.

    `mark` stands for its text and all its fields; it is empty for one that was changed since.
    """

    __slots__ = ("_key", "_texts", "mark")
    _key: str
    _texts: Texts
    mark: bytes

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks, from the disk unless they were the last ones asked for."""
        return _LAST.of(self._texts, self._key)

    @blocks.setter
    def blocks(self, blocks: tuple[Block, ...]) -> None:
        # `replace` and unpickling set every field, as for any article.
        object.__setattr__(self, "_texts", _Held(blocks))
        object.__setattr__(self, "_key", "")
        object.__setattr__(self, "mark", b"")

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
        return (_article, tuple(getattr(self, each.name) for each in fields(Article)))


def _article(*values: object) -> Article:
    return Article(*values)  # type: ignore[arg-type]


def stored(texts: Texts, key: str, mark: bytes, title: str, *others: object) -> Article:
    """Return an article with these fields, in the model's order, and the blocks that are kept under a key.

    `mark` stands for all of them. Thousands are made at the start of a run.
    """
    article = StoredArticle(title, (), *others)  # type: ignore[arg-type]
    object.__setattr__(article, "_texts", texts)
    object.__setattr__(article, "_key", key)
    object.__setattr__(article, "mark", mark)
    return article


def mark_of(article: Article) -> bytes:
    """Return what stands for an article's text and all its fields, empty where nothing does."""
    return article.mark if isinstance(article, StoredArticle) else b""
