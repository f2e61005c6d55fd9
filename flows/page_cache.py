"""Pages that stand in the release before as they would be made again: they are linked, not rendered.

What is kept of a page is named by all that its bytes depend on. It is good for the release that it was noted
with, and for as long as the status of its files there is what it was.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeAlias

from flows.pieces import Piece
from flows.stored import mark_of
from flows.versions import pages_version, report_version
from outputs.edition import Edition, Item, Sheet

# What stands for the content of a file of a release: its size in bytes, its time in ns, its number.
Status: TypeAlias = tuple[int, int, int]
# A file of a page: its path in the release, the SHA-256 of its bytes, and its status there, if that is known.
File: TypeAlias = tuple[str, bytes, Status | None]


class Page(NamedTuple):
    """What is kept of a page: the key that it was made under, and its files.

    `told` is what its article's line of the report says beyond the key (`flows.report`). `pieces` are the
    files of one that this run has made.
    """

    key: bytes
    files: tuple[File, ...] = ()
    told: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(slots=True)
class Pages:
    """The pages of the release in `folder`, by article; `made` are those of the coming one.

    `rows` are their rows of the index, `lines` their articles' lines of the report, both by article. Without
    a folder nothing is known.
    """

    rows: MutableMapping[str, str]
    lines: MutableMapping[str, str]
    folder: Path | None = None
    held: Mapping[str, Page] = field(default_factory=dict)
    made: dict[str, Page] = field(default_factory=dict)

    def find(self, key: bytes, item: Item) -> tuple[Piece, ...] | None:
        """Return the files of a page where they are as they would be made, else None."""
        page = self.held.get(item.id)
        if self.folder is None or not key or page is None or page.key != key:
            return None
        pieces = standing(self.folder, page.files)
        if pieces is not None:
            self.made[item.id] = page
        return pieces

    def keep(self, key: bytes, item: Item, pieces: tuple[Piece, ...], row: str) -> None:
        """Keep a page that was made, and its row; what was known of an older one is not kept."""
        self.rows[item.id] = row
        self.lines.pop(item.id, None)
        if key:
            self.made[item.id] = Page(key, pieces=pieces)

    def line(self, article: str, told: str) -> str | None:
        """Return an article's line of the report where it is known and says the same, else None."""
        page = self.made.get(article)
        return self.lines.get(article) if page and page.told == told else None

    def keep_line(self, article: str, told: str, line: str) -> None:
        """Keep an article's line of the report with its page."""
        if page := self.made.get(article):
            self.made[article] = page._replace(told=told)
            self.lines[article] = line


def noted(page: Page, folder: Path) -> Page:
    """Return a page with the statuses of its files in the release that it is shown in."""
    return page._replace(files=files_in(folder, page.pieces), pieces=()) if page.pieces else page


def standing(folder: Path, files: Sequence[File]) -> tuple[Piece, ...] | None:
    """Return files of a release as pieces of the coming one; None where one is not what it was."""
    top, pieces = os.fspath(folder), []
    for path, sha256, status in files:
        found = status_of(f"{top}/{path}")
        if found is None or found != status:
            return None
        pieces.append(Piece(path, top, sha256, found[2]))
    return tuple(pieces)


def files_in(folder: Path, pieces: Sequence[Piece]) -> tuple[File, ...]:
    """Return pieces as files of the release that they stand in, with their statuses there."""
    return tuple([(each.path, each.digest(), status_of(f"{folder}/{each.path}")) for each in pieces])


def status_of(file: str) -> Status | None:
    """Return what stands for the content of a file of a release; None when it is not there.

    Its time of change is left out: every further link to it is one.
    """
    try:
        found = os.stat(file)  # noqa: PTH116 (thousands of them)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def common(edition: Edition) -> str:
    """Return what the pages of all articles of an edition, and their lines of the report, depend on."""
    return dress_of(edition, pages_version(), report_version())


def dress_of(edition: Edition, *versions: str) -> str:
    """Return what stands for the dress of an edition: its site, its brand, how it is printed, and by what."""
    whole = repr((*versions, edition.site, edition.brand, edition.printing))
    return blake2b(whole.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def key_of(shared: str, item: Item, printed: tuple[Sheet, ...]) -> bytes:
    """Name a page by everything that its bytes depend on; empty for an article that is not on the shelf.

    `shared` is what `common` says of the edition, `printed` are the article's leaflets.
    """
    mark = mark_of(item.article)
    if not mark:
        return b""
    own = (
        mark.hex(),
        item.id,
        item.tag,
        item.slug,
        _told(item.published, item.published.tzinfo),
        _told(item.updated, item.updated.tzinfo),
        item.source,
    )
    parts = "\0".join((shared, *own))
    # Most articles have nothing to tell.
    if item.notices or item.topics or item.correction or item.retraction or printed:
        parts += f"\0{(item.notices, item.topics, item.correction, item.retraction, printed)}"
    return blake2b(parts.encode("utf-8", "backslashreplace"), digest_size=16).digest()


@lru_cache(maxsize=4096)
def _told(moment: dt.datetime, _: dt.tzinfo | None) -> str:
    """Return a moment as text. Two are equal that say the same in two time zones: so these are told apart."""
    return moment.isoformat()
