"""The ledger of deliveries: what became of each message of an issue.

A recipient is known by a hash of the address: who reads the catalogue learns nobody's address from it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column, Connection, Integer, Row, Table, Text, select

from flows.catalogue.faults import sense
from flows.catalogue.rows import METADATA, moment, put
from flows.mail.delivery import Delivery, State

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("issue", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("shown", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("code", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("changed", Text, nullable=False),
)


def read(connection: Connection, issue: str) -> tuple[Delivery, ...]:
    """Read the deliveries of an issue, ordered by recipient."""
    rows = connection.execute(select(DELIVERIES).where(DELIVERIES.c.issue == issue)).all()
    with sense():
        return tuple(sorted(map(_delivery, rows), key=lambda each: each.key))


def find(connection: Connection, issue: str, key: str) -> Delivery | None:
    """Return one delivery, None when there was no attempt yet."""
    meant = (DELIVERIES.c.issue == issue) & (DELIVERIES.c.recipient == key)
    row = connection.execute(select(DELIVERIES).where(meant)).one_or_none()
    with sense():
        return _delivery(row) if row else None


def write(connection: Connection, issue: str, delivery: Delivery) -> None:
    """Write what is known of a delivery, in place of what was."""
    row = {
        "issue": issue,
        "recipient": delivery.key,
        "shown": delivery.shown,
        "state": delivery.state.value,
        "message_id": delivery.message_id,
        "attempts": delivery.attempts,
        "code": delivery.code,
        "words": delivery.words,
        "changed": delivery.changed.isoformat(),
    }
    put(connection, DELIVERIES, [row])


def turn(connection: Connection, issue: str, before: State, after: State, now: dt.datetime) -> int:
    """Turn every delivery of an issue that is in one state to another, and count them."""
    meant = (DELIVERIES.c.issue == issue) & (DELIVERIES.c.state == before.value)
    values = {"state": after.value, "changed": now.isoformat()}
    return connection.execute(DELIVERIES.update().where(meant).values(values)).rowcount


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(
        key=row.recipient,
        shown=row.shown,
        state=State(row.state),
        message_id=row.message_id,
        attempts=row.attempts,
        code=row.code,
        words=row.words,
        changed=moment(row.changed),
    )
