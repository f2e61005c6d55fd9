"""Releases that wait for a person's word, each beside the current one, with a note of what it would change.

OUT/proposals/<name>/        a whole release, to look at; readers do not see it
OUT/proposals/<name>.json    its hash over all its files, and what approving it takes
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from flows import release
from flows.durable import write_whole
from flows.pieces import Piece, content_hash, pieces_of, same
from flows.release import Staged
from pipeline.errors import ReleaseRefused, UsageError

FOLDER = "proposals"
_VERSION = 1
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Changes:
    """What a release changes for readers: the slugs of articles, each sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A release that waits.

    `content_hash` is over all paths and bytes of its files. `statuses` are those of articles once it is
    approved, by id; `said` stands for what the editors had said when it was made; `feeds` are the addresses
    of the feeds that it changes.
    """

    name: str
    content_hash: str
    made: str
    changes: Changes
    statuses: Mapping[str, str]
    said: str
    feeds: tuple[str, ...]

    def folder(self, out: Path) -> Path:
        """Return the folder of its files."""
        return out / FOLDER / self.name


def changes(pieces: Sequence[Piece], previous: Path | None) -> Changes:
    """Tell which articles a release adds, changes and takes away."""
    new = {slug: piece for piece in pieces if (slug := _slug_of(piece.path))}
    files = previous.glob("articles/*/article.json") if previous else ()
    top = os.fspath(previous) if previous else ""
    old = {file.parent.name: file for file in files}
    both = sorted(new.keys() & old.keys())
    return Changes(
        tuple(sorted(new.keys() - old.keys())),
        tuple(slug for slug in both if not (new[slug].is_in(top) or same(old[slug], new[slug].read()))),
        tuple(sorted(old.keys() - new.keys())),
    )


def _slug_of(path: str) -> str:
    parts = path.split("/")
    return parts[1] if len(parts) == 3 and parts[0] == "articles" and parts[2] == "article.json" else ""


def propose(out: Path, staged: Staged, proposal: Proposal) -> Proposal:
    """Let a staged release wait, in place of any other. Raises ReleaseBroken when the disk refuses.

    The same release that waits already stays as it was proposed.
    """
    for older in waiting(out):
        if older.content_hash == proposal.content_hash:
            return older
    withdraw(out)
    with release.explained(out):
        (out / FOLDER).mkdir(exist_ok=True)
        folder = proposal.folder(out)
        if staged.folder == staged.target:
            shutil.copytree(staged.folder, folder, copy_function=_link)
        else:
            staged.folder.rename(folder)
        # Last: a folder without its note is no proposal.
        note = {"version": _VERSION, **asdict(proposal)}
        write_whole(_note(out, proposal.name), json.dumps(note, indent=2).encode() + b"\n", prefix=".")
    return proposal


def _link(old: str, new: str) -> None:
    try:
        os.link(old, new)
    except OSError:  # the file system knows no hard links, or the file has too many
        shutil.copy2(old, new)


def waiting(out: Path) -> tuple[Proposal, ...]:
    """Return the releases that wait; usually one or none. A note that cannot be read is passed over."""
    found = map(_read, sorted((out / FOLDER).glob("*.json")))
    return tuple(each for each in found if each and each.folder(out).is_dir())


def find(out: Path, wanted: str) -> Proposal:
    """Return the proposal whose hash begins with these figures. Raises UsageError when there is not one."""
    here = waiting(out)
    found = [each for each in here if each.content_hash.startswith(wanted.lower())]
    if len(wanted) >= _SHORTEST and len(found) == 1:
        return found[0]
    raise UsageError(
        f"No release with the hash {wanted} waits for approval.",
        remedy="What waits is listed by: handbill proposals." if here else "Nothing waits at all.",
    )


def verified(out: Path, proposal: Proposal) -> Staged:
    """Return a proposal as a staged release, its files read back. Raises ReleaseRefused when they differ."""
    folder = proposal.folder(out)
    if content_hash(pieces_of(folder)) != proposal.content_hash:
        raise ReleaseRefused(
            "The files of the proposal are not those that were proposed.",
            where=str(folder),
            remedy=f"Take it back (handbill reject {proposal.name} --reason TEXT), and publish again.",
        )
    return release.restage(out, folder)


def withdraw(out: Path) -> None:
    """Take back whatever waits."""
    shutil.rmtree(out / FOLDER, ignore_errors=True)


def _note(out: Path, name: str) -> Path:
    return out / FOLDER / f"{name}.json"


def _read(file: Path) -> Proposal | None:
    try:
        found = json.loads(file.read_bytes())
        if found.pop("version") != _VERSION:
            return None
        changed = found.pop("changes")
        parts = {name: tuple(changed[name]) for name in ("added", "changed", "gone")}
        proposal = Proposal(**{**found, "feeds": tuple(found["feeds"])}, changes=Changes(**parts))
        dt.datetime.fromisoformat(proposal.made)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return proposal
