"""Approvals of leaflets that were held back, in the catalogue."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flows import proposals
from flows.catalogue.address import Address
from flows.holding import Rules
from flows.release import current
from flows.report import FILE_NAME
from flows.settings import Settings
from pipeline.errors import UsageError

_KIND = "leaflet"


def approved(where: Address) -> frozenset[tuple[str, str]]:
    """Return what was approved: pairs of an article's id and the hash of what was seen."""
    from flows.catalogue import approvals, engine

    if not engine.exists(where):
        return frozenset()
    with engine.opened(where) as connection:
        return frozenset(
            (each.subject, each.content_hash)
            for each in approvals.decisions(connection, _KIND)
            if each.verdict is approvals.Verdict.APPROVED
        )


def rules_of(settings: Settings, now: dt.datetime) -> Rules:
    """Return what is checked before anything is printed."""
    hold_on = settings.leaflets.hold_on if "leaflet" in settings.channels else ()
    return Rules(
        settings.leaflets.printing.review_months,
        now.astimezone(settings.timezone).date(),
        hold_on,
        approved(settings.catalogue) if hold_on else (),
    )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of an article's leaflets: to print them or not, who it is, and why."""

    by: str
    is_approval: bool = True
    reason: str = ""


def judge(settings: Settings, wanted: str, judgement: Judgement, now: dt.datetime) -> str:
    """Record a person's judgement on the leaflets of an article that the last publish held back.

    `wanted` is its id, slug or source. Return its source. Raises UsageError when nothing of it is held back.
    """
    from flows.catalogue import approvals, engine

    if not judgement.by.strip():
        raise UsageError("An approval needs a name.", remedy="Add it: --by NAME")
    row = _held_row(settings, wanted)
    held = row["held"]
    assert isinstance(held, dict)
    verdict = approvals.Verdict.APPROVED if judgement.is_approval else approvals.Verdict.REJECTED
    decision = approvals.Decision(
        _KIND, str(row["id"]), str(held["hash"]), verdict, judgement.by.strip(), now, judgement.reason
    )
    with engine.opened(settings.catalogue) as connection:
        approvals.decide(connection, decision)
    return str(row["source"])


def _held_row(settings: Settings, wanted: str) -> Mapping[str, object]:
    """Find what the last publish held back: in the release that waits, else in the one that readers see."""
    waiting = [each.folder(settings.out) for each in proposals.waiting(settings.out)]
    for folder in (*waiting, current(settings.out)):
        for row in _rows(folder):
            if wanted in {row.get("id"), row.get("slug"), row.get("source")} and row.get("held"):
                return row
    raise UsageError(
        f"No leaflet of {wanted} was held back by the last publish.",
        remedy=f"What is held back is listed in {settings.out / 'current' / FILE_NAME}.",
    )


def _rows(folder: Path | None) -> list[dict[str, object]]:
    try:
        report = json.loads((folder / FILE_NAME).read_bytes()) if folder else {}
    except (OSError, ValueError):
        return []
    return [row for row in report.get("articles", ()) if isinstance(row, dict)]
