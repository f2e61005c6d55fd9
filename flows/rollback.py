"""The releases that are kept, and the way back to one of them."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path

from flows import history, release
from flows.durable import sync_one
from flows.report import FILE_NAME
from pipeline.errors import UsageError


@dataclass(frozen=True, slots=True)
class Kept:
    """A release on the disk: when readers first saw it, how many articles it has, and what it takes.

    `own_bytes` is what would be free without it; the rest are files that it shares with other releases.
    """

    name: str
    shown: dt.datetime
    articles: int
    files: int
    size_bytes: int
    own_bytes: int
    current: bool


@dataclass(frozen=True, slots=True)
class Back:
    """What a rollback did: the release that readers see now, and the one that they saw before."""

    name: str
    instead_of: str


def kept(out: Path) -> tuple[Kept, ...]:
    """Return the releases that are kept, the newest first. Raises UsageError when there is none."""
    now = release.current(out)
    folders = [path for path in (out / "releases").glob("*") if path.is_dir()]
    if not folders:
        raise UsageError("There is no release yet.", where=str(out), remedy="Make one with: handbill publish")
    hidden = set(history.unseen(out, now))
    first = {row.name: row.moment for row in reversed(history.read(out))}
    found = [_kept(path, first.get(path.name, ""), path == now) for path in folders if path not in hidden]
    return tuple(sorted(found, key=lambda one: (one.shown, one.name), reverse=True))


def _kept(folder: Path, moment: str, current: bool) -> Kept:
    status = [os.stat(Path(top) / name) for top, _, names in os.walk(folder) for name in names]  # noqa: PTH116
    shown = dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC).replace(microsecond=0)
    return Kept(
        folder.name,
        dt.datetime.fromisoformat(moment) if moment else shown,
        _articles(folder),
        len(status),
        sum(each.st_size for each in status),
        sum(each.st_size for each in status if each.st_nlink == 1),
        current,
    )


def _articles(folder: Path) -> int:
    try:
        summary = json.loads((folder / FILE_NAME).read_bytes())["summary"]
        return int(summary["published"]) + int(summary["kept_previous"])
    except (OSError, ValueError, KeyError, TypeError):
        return len(list((folder / "articles").glob("*")))


def roll_back(out: Path, name: str, *, now: dt.datetime, wait_s: float) -> Back:
    """Show readers an older release: the one named, else the one that they saw before this one.

    What was rolled back is remembered: a publish that would make the same release again leaves this one in
    place. Raises UsageError when there is no such release, LockHeld, and ReleaseBroken when the disk refuses.
    """
    with release.locked(out, wait_s=wait_s):
        current = release.current(out)
        wanted = out / "releases" / (name or _before(out, current))
        known = {path.name for path in (out / "releases").glob("*") if path.is_dir()}
        if wanted.name not in known or (name and name not in known) or (not name and wanted == current):
            what = f"There is no release {name}" if name else "There is no older release"
            raise UsageError(
                f"{what} to go back to.",
                where=str(out),
                remedy="See which are kept with: handbill releases",
            )
        instead_of = current.name if current else ""
        if wanted == current:
            return Back(wanted.name, instead_of)
        with release.explained(out):
            history.add(out, wanted.name, now, history.ROLLBACK, instead_of=instead_of)
            release.swap(out, wanted)
            sync_one(out)
        return Back(wanted.name, instead_of)


def _before(out: Path, current: Path | None) -> str:
    """Return the newest release that readers saw before the current one and that is still kept."""
    if current is None:
        return ""
    names = [row.name for row in history.read(out)]
    place = names.index(current.name) if current.name in names else len(names)
    older = [name for name in names[:place] if name != current.name and (out / "releases" / name).is_dir()]
    if older:
        return older[-1]
    folders = [path for path in (out / "releases").iterdir() if path.is_dir()]
    folders.sort(key=lambda path: path.stat().st_mtime_ns)
    earlier = folders[: folders.index(current)] if current in folders and not names else []
    return earlier[-1].name if earlier else current.name
