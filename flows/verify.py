"""A staged release is read back before it is shown: every file sound, every link of ours resolved."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from lxml import etree

from flows import json_check
from flows.crew import share
from flows.pdf_check import pages_of
from flows.pieces import files_of
from outputs.address import ascii_url
from outputs.edition import Edition, article_path
from pipeline.errors import ReleaseBroken

# An address that is the path of a file as it stands, as nearly all are.
_PLAIN = re.compile(r"[a-z0-9/._-]*[a-z0-9_-]")
# So many files are checked in the time of a page, for which `flows.crew` reckons.
_FEW = 8
_LINKING = frozenset({"a", "img", "link", "script"})
# So much of a file is read at a time.
_PART_BYTES = 1 << 16
_ATOM = "{http://www.w3.org/2005/Atom}"


def verify(  # noqa: PLR0913 (what a release is checked against)
    folder: Path,
    edition: Edition,
    channels: Sequence[str],
    fresh: Collection[str] | None = None,
    listed: Set[str] | None = None,
    *,
    workers: int = 1,
) -> None:
    """Check a staged release of this edition; of the files, those that are `fresh`, or all where it is None.

    `listed` are the paths of all its files where they are known; else the folder is searched. Raises
    ReleaseBroken, naming the first faults: empty files, XML or HTML or JSON that does not parse, PDFs
    that would not open or have no page, pages or leaflets that are missing, links within the release that
    lead nowhere, enclosures whose length is wrong.
    """
    files = files_of(folder) if listed is None else listed
    faults = [*_missing(files, edition, channels)]
    site_url = ascii_url(edition.site.url)
    links = _Links(files)
    names = sorted(files if fresh is None else fresh)

    def check(number: int) -> list[str]:
        return [
            f"{name}: {fault}"
            for name in names[number * _FEW : (number + 1) * _FEW]
            for fault in _faults(folder, name, files, site_url, links, settled=_is_settled(name, edition))
        ]

    for _, found in sorted(share(check, -(-len(names) // _FEW), workers)):
        faults.extend(found)
    if faults:
        shown = "; ".join(faults[:5])
        more = f" and {len(faults) - 5} more" if len(faults) > 5 else ""
        raise ReleaseBroken(
            f"The release failed its checks, and the old one stays: {shown}{more}.",
            remedy="Please report this with the sources that caused it.",
        )


def _missing(files: Set[str], edition: Edition, channels: Sequence[str]) -> Iterator[str]:
    """Yield what an edition must hold and the release does not."""
    for item in edition.items:
        if "page" in channels and f"{article_path(item)}index.html" not in files:
            yield f"{article_path(item)}index.html is missing"
        for sheet in edition.printed.get(item.id, ()):
            if sheet.path not in files:
                yield f"{sheet.path} is missing"


def _is_settled(name: str, edition: Edition) -> bool:
    folder, _, rest = name.partition("/")
    return folder == "newsletter" and rest.split("/")[0] in edition.sent


def _faults(  # noqa: PLR0913 (what a file is checked against)
    folder: Path, name: str, files: Set[str], site_url: str, links: _Links, *, settled: bool
) -> Iterator[str]:
    """Yield what is wrong with a file; a settled one speaks of the time when it was sent."""
    try:
        with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 (a Path would keep each name)
            if not os.fstat(file.fileno()).st_size:
                yield "empty"
                return
            match posixpath.splitext(name)[1]:
                case ".xml":
                    parser = etree.XMLParser(resolve_entities=False, no_network=True)
                    tree = etree.fromstring(file.readall(), parser)
                    # An archive speaks of the time when it was written; its articles may have moved on.
                    if "-archive-" not in name:
                        yield from _feed_faults(tree, folder, files, site_url)
                case ".html" if not settled:
                    yield from links.faults(file, name)
                case ".json":
                    json_check.check(file)
                case ".pdf":
                    if not pages_of(file.readall()):
                        yield "not a whole PDF"
                case _:
                    while file.read(_PART_BYTES):
                        pass
    except OSError as error:
        yield f"cannot be read: {error.strerror or error}"
    except (etree.XMLSyntaxError, etree.ParserError, ValueError) as error:
        yield f"does not parse: {error}"


class _Links:
    """Hears the addresses in pages as they are parsed, one page after the other.

    The tree of an index of 10,000 articles would take 40 MB. One parser reads all pages: it and what it tells
    hold each other, and one for each page would be in memory until they are searched for.
    """

    def __init__(self, files: Set[str]) -> None:
        self._files = files
        self._folder = ""
        self._is_empty = True
        self._faults: list[str] = []
        self._parser = self._new()

    def _new(self) -> etree.HTMLParser:
        # No method is asked of a target beyond those that it has.
        return etree.HTMLParser(target=self)  # type: ignore[arg-type]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Hear of an element."""
        self._is_empty = False
        if tag in _LINKING:
            for address in filter(None, map(attributes.get, ("href", "src"))):
                if not _resolves(address, self._folder, self._files):
                    self._faults.append(f"a link leads nowhere: {address}")

    def close(self) -> None:
        """Hear that the page is over."""

    def faults(self, page: BinaryIO, name: str) -> Sequence[str]:
        """Return relative links that lead nowhere; an article's own are absolute, and not ours to judge.

        Raises OSError, and ValueError when there is no element.
        """
        self._folder, self._is_empty, self._faults = name[: name.rfind("/") + 1], True, []
        try:
            while part := page.read(_PART_BYTES):
                self._parser.feed(part)
            self._parser.close()
        except (OSError, etree.XMLSyntaxError):
            self._parser = self._new()  # the next page begins with nothing of this one
            raise
        if self._is_empty:
            raise ValueError("there is no element")
        return self._faults


def _resolves(address: str, folder: str, files: Set[str]) -> bool:
    """Tell whether an address leads somewhere from a folder, whose name is empty or ends in a slash."""
    if _PLAIN.fullmatch(address) and posixpath.normpath(folder + address) in files:
        return True
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return True
    return _is_there(posixpath.join(folder, unquote(parts.path)), files)


def _is_there(path: str, files: Set[str]) -> bool:
    clean = posixpath.normpath(path)
    if path.endswith("/") or clean == ".":
        return posixpath.normpath(posixpath.join(clean, "index.html")) in files
    return clean in files or f"{clean}/index.html" in files


def _feed_faults(tree: etree._Element, folder: Path, files: Set[str], site_url: str) -> Iterator[str]:
    for enclosure in [*tree.iter("enclosure"), *tree.iterfind(f"{_ATOM}entry/{_ATOM}link[@rel='enclosure']")]:
        address = enclosure.get("url") or enclosure.get("href") or ""
        length = enclosure.get("length")
        path = unquote(address.removeprefix(site_url))
        if path not in files:
            yield f"an enclosure leads nowhere: {address}"
        elif str((folder / path).stat().st_size) != length:
            yield f"an enclosure's length is wrong: {address}"
    links = [link.text or "" for link in tree.iterfind("channel/item/link")]
    entries = tree.iterfind(f"{_ATOM}entry/{_ATOM}link[@rel='alternate']")
    for address in [*links, *(link.get("href") or "" for link in entries)]:
        if not _is_there(unquote(address.removeprefix(site_url)), files):
            yield f"an item's link leads nowhere: {address}"
