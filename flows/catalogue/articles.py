"""The articles of the catalogue: their identity, given once and remembered for good."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text, select

from flows.catalogue.faults import sense
from flows.catalogue.rows import METADATA, moment, put
from flows.identity import Record, Status
from flows.likeness import read as sketch_of
from flows.likeness import written

ARTICLES = Table(
    "articles",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("tag", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("content_hash", Text, nullable=False),
    Column("sketch", Text, nullable=False),
    Column("published", Text, nullable=False),
    Column("updated", Text, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("given", Text, nullable=False, server_default=""),
    Column("recognised", Text, nullable=False, server_default=""),
    Column("status", Text, nullable=False, server_default="published"),
    Column("past", Text, nullable=False, server_default=""),
)
_STATUSES = {status.value: status for status in Status}
# SQLite takes at most 32,766 values in one order.
_AT_ONCE = 500


def read(connection: Connection) -> tuple[Record, ...]:
    """Read every record, ordered by id."""
    groups = connection.execute(select(ARTICLES)).partitions(_AT_ONCE)
    with sense():
        # By code point: a database orders texts as its language does.
        found = (_record(*row) for rows in groups for row in rows)
        return tuple(sorted(found, key=lambda record: record.id))


def write(connection: Connection, records: Sequence[Record]) -> None:
    """Remember records; those that are known already are replaced by id."""
    # Keys may change hands among the records of one run, and `key` is unique: free them first.
    ids = [record.id for record in records]
    for start in range(0, len(ids), _AT_ONCE):
        group = ARTICLES.c.id.in_(ids[start : start + _AT_ONCE])
        connection.execute(ARTICLES.update().where(group).values(key="\n" + ARTICLES.c.id))
    for start in range(0, len(records), _AT_ONCE):
        put(connection, ARTICLES, [_row(record) for record in records[start : start + _AT_ONCE]])


def _row(record: Record) -> dict[str, str]:
    return {
        "id": record.id,
        "tag": record.tag,
        "key": record.key,
        "slug": record.slug,
        "content_hash": record.content_hash,
        "sketch": written(record.sketch),
        "published": record.published.isoformat(),
        "updated": record.updated.isoformat(),
        "first_seen": record.first_seen.isoformat(),
        "given": record.given,
        "recognised": record.recognised,
        "status": record.status.value,
        "past": " ".join(record.past),
    }


def _record(  # noqa: PLR0913, PLR0917 (a row, in the order of the table's columns)
    id_: str,
    tag: str,
    key: str,
    slug: str,
    content_hash: str,
    sketch: str,
    published: str,
    updated: str,
    first_seen: str,
    given: str,
    recognised: str,
    status: str,
    past: str,
) -> Record:
    return Record(
        id_,
        tag,
        key,
        slug,
        moment(published),
        moment(updated),
        moment(first_seen),
        content_hash,
        sketch_of(sketch),
        given,
        recognised,
        _STATUSES[status],
        tuple(past.split()),
    )
