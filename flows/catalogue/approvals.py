"""Who approved or rejected what: each decision is bound to the hash of the content that was seen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, Connection, Row, Table, Text, select

from flows.catalogue.faults import sense
from flows.catalogue.rows import METADATA, moment, put

APPROVALS = Table(
    "approvals",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("content_hash", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided", Text, nullable=False),
)


class Verdict(StrEnum):
    """What a person decided."""

    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's verdict on one content of a subject.

    `kind` says what was judged ("release", "leaflet"), `subject` which one (the site's address, an article's
    id), `content_hash` as what. `by` and `reason` are a person's words.
    """

    kind: str
    subject: str
    content_hash: str
    verdict: Verdict
    by: str
    decided: dt.datetime
    reason: str = ""


def decide(connection: Connection, decision: Decision) -> None:
    """Remember a decision, in place of an earlier one on the same content."""
    row = {
        "kind": decision.kind,
        "subject": decision.subject,
        "content_hash": decision.content_hash,
        "verdict": decision.verdict.value,
        "by": decision.by,
        "reason": decision.reason,
        "decided": decision.decided.isoformat(),
    }
    put(connection, APPROVALS, [row])


def decision(connection: Connection, kind: str, subject: str, content_hash: str) -> Decision | None:
    """Return what was decided on this content, None when nobody has."""
    columns = APPROVALS.c
    meant = (columns.kind == kind) & (columns.subject == subject) & (columns.content_hash == content_hash)
    row = connection.execute(select(APPROVALS).where(meant)).one_or_none()
    return _decision(row) if row else None


def decisions(connection: Connection, kind: str) -> tuple[Decision, ...]:
    """Return every decision on a kind of thing, the oldest first."""
    rows = connection.execute(select(APPROVALS).where(APPROVALS.c.kind == kind)).all()
    found = map(_decision, rows)
    return tuple(sorted(found, key=lambda each: (each.decided, each.subject, each.content_hash)))


def _decision(row: Row[tuple[object, ...]]) -> Decision:
    with sense():
        return Decision(
            kind=row.kind,
            subject=row.subject,
            content_hash=row.content_hash,
            verdict=Verdict(row.verdict),
            by=row.by,
            decided=moment(row.decided),
            reason=row.reason,
        )
