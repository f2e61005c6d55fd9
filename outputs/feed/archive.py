"""What an archive of a feed holds, read back from its Atom document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

_ATOM = "{http://www.w3.org/2005/Atom}"
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def number_of(path: str) -> int:
    """Return the number of an archive, by which they follow each other, from its path."""
    return int(PurePosixPath(path).stem.rpartition("-")[2])


def held_by(data: bytes) -> Mapping[str, str]:
    """Return which items an Atom document holds: tag to the date of the version.

    Raises lxml.etree.XMLSyntaxError, which is a SyntaxError, when it is none.
    """
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    held = {
        entry.findtext(f"{_ATOM}id") or "": entry.findtext(f"{_ATOM}updated") or ""
        for entry in root.iter(f"{_ATOM}entry")
    }
    return held | {gone.get("ref") or "": gone.get("when") or "" for gone in root.iter(_TOMBSTONE)}
