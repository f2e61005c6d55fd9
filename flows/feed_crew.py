"""Entries of the feeds, written on all cores in the order in which a feed asks for them."""

from __future__ import annotations

from flows.crew import share
from outputs.edition import Edition, Entries, Item
from outputs.feed.render import texts_of, unheld

# More than a subscription holds: a run with few changes writes less, and starts no process for it.
_MANY = 200
# An entry takes some 20 KB.
_MOST_WAITING = 100


class FeedCrew:
    """Entries that are written on all cores, beside those that `before` knows; few wait to be asked for.

    One that is slow to come is not there, and whoever asks for it writes it.
    """

    def __init__(self, edition: Edition, before: Entries, workers: int) -> None:
        items = [item for item in unheld(edition) if before.find(item) is None] if workers > 1 else []
        self._before = before
        self._ids = [item.id for item in items] if len(items) >= _MANY else []
        self._wanted = set(self._ids)
        self._waiting: dict[str, tuple[str, ...]] = {}
        self._coming = share(lambda n: texts_of(edition, items[n]), len(self._ids), workers)

    def find(self, item: Item) -> tuple[str, ...] | None:
        """Return an article's entry, where it is of this crew once, else None."""
        if item.id not in self._wanted:
            return self._before.find(item)
        while item.id not in self._waiting and len(self._waiting) < _MOST_WAITING:
            number, texts = next(self._coming)
            if self._ids[number] in self._wanted:
                self._waiting[self._ids[number]] = texts
        self._wanted.discard(item.id)
        return self._waiting.pop(item.id, None)

    def keep(self, item: Item, texts: tuple[str, ...]) -> None:
        """Keep an article's entry for the next run."""
        self._before.keep(item, texts)

    def close(self) -> None:
        """End the processes that write."""
        self._coming.close()
