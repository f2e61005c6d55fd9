"""The feed archives of earlier releases, carried on byte by byte: one that was read once is linked unread."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from flows.page_cache import Status, status_of
from flows.pieces import Piece
from outputs.edition import Archived
from outputs.feed.archive import held_by, number_of
from pipeline.errors import ReleaseBroken


class Archive(NamedTuple):
    """What is known of an archive: the status and the SHA-256 of its file, and what it holds.

    `held` maps an item's tag to the date of its version; only those of Atom say it.
    """

    status: Status | None
    sha256: bytes
    held: Mapping[str, str]


@dataclass(slots=True)
class Archives:
    """The archives in `folder`, if it is one: those `known` from earlier runs, those `found` now, by path."""

    folder: Path | None = None
    known: Mapping[str, Archive] = field(default_factory=dict)
    found: dict[str, Archive] = field(default_factory=dict)

    def carried(self) -> tuple[Piece, ...]:
        """Return the files of all archives, ordered by path.

        Raises ReleaseBroken when one is damaged: it would be written anew, and differ.
        """
        files = sorted(self.folder.glob("*-archive-*")) if self.folder else []
        return tuple(map(self._carried, files))

    def _carried(self, file: Path) -> Piece:
        known = self.known.get(file.name)
        if known is None or status_of(str(file)) != known.status:
            known = _read(file)
        self.found[file.name] = known
        return Piece(file.name, str(file.parent), known.sha256)

    def archived(self) -> Archived:
        """Return what all archives hold, the later version of an item that is in several."""
        held: dict[str, str] = {}
        for name in sorted(self.found, key=number_of):
            held.update(self.found[name].held)
        return Archived(held, max(map(number_of, self.found), default=0))


def _read(file: Path) -> Archive:
    try:
        status, data = status_of(str(file)), file.read_bytes()
        held = held_by(data) if file.name.startswith("atom") else {}
        if file.suffix == ".json":
            json.loads(data)
        elif not held:
            from lxml import etree

            etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (OSError, ValueError, SyntaxError) as error:
        raise ReleaseBroken(
            f"A feed archive is damaged ({error}).",
            where=str(file),
            remedy="Restore it from an older release in the same folder, or from a backup.",
        ) from error
    return Archive(status, hashlib.sha256(data).digest(), held)
