"""Articles whose text stays on the disk until it is asked for: thousands of them take little memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from pipeline.model import Article, Block


class _Last:
    """The text that was asked for last: a channel asks several times for the same one before the next."""

    def __init__(self) -> None:
        self._held: tuple[Callable[[], tuple[Block, ...]], tuple[Block, ...]] = (tuple, ())

    def of(self, load: Callable[[], tuple[Block, ...]]) -> tuple[Block, ...]:
        """Return what `load` gives, from memory where it was the last one asked for."""
        held, blocks = self._held
        if held is not load:
            blocks = load()
            self._held = (load, blocks)
        return blocks


_LAST = _Last()


class StoredArticle(Article):
    """An article that loads its blocks whenever they are asked for, and equals the same article in memory.

    `mark` stands for its text and all its fields; it is empty for one that was changed since.
    """

    __slots__ = ("_load", "mark")
    _load: Callable[[], tuple[Block, ...]]
    mark: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks, from the disk unless they were the last ones asked for."""
        return _LAST.of(self._load)

    @blocks.setter
    def blocks(self, blocks: tuple[Block, ...]) -> None:
        # `replace` and unpickling set every field, as for any article.
        object.__setattr__(self, "_load", lambda: blocks)
        object.__setattr__(self, "mark", "")

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


def stored(load: Callable[[], tuple[Block, ...]], mark: str, title: str, *others: object) -> Article:
    """Return an article with these fields, in the model's order, and the blocks that `load` gives.

    `mark` stands for all of them. Thousands are made at the start of a run.
    """
    article = StoredArticle(title, (), *others)  # type: ignore[arg-type]
    object.__setattr__(article, "_load", load)
    object.__setattr__(article, "mark", mark)
    return article


def mark_of(article: Article) -> str:
    """Return what stands for an article's text and all its fields, empty where nothing does."""
    return article.mark if isinstance(article, StoredArticle) else ""
