"""Pages that stand in the release before as they would be made again: they are linked, not rendered.

What is kept of a page is named by all that its bytes depend on. It is good for the release that it was noted
with, and for as long as the status of its files there is what it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from flows.pieces import Piece
from flows.stored import mark_of
from flows.versions import pages_version
from outputs.edition import Edition, Item, Sheet


@dataclass(frozen=True, slots=True)
class File:
    """A file of a page: its path in the release, the SHA-256 of its bytes, and its status there."""

    path: str
    sha256: str
    status: str = ""

    def piece(self, folder: Path) -> Piece:
        """Return the file of the release in a folder as a piece of the next one."""
        return Piece(self.path, folder / self.path, self.sha256, int(self.status.rpartition(" ")[2]))


@dataclass(frozen=True, slots=True)
class Page:
    """What is kept of a page: the key that it was made under, its files, and its row of the index."""

    key: str
    files: tuple[File, ...]
    row: str


@dataclass(slots=True)
class Pages:
    """The pages of the release in `folder`, by article; `made` are those of the coming one.

    Without a folder nothing is known.
    """

    folder: Path | None = None
    held: Mapping[str, Page] = field(default_factory=dict)
    made: dict[str, Page] = field(default_factory=dict)

    @property
    def top(self) -> str:
        """Return the folder as text."""
        return os.fspath(self.folder or "")

    def find(self, key: str, item: Item) -> tuple[tuple[Piece, ...], str] | None:
        """Return the files of a page and its row where they are as they would be made, else None."""
        page = self.held.get(item.id)
        if self.folder is None or not key or page is None or page.key != key:
            return None
        if any(status_of(f"{self.top}/{each.path}") != each.status for each in page.files):
            return None
        self.made[item.id] = page
        return tuple(each.piece(self.folder) for each in page.files), page.row

    def keep(self, key: str, item: Item, pieces: tuple[Piece, ...], row: str) -> None:
        """Keep a page that was made."""
        if key:
            files = tuple(File(piece.path, piece.digest()) for piece in pieces)
            self.made[item.id] = Page(key, files, row)

    def noted(self, folder: Path) -> dict[str, Page]:
        """Return all pages with the statuses of their files in the release that they are shown in."""
        return {each: _noted(page, folder) for each, page in self.made.items()}


def _noted(page: Page, folder: Path) -> Page:
    if all(file.status for file in page.files):
        return page
    files = tuple(File(each.path, each.sha256, status_of(f"{folder}/{each.path}")) for each in page.files)
    return Page(page.key, files, page.row)


def status_of(file: str) -> str:
    """Return what stands for the content of a file of a release; empty when it is not there.

    Its time of change is left out: every further link to it is one.
    """
    try:
        found = os.stat(file)  # noqa: PTH116 (thousands of them)
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"


def pack_page(page: Page) -> bytes:
    """Write what is kept of a page as bytes."""
    files = [[each.path, each.sha256, each.status] for each in page.files]
    return json.dumps([page.key, files, page.row]).encode("ascii")


def unpack_page(data: bytes) -> Page | None:
    """Read what is kept of a page, None when the bytes are not what `pack_page` wrote."""
    try:
        key, files, row = json.loads(data)
        return Page(str(key), tuple(File(*map(str, each)) for each in files), str(row))
    except (ValueError, TypeError):
        return None


def common(edition: Edition) -> str:
    """Return what the pages of all articles of an edition depend on."""
    return repr((pages_version(), edition.site, edition.brand, edition.printing))


def key_of(shared: str, item: Item, printed: tuple[Sheet, ...]) -> str:
    """Name a page by everything that its bytes depend on; empty for an article that is not on the shelf.

    `shared` is what `common` says of the edition, `printed` are the article's leaflets.
    """
    mark = mark_of(item.article)
    if not mark:
        return ""
    own = (
        mark,
        item.id,
        item.tag,
        item.slug,
        item.published.isoformat(),
        item.updated.isoformat(),
        item.source,
    )
    told = (item.notices, item.topics, item.correction, item.retraction, printed)
    # Most articles have nothing to tell.
    parts = f"{shared}\n{own}{told if any(told) else ''}"
    return blake2b(parts.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
