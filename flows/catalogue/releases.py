"""What each release is: the hash over its files, how many they are, and the hash of each.

When readers saw which one is told by `flows.history`, beside the releases; this table says what they are.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Column, ColumnElement, Connection, Integer, LargeBinary, Table, Text, select

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
    # In zlib's form, which guards it; empty once the release is no longer kept.
    Column("manifest", LargeBinary, nullable=False),
)


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
        # Packed in earnest it is half as long, and takes 30 ms of 20,000 files: half of it are hashes.
        "manifest": zlib.compress(manifest, 0),
    }
    put(connection, RELEASES, [row])
    gone = RELEASES.c.name.not_in([*kept, noted.name])
    connection.execute(RELEASES.update().where(gone).values(manifest=b""))


def read(connection: Connection) -> tuple[Noted, ...]:
    """Read every release, the one noted last at the end."""
    columns = [column for column in RELEASES.c if column.name != "manifest"]
    rows = connection.execute(select(*columns)).all()
    with sense():
        found = [
            Noted(row.content_hash, row.name, moment(row.noted), row.command, row.articles, row.files)
            for row in rows
        ]
    return tuple(sorted(found, key=lambda each: (each.noted, each.name)))


def manifest(connection: Connection, content_hash: str) -> bytes:
    """Return the manifest of a release, empty where it is not kept."""
    return _manifest(connection, RELEASES.c.content_hash == content_hash)


def manifest_of(connection: Connection, name: str) -> bytes:
    """Return the manifest of the release that stands in a folder of this name, empty where it is not kept."""
    return _manifest(connection, RELEASES.c.name == name)


def _manifest(connection: Connection, meant: ColumnElement[bool]) -> bytes:
    row = connection.execute(select(RELEASES.c.content_hash, RELEASES.c.manifest).where(meant)).first()
    if row is None or not row.manifest:
        return b""
    shown = row.content_hash[:12]
    try:
        found = zlib.decompress(row.manifest)
    except zlib.error as error:
        raise Nonsense(f"the manifest of {shown}: {error}") from error
    if sha256(found).hexdigest() != row.content_hash:
        raise Nonsense(f"the manifest of {shown} is another release's")
    return found
