"""Which releases readers have seen, and when: OUT/.handbill/history, one JSON object a line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.durable import write_whole

_FILE = Path(".handbill") / "history"
_LONGEST = 1000
PUBLISH, ROLLBACK = "publish", "rollback"


@dataclass(frozen=True, slots=True)
class Shown:
    """A release that was shown, when (with an offset), by which command, and in place of which one."""

    name: str
    moment: str
    command: str
    instead_of: str = ""


def read(out: Path) -> tuple[Shown, ...]:
    """Return what was shown, the oldest first; a line that is damaged is passed over."""
    try:
        lines = (out / _FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ()
    return tuple(shown for line in lines if (shown := _shown(line)))


def _shown(line: str) -> Shown | None:
    try:
        row = json.loads(line)
        return Shown(str(row["name"]), str(row["moment"]), str(row["command"]), str(row["instead_of"]))
    except (ValueError, KeyError, TypeError):
        return None


def add(out: Path, name: str, now: dt.datetime, command: str, *, instead_of: str = "") -> None:
    """Note that a release is shown. Raises OSError when that cannot be written."""
    before = read(out) or tuple(_found(out, name))
    rows = [*before, Shown(name, now.isoformat(), command, instead_of)][-_LONGEST:]
    text = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
    write_whole(out / _FILE, text.encode(), prefix="staging-")


def _found(out: Path, name: str) -> Iterator[Shown]:
    """Yield the releases that were there before anything was noted."""
    folders = [path for path in (out / "releases").glob("*") if path.is_dir() and path.name != name]
    for path in sorted(folders, key=lambda path: path.stat().st_mtime_ns):
        moment = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).replace(microsecond=0)
        yield Shown(path.name, moment.isoformat(), PUBLISH)


def knows(out: Path, name: str) -> bool:
    """Tell whether it is noted that a release was shown."""
    return any(row.name == name for row in read(out))


def held_back(out: Path, current: Path | None) -> str:
    """Return the release that readers no longer see because of a rollback; empty where there was none.

    The note of a rollback is written before readers see the older release; it counts once they do.
    """
    rows = read(out)
    last = rows[-1] if rows else None
    if last and current and last.command == ROLLBACK and last.name == current.name:
        return last.instead_of
    return ""


def unseen(out: Path, current: Path | None) -> tuple[Path, ...]:
    """Return releases that no reader has ever seen: a killed run left them just before it showed them."""
    known = {row.name for row in read(out)}
    folder = out / "releases"
    if not known or not folder.is_dir():
        return ()
    return tuple(path for path in folder.iterdir() if path.name not in known and path != current)
