"""Issues of the newsletter that were sent, and what each told its readers of every article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Column, Connection, Integer, Row, Table, Text, select

from flows.catalogue.faults import sense
from flows.catalogue.rows import METADATA, moment, put
from flows.issues import Issue, Told

ISSUES = Table(
    "issues",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("content_hash", Text, nullable=False),
    Column("frozen", Text, nullable=False),
)
ISSUE_ARTICLES = Table(
    "issue_articles",
    METADATA,
    Column("issue", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("held", Integer, nullable=False),
    # The moments of the statements that the release showed then; empty where there was none.
    Column("correction", Text, nullable=False),
    Column("retraction", Text, nullable=False),
)


def read(connection: Connection) -> tuple[Issue, ...]:
    """Read every issue, the oldest first."""
    told: dict[str, list[Told]] = {}
    with sense():
        for row in connection.execute(select(ISSUE_ARTICLES)).all():
            told.setdefault(row.issue, []).append(_told(row))
        found = [
            Issue(row.name, row.content_hash, moment(row.frozen), _in_order(told.get(row.name, ())))
            for row in connection.execute(select(ISSUES)).all()
        ]
        return tuple(sorted(found, key=lambda issue: (issue.frozen, issue.name)))


def freeze(connection: Connection, issue: Issue) -> None:
    """Remember an issue for good; one that is frozen already stays as it is."""
    if connection.execute(select(ISSUES).where(ISSUES.c.name == issue.name)).first():
        return
    row = {"name": issue.name, "content_hash": issue.content_hash, "frozen": issue.frozen.isoformat()}
    put(connection, ISSUES, [row])
    put(
        connection,
        ISSUE_ARTICLES,
        [
            {
                "issue": issue.name,
                "id": told.id,
                "held": int(told.held),
                "correction": _text(told.correction),
                "retraction": _text(told.retraction),
            }
            for told in issue.told
        ],
    )


def _in_order(told: Sequence[Told]) -> tuple[Told, ...]:
    return tuple(sorted(told, key=lambda each: each.id))


def _told(row: Row[tuple[object, ...]]) -> Told:
    return Told(
        row.id,
        bool(row.held),
        moment(row.correction) if row.correction else None,
        moment(row.retraction) if row.retraction else None,
    )


def _text(stated: dt.datetime | None) -> str:
    return stated.isoformat() if stated else ""
