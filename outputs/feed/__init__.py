"""The feed channel: RSS 2.0, Atom and JSON Feed of the same items, with archives of the older ones."""

from __future__ import annotations

from outputs.feed.entry import content_html
from outputs.feed.page import ATOM_PATH, ATOM_TYPE, JSON_PATH, JSON_TYPE, RSS_PATH, RSS_TYPE, STYLE
from outputs.feed.render import render_feed

__all__ = [
    "ATOM_PATH",
    "ATOM_TYPE",
    "JSON_PATH",
    "JSON_TYPE",
    "RSS_PATH",
    "RSS_TYPE",
    "STYLE",
    "content_html",
    "render_feed",
]
