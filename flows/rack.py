"""Leaflets that stand in the release before as they would be printed again: their files are not read anew.

A leaflet is known by all that its bytes depend on, as its page is (`flows.page_cache`): good for the release
that it was noted with, and for as long as the status of its file there is what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from flows.leaflet_cache import Printed, renderer_version
from flows.page_cache import File, dress_of, files_in, key_of, standing
from flows.pieces import Piece
from outputs.edition import Edition
from pipeline.model import Notice

# A notice as plain values: its code, its message, its lines.
Said: TypeAlias = tuple[str, str, tuple[int, ...]]


class Kept(NamedTuple):
    """What is kept of a leaflet: its folder in the cache, its files, and what the renderer had to say of it.

    `pieces` are the files of one that was not in the release before.
    """

    cached: str
    files: tuple[File, ...] = ()
    said: tuple[Said, ...] = ()
    pieces: tuple[Piece, ...] = ()


@dataclass(slots=True)
class Rack:
    """The leaflets of the release in `folder`, by key; `made` are those of the coming one.

    Without a folder nothing is known.
    """

    folder: Path | None = None
    held: Mapping[str, Kept] = field(default_factory=dict)
    made: dict[str, Kept] = field(default_factory=dict)
    _shared: dict[tuple[str, str], str] = field(default_factory=dict)

    def key(self, edition: Edition) -> str:
        """Name the leaflet of an edition of one article; empty for an article that is not on the shelf."""
        dress = (edition.brand.slug, edition.printing.format)
        if dress not in self._shared:
            self._shared[dress] = dress_of(edition, renderer_version())
        return key_of(self._shared[dress], edition.items[0], ()).hex()

    def find(self, key: str) -> tuple[str, Printed] | None:
        """Return a leaflet where it is as it would be printed, with its folder in the cache; else None."""
        kept = self.held.get(key)
        if self.folder is None or kept is None or (pieces := standing(self.folder, kept.files)) is None:
            return None
        self.made[key] = kept
        return kept.cached, Printed(pieces, tuple(Notice(*each) for each in kept.said))

    def keep(self, key: str, cached: str, printed: Printed) -> None:
        """Keep a leaflet that was printed, or found in the cache."""
        if key:
            said = tuple((str(each.code), each.message, each.lines) for each in printed.notices)
            self.made[key] = Kept(cached, said=said, pieces=printed.pieces)


def noted(kept: Kept, folder: Path) -> Kept:
    """Return what is kept of a leaflet with the statuses of its files in the release that it is shown in."""
    return kept._replace(files=files_in(folder, kept.pieces), pieces=()) if kept.pieces else kept
