"""The newsletter of a release: its next issue, and the issues that were sent, byte for byte as they were."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows import release, sent_issues
from flows.issues import ALIKE, Issue, Own, Plan, plan
from flows.pieces import Piece
from flows.settings import Settings
from outputs.edition import Edition
from pipeline.errors import ReleaseBroken
from pipeline.model import Notice

FOLDER = "newsletter"


@dataclass(frozen=True, slots=True)
class Letters:
    """What a release does about the newsletter: the plan of its next issue, and those sent before.

    `own` is what the settings say of the next issue alone, `notices` say what had to be shortened in it.
    """

    plan: Plan
    past: tuple[Issue, ...] = ()
    carried: tuple[Piece, ...] = ()
    notices: tuple[Notice, ...] = ()
    own: Own = ALIKE

    @property
    def sent(self) -> tuple[str, ...]:
        """Return the names of the issues whose files the release carries on, the oldest first."""
        there = {piece.path.split("/")[1] for piece in self.carried}
        return tuple(issue.name for issue in self.past if issue.name in there)

    @property
    def shown(self) -> str:
        """Return the newest issue that readers can open, empty where there is none."""
        return self.plan.name or (self.sent[-1] if self.sent else "")

    def edition(self, whole: Edition) -> Edition:
        """Return the edition of the next issue: its articles, and which are in it as corrections."""
        common = whole.newsletter
        letter = replace(
            common,
            issue=self.plan.name,
            corrected=self.plan.corrected,
            subject=self.own.subject or common.subject,
            preheader=self.own.preheader or common.preheader,
        )
        return replace(whole, items=self.plan.items, newsletter=letter)

    def to_json(self) -> dict[str, object]:
        """Return what the report says of the newsletter; `send` reads there what an issue holds."""
        return {
            "issue": self.plan.name,
            "articles": [item.id for item in self.plan.items],
            "corrected": list(self.plan.corrected),
            "reason": self.plan.reason,
            "notices": [{"code": notice.code, "message": notice.message} for notice in self.notices],
            "sent": [
                {"issue": issue.name, "content_hash": issue.content_hash, "sent": issue.frozen.isoformat()}
                for issue in self.past
            ],
        }


NO_LETTERS = Letters(Plan(reason="The newsletter is not among the channels."))


def prepare(settings: Settings, edition: Edition) -> Letters:
    """Plan the next issue of an edition, and gather the files of those that were sent.

    Raises ReleaseBroken when a file of a sent issue is no longer as it was, and what the catalogue raises.
    """
    past = tuple(sent.issue for sent in sent_issues.read(settings))
    found, own = NO_LETTERS.plan, ALIKE
    if "newsletter" in settings.channels:
        found = plan(edition.items, past, settings.issue)
        own = settings.issues.get(found.name, own)
    if own.articles:  # the name stays: it is what they were chosen by
        by_hand = replace(settings.issue, name=found.name, articles=own.articles)
        found = plan(edition.items, past, by_hand)
    return Letters(found, past, _carried(settings.out, past), own=own)


def _carried(out: Path, past: Sequence[Issue]) -> tuple[Piece, ...]:
    return tuple(piece for issue in past for piece in as_sent(out, issue))


def as_sent(out: Path, issue: Issue) -> tuple[Piece, ...]:
    """Return the files of a sent issue from the current release, else from another that is kept.

    The current one may be older than the issue, where somebody went back to it. A fresh output folder has no
    release with the issue, and goes without. Raises ReleaseBroken when they are no longer as they were.
    """
    folders = [folder for folder in (release.current(out), *_releases(out)) if folder]
    found = [folder for folder in folders if (folder / FOLDER / issue.name).is_dir()]
    for folder in found:
        pieces = files_of(folder, issue.name)
        if content_hash(pieces) == issue.content_hash:
            return pieces
    if found:
        raise ReleaseBroken(
            f"The files of issue {issue.name} are not what was sent.",
            where=str(found[0] / FOLDER / issue.name),
            remedy="Restore them from a backup.",
        )
    return ()


def _releases(out: Path) -> Sequence[Path]:
    return sorted(path for path in (out / "releases").glob("*") if path.is_dir())


def files_of(folder: Path, name: str) -> tuple[Piece, ...]:
    """Return the files of an issue in a release, with their bytes, ordered by path; none where it has none.

    Raises ReleaseBroken when one cannot be read.
    """
    files = sorted(path for path in (folder / FOLDER / name).rglob("*") if path.is_file())
    try:
        return tuple(Piece(file.relative_to(folder).as_posix(), file.read_bytes()) for file in files)
    except OSError as error:
        raise ReleaseBroken(
            f"A file of issue {name} cannot be read: {error.strerror or error}.", where=str(error.filename)
        ) from error


def content_hash(pieces: Sequence[Piece]) -> str:
    """Return 64 hexadecimal figures over the paths and bytes of files."""
    whole = hashlib.sha256()
    for piece in sorted(pieces, key=lambda piece: piece.path):
        whole.update(f"{piece.path}\0{hashlib.sha256(piece.read()).hexdigest()}\n".encode())
    return whole.hexdigest()
