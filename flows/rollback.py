"""The releases that are kept, and the way back to one of them."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows import history, release
from flows.catalogue.address import Address
from flows.durable import sync_one
from flows.memory import Showing, note
from flows.pieces import manifest, pieces_of
from flows.report import FILE_NAME
from pipeline.errors import ReleaseBroken, UsageError

if TYPE_CHECKING:
    from flows.catalogue.releases import Noted


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
        articles_of(folder),
        len(status),
        sum(each.st_size for each in status),
        sum(each.st_size for each in status if each.st_nlink == 1),
        current,
    )


def articles_of(folder: Path) -> int:
    """Return how many articles a release has."""
    try:
        summary = json.loads((folder / FILE_NAME).read_bytes())["summary"]
        return int(summary["published"]) + int(summary["kept_previous"])
    except (OSError, ValueError, KeyError, TypeError):
        return len(list((folder / "articles").glob("*")))


def forgotten(catalogue: Address, names: Collection[str]) -> tuple[Noted, ...]:
    """Return the releases that the catalogue knows besides these, the newest first."""
    from flows.catalogue import engine, releases

    if not engine.exists(catalogue):
        return ()
    with engine.opened(catalogue) as connection:
        return tuple(one for one in releases.read(connection)[::-1] if one.name not in names)


def roll_back(
    out: Path, name: str, *, now: dt.datetime, wait_s: float, catalogue: Address | None = None
) -> Back:
    """Show readers an older release: the one named, else the one that they saw before this one.

    What was rolled back is remembered: a publish that would make the same release again leaves this one in
    place. A `catalogue` learns what the older release is, if it does not know. Raises UsageError when there
    is no such release, LockHeld, ReleaseBroken when its files were damaged or the disk refuses, and what
    `engine.opened` raises.
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
            if catalogue:
                _remember(catalogue, wanted, now)
            history.add(out, wanted.name, now, history.ROLLBACK, instead_of=instead_of)
            release.swap(out, wanted)
            sync_one(out)
        return Back(wanted.name, instead_of)


def _remember(catalogue: Address, folder: Path, now: dt.datetime) -> None:
    """Check a release by what the catalogue knows of it, or tell the catalogue: it may be older than that."""
    from flows.catalogue import engine, releases

    found = manifest(pieces_of(folder))
    with engine.opened(catalogue) as connection:
        known = {each.name: each.content_hash for each in releases.read(connection)}
        if folder.name not in known:
            note(connection, Showing(folder, found, articles_of(folder), history.ROLLBACK, now))
            return
        listed = releases.manifest(connection, known[folder.name])
    if listed and listed != found:
        paths = {line.partition(b"\0")[0].decode() for line in {*listed.splitlines()} ^ {*found.splitlines()}}
        raise ReleaseBroken(
            f"Files of this release are not as they were: {', '.join(sorted(paths)[:5])}.",
            where=str(folder),
            remedy="Choose another one: handbill releases.",
        )


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
