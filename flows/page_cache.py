"""Pages that stand in the release before as they would be made again: they are linked, not rendered.

What is kept of a page is named by all that its bytes depend on. It is good for the release that it was noted
with, and for as long as the status of its files there is what it was.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from flows.pieces import Piece
from flows.stored import mark_of
from flows.versions import pages_version, report_version
from outputs.edition import Edition, Item, Sheet


class File(NamedTuple):
    """A file of a page: its path in the release, the SHA-256 of its bytes, and its status there."""

    path: str
    sha256: str
    status: str = ""

    def piece(self, top: str) -> Piece:
        """Return the file of the release in a folder as a piece of the next one."""
        return Piece(self.path, f"{top}/{self.path}", self.sha256, int(self.status.rpartition(" ")[2]))


class Page(NamedTuple):
    """What is kept of a page: the key that it was made under, its files, and its row of the index.

    `line` is its article's line of the report, `told` what that says beyond the key (`flows.report`).
    """

    key: str
    files: tuple[File, ...]
    row: str
    told: str = ""
    line: str = ""


@dataclass(slots=True)
class Pages:
    """The pages of the release in `folder`, by article; `made` are those of the coming one.

    Without a folder nothing is known.
    """

    folder: Path | None = None
    held: Mapping[str, Page] = field(default_factory=dict)
    made: dict[str, Page] = field(default_factory=dict)

    def find(self, key: str, item: Item) -> tuple[tuple[Piece, ...], str] | None:
        """Return the files of a page and its row where they are as they would be made, else None."""
        page = self.held.get(item.id)
        if self.folder is None or not key or page is None or page.key != key:
            return None
        top = os.fspath(self.folder)
        for each in page.files:
            if status_of(f"{top}/{each.path}") != each.status:
                return None
        self.made[item.id] = page
        return tuple([each.piece(top) for each in page.files]), page.row

    def keep(self, key: str, item: Item, pieces: tuple[Piece, ...], row: str) -> None:
        """Keep a page that was made."""
        if key:
            files = tuple(File(piece.path, piece.digest()) for piece in pieces)
            self.made[item.id] = Page(key, files, row)

    def lines(self) -> dict[str, tuple[str, str]]:
        """Return the lines of the report that are known, by article."""
        return {each: (page.told, page.line) for each, page in self.made.items() if page.line}

    def keep_lines(self, lines: Mapping[str, tuple[str, str]]) -> None:
        """Keep lines of the report with the pages of their articles."""
        for each, page in self.made.items():
            told, line = lines.get(each, ("", ""))
            if (told, line) != (page.told, page.line):
                self.made[each] = page._replace(told=told, line=line)


def noted(page: Page, folder: Path) -> Page:
    """Return a page with the statuses of its files in the release that it is shown in."""
    if all([file.status for file in page.files]):  # noqa: C419 (a generator for each takes twice as long)
        return page
    files = tuple(File(each.path, each.sha256, status_of(f"{folder}/{each.path}")) for each in page.files)
    return page._replace(files=files)


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
    """Write what is kept of a page as lines: three texts, the number of files, three of each, and the row."""
    files = (part for file in page.files for part in file)
    lines = (page.key, page.told, page.line, str(len(page.files)), *files, page.row)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def unpack_page(data: bytes) -> Page | None:
    """Read what is kept of a page, None when the bytes are not what `pack_page` wrote."""
    try:
        key, told, line, count, rest = data.decode("utf-8", "surrogatepass").split("\n", 4)
        *parts, row = rest.split("\n", 3 * int(count))
        lines = iter(parts)
        return Page(key, tuple(map(File, lines, lines, lines)), row, told, line)
    except ValueError:
        return None


def common(edition: Edition) -> str:
    """Return what the pages of all articles of an edition, and their lines of the report, depend on."""
    return repr((pages_version(), report_version(), edition.site, edition.brand, edition.printing))


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
    parts = "\0".join((shared, *own))
    # Most articles have nothing to tell.
    if item.notices or item.topics or item.correction or item.retraction or printed:
        parts += f"\0{(item.notices, item.topics, item.correction, item.retraction, printed)}"
    return blake2b(parts.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
