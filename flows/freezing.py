"""Freeze an issue of the current release: from then on it is carried on as it is, and known to be told."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from flows import release, sent_issues
from flows.issues import Issue, Told, told_by
from flows.newsletter import FOLDER, content_hash, files_of
from flows.pieces import Piece
from flows.previous import Previous
from flows.report import FILE_NAME as REPORT_NAME
from flows.sent_issues import SentIssue
from flows.settings import Settings
from outputs.json_reader import Reader
from pipeline.errors import ReleaseRefused, UsageError


def freeze(
    settings: Settings, name: str, now: dt.datetime, *, elsewhere: bool = False
) -> tuple[Issue, tuple[Piece, ...]]:
    """Freeze an issue of the current release, so that it never changes again; return it with its files.

    With `elsewhere` it is noted that another service has sent it, where it was not frozen before. One that is
    frozen already stays as it is. Raises UsageError when the release has no such issue, ReleaseRefused when
    its files are not those that were frozen, LockHeld, and what the catalogue raises.
    """
    with release.locked(settings.out, wait_s=settings.lock_wait_s):
        folder, pieces = find(settings, name)
        known = {sent.issue.name: sent for sent in sent_issues.read(settings)}
        digest = content_hash(pieces)
        sent = known.get(name) or SentIssue(Issue(name, digest, now, _told(folder, name)), elsewhere)
        if sent.issue.content_hash != digest:
            raise ReleaseRefused(
                f"Issue {name} is not what it was when it was first sent. Nothing was sent.",
                where=str(folder / FOLDER / name),
                remedy="Restore its files from an older release beside it, or from a backup.",
            )
        sent_issues.keep(settings, sent)
        return sent.issue, pieces


def newest(settings: Settings) -> str:
    """Return the name of the issue that the current release plans, empty where it plans none."""
    folder = release.current(settings.out)
    letters = _letters(folder) if folder else None
    return letters.text("issue") if letters else ""


def find(settings: Settings, name: str) -> tuple[Path, tuple[Piece, ...]]:
    """Return the current release and the files of an issue in it. Raises UsageError when it has none."""
    folder = release.current(settings.out)
    there = sorted(path.name for path in (folder / FOLDER).glob("*")) if folder else []
    if folder is None or name not in there:
        raise UsageError(
            f"There is no issue {name} in the current release." if name else "Which issue is meant?",
            where=str(settings.out / "current"),
            remedy=f"Issues: {', '.join(there)}." if there else "Run: handbill publish",
        )
    return folder, files_of(folder, name)


def _told(folder: Path, name: str) -> tuple[Told, ...]:
    """Return what an issue of a release tells, and what the release knows beside it."""
    letters = _letters(folder)
    if letters is None or letters.text("issue") != name:
        raise UsageError(
            f"The release does not tell which articles issue {name} holds.",
            where=str(folder / REPORT_NAME),
            remedy="Publish again, then send the issue.",
        )
    return told_by(Previous(folder).items(), letters.texts("articles"))


def _letters(folder: Path) -> Reader | None:
    """Return what a release's report says of the newsletter, None where it says nothing."""
    try:
        return Reader(json.loads((folder / REPORT_NAME).read_bytes())).object_or_none("newsletter")
    except (OSError, ValueError):
        return None
