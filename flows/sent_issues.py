"""Issues that were sent: what the catalogue knows of them, with a copy beside the releases.

OUT/sent/<issue>.json        what was frozen; a catalogue that is lost does not take it along

Without the copy, a lost catalogue would let the same issue be mailed to everybody again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows import memory
from flows.durable import write_whole
from flows.issues import Issue, Told
from flows.settings import Settings
from outputs.json_reader import Reader
from pipeline.errors import ReleaseBroken

FOLDER = "sent"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class SentIssue:
    """An issue that was sent: `elsewhere` by another service; where `forgotten`, unknown to the catalogue."""

    issue: Issue
    elsewhere: bool = False
    forgotten: bool = False


def read(settings: Settings) -> tuple[SentIssue, ...]:
    """Return every issue that was sent, the oldest first.

    Raises what the catalogue raises, and ReleaseBroken when the copy of one that it does not know is damaged.
    """
    known = {issue.name: issue for issue in memory.issues(settings.catalogue)}
    found = {name: SentIssue(issue) for name, issue in known.items()}
    for file in sorted((settings.out / FOLDER).glob("*.json")):
        copy = _load(file, needed=file.stem not in known)
        if copy and copy.issue.name in known:
            found[copy.issue.name] = SentIssue(known[copy.issue.name], copy.elsewhere)
        elif copy:
            found[copy.issue.name] = copy
    return tuple(sorted(found.values(), key=lambda each: (each.issue.frozen, each.issue.name)))


def keep(settings: Settings, sent: SentIssue) -> None:
    """Remember for good that an issue was sent, in the catalogue and in the copy.

    Raises what the catalogue raises, and ReleaseBroken when the disk refuses the copy.
    """
    memory.freeze(settings.catalogue, sent.issue)
    file = settings.out / FOLDER / f"{sent.issue.name}.json"
    data = (json.dumps(_json(sent), ensure_ascii=False, indent=2) + "\n").encode()
    try:
        if file.is_file() and file.read_bytes() == data:
            return
        file.parent.mkdir(exist_ok=True)
        write_whole(file, data, prefix=".")
    except OSError as error:
        raise ReleaseBroken(
            f"It cannot be noted that issue {sent.issue.name} is sent: {error.strerror or error}.",
            where=str(file),
            remedy="Check the space and the permissions there, then run this again.",
        ) from error


def _json(sent: SentIssue) -> dict[str, object]:
    issue = sent.issue
    return {
        "version": _VERSION,
        "issue": issue.name,
        "content_hash": issue.content_hash,
        "sent": issue.frozen.isoformat(),
        "elsewhere": sent.elsewhere,
        "articles": [{"id": told.id, "held": told.held, **dict(_statements(told))} for told in issue.told],
    }


def _statements(told: Told) -> Iterator[tuple[str, str]]:
    for name, moment in (("correction", told.correction), ("retraction", told.retraction)):
        if moment:
            yield name, moment.isoformat()


def _load(file: Path, *, needed: bool) -> SentIssue | None:
    """Read a copy; a damaged one is passed over where the catalogue knows the issue itself."""
    try:
        reader = Reader(json.loads(file.read_bytes()))
        return _copied(reader)
    except (OSError, ValueError) as error:
        if not needed:
            return None
        raise ReleaseBroken(
            f"What is kept of a sent issue cannot be read: {error}.",
            where=str(file),
            remedy="Restore it, or the catalogue, from a backup: without them the issue may be sent twice.",
        ) from error


def _copied(reader: Reader) -> SentIssue:
    if reader.integer("version") != _VERSION:
        raise ValueError(f"/version: expected {_VERSION}")
    told = tuple(map(_told, reader.members("articles")))
    issue = Issue(reader.text("issue"), reader.text("content_hash"), reader.moment("sent"), told)
    return SentIssue(issue, reader.flag("elsewhere"), forgotten=True)


def _told(reader: Reader) -> Told:
    return Told(
        reader.text("id"),
        reader.flag("held"),
        _moment(reader.text("correction", default="")),
        _moment(reader.text("retraction", default="")),
    )


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
