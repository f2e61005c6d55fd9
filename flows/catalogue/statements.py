"""What the editors said of articles: corrections and retractions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, Text, select

from flows.catalogue.faults import sense
from flows.catalogue.rows import METADATA, moment, put
from flows.statements import Kind, Stated

STATEMENTS = Table(
    "statements",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("stated", Text, nullable=False),
)


def read(connection: Connection) -> tuple[Stated, ...]:
    """Read every statement, ordered by id and kind."""
    rows = connection.execute(select(STATEMENTS)).all()
    with sense():
        found = [Stated(row.id, Kind(row.kind), row.text, moment(row.stated)) for row in rows]
        return tuple(sorted(found, key=lambda each: (each.id, each.kind)))


def write(connection: Connection, stated: Sequence[Stated]) -> None:
    """Remember statements, in place of older ones of their kind."""
    put(
        connection,
        STATEMENTS,
        [
            {"id": each.id, "kind": each.kind.value, "text": each.text, "stated": each.stated.isoformat()}
            for each in stated
        ],
    )


def forget(connection: Connection, article_id: str, kind: Kind) -> bool:
    """Forget a statement, and tell whether there was one."""
    meant = (STATEMENTS.c.id == article_id) & (STATEMENTS.c.kind == kind.value)
    return connection.execute(STATEMENTS.delete().where(meant)).rowcount > 0
