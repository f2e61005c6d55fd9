"""What a run asks the catalogue before it begins, and tells it with a release."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from flows.catalogue.address import Address
from flows.identity import Record
from flows.issues import Issue
from flows.statements import Stated

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class News:
    """What the catalogue is to learn with a release: records, and statements that only the old one knew."""

    records: tuple[Record, ...]
    told: tuple[Stated, ...]


def get_ready(where: Address) -> None:
    """Import what `recall` and `keep` need: SQLAlchemy, and Alembic where there is no catalogue yet."""
    from flows.catalogue import articles, engine, revision, statements  # noqa: F401

    if not engine.exists(where):
        revision.get_ready()


def recall(where: Address) -> tuple[tuple[Record, ...], tuple[Stated, ...]]:
    """Return every record, and what the editors said of articles. Raises what `engine.opened` raises."""
    from flows.catalogue import articles, engine, statements

    if not engine.exists(where):
        return (), ()
    with engine.opened(where) as connection:
        return articles.read(connection), statements.read(connection)


def keep(where: Address, news: News) -> None:
    """Remember news in one transaction; where there are none, the catalogue is left alone.

    Raises what `engine.opened` raises.
    """
    from flows.catalogue import articles, engine, statements

    if not news.records and not news.told:
        return
    with engine.opened(where) as connection:
        articles.write(connection, news.records)
        statements.write(connection, news.told)


@dataclass(frozen=True, slots=True)
class Showing:
    """A release that a command is about to show: where it belongs, its manifest, how many articles it has.

    `content_hash` is the SHA-256 of the manifest, empty where nobody has asked for it yet.
    """

    folder: Path
    manifest: bytes
    articles: int
    command: str
    now: dt.datetime
    content_hash: str = ""


def keep_with(where: Address, news: News, showing: Showing) -> None:
    """Remember a release and the news that come with it in one transaction. Raises what `keep` raises."""
    from flows.catalogue import articles, engine, statements

    with engine.opened(where) as connection:
        articles.write(connection, news.records)
        statements.write(connection, news.told)
        note(connection, showing)


def note(connection: Connection, showing: Showing) -> None:
    """Remember a release in a transaction of the catalogue."""
    from flows.catalogue import releases

    listed = showing.manifest
    noted = releases.Noted(
        showing.content_hash or sha256(listed).hexdigest(),
        showing.folder.name,
        showing.now,
        showing.command,
        showing.articles,
        listed.count(b"\n"),
    )
    kept = [each.name for each in showing.folder.parent.glob("*")]
    releases.note(connection, noted, listed, kept)


def manifest(where: Address, name: str) -> bytes:
    """Return the manifest of a release by its name, empty where none is kept.

    Raises what `engine.opened` raises.
    """
    from flows.catalogue import engine, releases

    if not engine.exists(where):
        return b""
    with engine.opened(where) as connection:
        return releases.manifest_of(connection, name)


def issues(where: Address) -> tuple[Issue, ...]:
    """Return the issues of the newsletter that were sent, the oldest first.

    Raises what `engine.opened` raises.
    """
    from flows.catalogue import engine
    from flows.catalogue import issues as table

    if not engine.exists(where):
        return ()
    with engine.opened(where) as connection:
        return table.read(connection)


def freeze(where: Address, issue: Issue) -> None:
    """Remember an issue for good; one that is frozen already stays as it is.

    Raises what `engine.opened` raises.
    """
    from flows.catalogue import engine
    from flows.catalogue import issues as table

    with engine.opened(where) as connection:
        table.freeze(connection, issue)
