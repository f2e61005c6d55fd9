"""A draft to what readers see: staged, verified, remembered, and shown in one step."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import partial

from flows import approval, history, memory, proposals, release
from flows.approval import Made
from flows.memory import News, Showing
from flows.pieces import Piece, files_of, lost
from flows.proposals import Proposal
from flows.release import Staged, Swap
from flows.settings import Settings
from flows.spool import Spool
from flows.stages import Stages
from outputs.edition import Edition


@dataclass(frozen=True, slots=True)
class Draft:
    """What a release is made of: the edition, its files, what the catalogue learns, and how it was made.

    `spool` holds those of its files that were written as they were made. `probed_ns` is the file system's
    time when the run began, or 0 where no status is trusted.
    """

    edition: Edition
    pieces: Sequence[Piece]
    news: News
    made: Made
    spool: Spool
    probed_ns: int = 0


def show(settings: Settings, draft: Draft, stages: Stages) -> tuple[Swap, Proposal | None]:
    """Show a draft to readers as one release, or let it wait where it needs a person's word.

    Raises ReleaseBroken when it fails its checks or the disk refuses a write, ReleaseRefused when somebody
    has rejected it; the old release then stays.
    """
    staged = stages.run("stage", lambda: _stage(settings, draft))
    if staged.folder != staged.target:
        stages.run("verify", lambda: _verify(settings, staged, draft))
    waiting = approval.needed(settings, draft.pieces, staged)
    if waiting:
        work = partial(approval.propose, settings, staged, waiting, draft.made)
        shown = release.current(settings.out)
        return Swap(shown.name if shown else "", changed=False), stages.run("propose", work)
    swap = stages.run("release", lambda: _commit(settings, staged, draft))
    # What waited was made for the release before, or is what readers see now.
    proposals.withdraw(settings.out)
    return swap, None


def _stage(settings: Settings, draft: Draft) -> Staged:
    return release.prepare(settings.out, draft.pieces, draft.spool.folder, draft.probed_ns)


def _verify(settings: Settings, staged: Staged, draft: Draft) -> None:
    """Check what is new in a release, and all of it where files are gone that links may have led to.

    Which files it has need not be asked again: staging has found or made each of the pieces, and no other
    is left.
    """
    from flows.verify import verify

    listed = dict.fromkeys(piece.path for piece in draft.pieces).keys()  # of 20,000, a third of a set
    fresh = None if _wants_all(settings, staged, listed) else staged.fresh
    verify(staged.folder, draft.edition, settings.channels, fresh, listed, workers=settings.processes)


def _wants_all(settings: Settings, staged: Staged, listed: Set[str]) -> bool:
    """Tell whether all files are to be checked: links may lead to those that the release before had alone.

    Their manifests tell, or a search where the catalogue has none of the older one.
    """
    previous = release.current(settings.out)
    if previous is None:
        return True
    before = memory.manifest(settings.catalogue, previous.name)
    return bool(lost(before, staged.manifest)) if before else not files_of(previous) <= listed


def _commit(settings: Settings, staged: Staged, draft: Draft) -> Swap:
    remember = partial(memory.keep, settings.catalogue, draft.news)
    if staged.changed:
        articles = len(draft.edition.items)
        showing = Showing(
            staged.target, staged.manifest, articles, history.PUBLISH, draft.made.now, staged.content_hash
        )
        remember = partial(memory.keep_with, settings.catalogue, draft.news, showing)
    return release.commit(
        settings.out,
        staged,
        keep=settings.keep_releases,
        remember=remember,
        now=draft.made.now,
    )
