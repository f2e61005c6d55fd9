"""What each release is: the hash over its files, how many they are, and the hash of each.

When readers saw which one is told by `flows.history`, beside the releases; this table says what they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Column, Connection, Integer, LargeBinary, Table, Text, select

from flows.catalogue.faults import Nonsense, sense
from flows.catalogue.rows import METADATA, moment, put

RELEASES = Table(
    "releases",
    METADATA,
    Column("content_hash", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("noted", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("files", Integer, nullable=False),
)
# The manifests of the releases that are kept, in parts: as a whole, one is in memory three times on its way.
MANIFESTS = Table(
    "manifests",
    METADATA,
    Column("content_hash", Text, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("lines", LargeBinary, nullable=False),
)
_PART_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Noted:
    """A release that a command was about to show to readers, `noted` just before it did.

    `content_hash` is the SHA-256 of its manifest: a line "path NUL SHA-256" for each file, sorted by path.
    `name` is that of its folder.
    """

    content_hash: str
    name: str
    noted: dt.datetime
    command: str
    articles: int
    files: int


def note(connection: Connection, noted: Noted, manifest: bytes, kept: Collection[str]) -> None:
    """Remember what a release is; manifests of those that are not `kept`, by name, are dropped."""
    row = {
        "content_hash": noted.content_hash,
        "name": noted.name,
        "noted": noted.noted.isoformat(),
        "command": noted.command,
        "articles": noted.articles,
        "files": noted.files,
    }
    put(connection, RELEASES, [row])
    others = RELEASES.c.name.in_([*kept, noted.name]) & (RELEASES.c.content_hash != noted.content_hash)
    gone = MANIFESTS.c.content_hash.not_in(select(RELEASES.c.content_hash).where(others))
    connection.execute(MANIFESTS.delete().where(gone))
    whole = memoryview(manifest)
    put(
        connection,
        MANIFESTS,
        [
            {"content_hash": noted.content_hash, "part": number, "lines": whole[start : start + _PART_BYTES]}
            for number, start in enumerate(range(0, len(whole), _PART_BYTES))
        ],
    )


def read(connection: Connection) -> tuple[Noted, ...]:
    """Read every release, the one noted last at the end."""
    rows = connection.execute(select(RELEASES)).all()
    with sense():
        found = [
            Noted(row.content_hash, row.name, moment(row.noted), row.command, row.articles, row.files)
            for row in rows
        ]
    return tuple(sorted(found, key=lambda each: (each.noted, each.name)))


def manifest(connection: Connection, content_hash: str) -> bytes:
    """Return the manifest of a release, empty where it is not kept."""
    parts = select(MANIFESTS.c.lines).where(MANIFESTS.c.content_hash == content_hash)
    found = b"".join(connection.execute(parts.order_by(MANIFESTS.c.part)).scalars())
    if found and sha256(found).hexdigest() != content_hash:
        raise Nonsense(f"the manifest of {content_hash[:12]} is another release's")
    return found


def manifest_of(connection: Connection, name: str) -> bytes:
    """Return the manifest of the release that stands in a folder of this name, empty where it is not kept."""
    found = connection.execute(select(RELEASES.c.content_hash).where(RELEASES.c.name == name)).scalar()
    return manifest(connection, found) if found else b""
