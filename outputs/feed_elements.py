"""Elements of other vocabularies in an RSS feed, in the shape that feedgen asks of an extension.

feedgen calls the methods by name; its base class is untyped and does nothing, so it is not inherited.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


class FeedElements:
    """The channel's part: it names the namespaces once, at the root."""

    def extend_ns(self) -> dict[str, str]:
        """Return the prefixes that items use; feedgen adds `atom` and `content` itself."""
        return {"dc": DUBLIN_CORE}

    def extend_rss(self, feed: _Element) -> _Element:
        """Add nothing to the channel."""
        return feed


class ItemElements:
    """An item's part: who wrote it, in what language, and when it last changed."""

    def __init__(self) -> None:
        self.creator = ""
        self.language = ""
        self.updated: dt.datetime | None = None

    def extend_rss(self, entry: _Element) -> _Element:
        """Append what is set to an item."""
        from lxml.etree import SubElement

        updated = self.updated.isoformat(timespec="seconds") if self.updated else ""
        for name, text in (
            (f"{{{DUBLIN_CORE}}}creator", self.creator),
            (f"{{{DUBLIN_CORE}}}language", self.language),
            (f"{{{ATOM}}}updated", updated),
        ):
            if text:
                SubElement(entry, name).text = text
        return entry
