"""The entries of the subscription, as they were written for the feeds of the release before.

To write 150 articles for readers, in three formats, takes longer than the rest of the feeds. An entry is
named by all that its article's page depends on (`flows.page_cache`), and by the settings of the feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from flows.page_cache import Pages
from outputs.edition import Feed, Item


class Entry(NamedTuple):
    """What is kept of an article's entry: its name, and its text in each format."""

    key: str
    texts: tuple[str, ...]


@dataclass(slots=True)
class FeedEntries:
    """The entries of the release before, by article; `made` are those of the coming one."""

    pages: Pages
    feed: Feed
    held: Mapping[str, Entry] = field(default_factory=dict)
    made: dict[str, Entry] = field(default_factory=dict)

    def find(self, item: Item) -> tuple[str, ...] | None:
        """Return an entry where it is as it would be written, else None."""
        entry = self.held.get(item.id)
        return entry.texts if entry and entry.key == self._key(item) else None

    def keep(self, item: Item, texts: tuple[str, ...]) -> None:
        """Keep an entry of the coming release, where there is a name for it."""
        if key := self._key(item):
            held = self.held.get(item.id)
            self.made[item.id] = held if held and held.key == key else Entry(key, texts)

    def _key(self, item: Item) -> str:
        page = self.pages.made.get(item.id)
        whole = page.key + f"{self.feed}".encode("utf-8", "backslashreplace") if page else b""
        return blake2b(whole, digest_size=16).hexdigest() if whole else ""
