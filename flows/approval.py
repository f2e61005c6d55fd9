"""A person's word on a release: who approved or rejected which content, remembered in the catalogue."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows import memory, proposals, release, rollback, sent_issues, websub
from flows.identify import Named
from flows.identity import Record, Status
from flows.memory import News, Showing
from flows.newsletter import as_sent, files_of
from flows.newsletter import content_hash as letter_hash
from flows.pieces import Piece, content_hash
from flows.proposals import Proposal
from flows.release import Staged, Swap
from flows.report import Entry
from flows.settings import Settings
from flows.statements import Stated
from pipeline.errors import ReleaseRefused, UsageError

if TYPE_CHECKING:
    from flows.catalogue.approvals import Decision

KIND = "release"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A staged release that needs a person's word, with its hash and what it changes."""

    content_hash: str
    changes: proposals.Changes


@dataclass(frozen=True, slots=True)
class Made:
    """A release as it was made: its articles, the moment, and the addresses of the feeds that it changes."""

    named: Named
    entries: tuple[Entry, ...]
    now: dt.datetime
    feeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approved:
    """A proposal that readers see from now on, and what went wrong afterwards."""

    proposal: Proposal
    swap: Swap
    warning: str = ""


def needed(settings: Settings, pieces: Sequence[Piece], staged: Staged) -> Waiting | None:
    """Return what a staged release must wait for, None where it may be shown.

    Raises ReleaseRefused when somebody has rejected this very content.
    """
    if settings.approval == "none" or not staged.changed:
        return None
    changed = proposals.changes(pieces, release.current(settings.out))
    if settings.approval == "changed" and not changed:
        return None
    whole = content_hash(pieces)
    known = _decision(settings, whole)
    if known and known.verdict == "rejected":
        raise ReleaseRefused(
            f"{known.by or 'Somebody'} rejected this release: {known.reason}",
            where=whole[:12],
            remedy="Change what was objected to, and publish again.",
        )
    return None if known else Waiting(whole, changed)


def propose(settings: Settings, staged: Staged, waiting: Waiting, made: Made) -> Proposal:
    """Let a release wait; what it says of articles is remembered, so that the next run says the same."""
    named = made.named
    records = named.news(made.entries)
    statuses = {record.id: record.status for record in named.remembered}
    kept = (record._replace(status=statuses.get(record.id, Status.PROPOSED)) for record in records)
    remembered = set(named.remembered)
    told = () if named.remembered else named.told
    memory.keep(settings.catalogue, News(tuple(each for each in kept if each not in remembered), told))
    proposal = Proposal(
        name=waiting.content_hash[:12],
        content_hash=waiting.content_hash,
        made=made.now.isoformat(),
        changes=waiting.changes,
        statuses={record.id: record.status.value for record in records},
        said=_said(named.told),
        feeds=made.feeds,
    )
    return proposals.propose(settings.out, staged, proposal)


def approve(settings: Settings, wanted: str, by: str, now: dt.datetime) -> Approved:
    """Show readers a proposal, byte by byte as it was proposed, and remember who approved it.

    `wanted` is the beginning of its hash. Raises UsageError when it is not one proposal's or nobody is named,
    ReleaseRefused when the files were changed since, the editors have said something of an article since, or
    an issue was sent since that readers would no longer find.
    """
    from flows.catalogue.approvals import Decision, Verdict

    name = _name(by)
    with release.locked(settings.out, wait_s=settings.lock_wait_s):
        proposal = proposals.find(settings.out, wanted)
        records, told = memory.recall(settings.catalogue)
        if _said(told) != proposal.said:
            raise ReleaseRefused(
                "An article was corrected or retracted after this release was proposed.",
                where=proposal.name,
                remedy="Publish again, and approve what comes of it.",
            )
        _check_issues(settings, proposal)
        staged = proposals.verified(settings.out, proposal)
        statuses = {each: Status(status) for each, status in proposal.statuses.items()}
        marked = tuple(record._replace(status=statuses.get(record.id, record.status)) for record in records)
        news = tuple(new for new, old in zip(marked, records, strict=True) if new != old)

        yes = Decision(KIND, settings.site.url, proposal.content_hash, Verdict.APPROVED, name, now)
        articles = rollback.articles_of(staged.folder)
        showing = Showing(staged.target, staged.manifest, articles, "approve", now, staged.content_hash)
        swap = release.commit(
            settings.out,
            staged,
            keep=settings.keep_releases,
            remember=lambda: _remember(settings, yes, news, showing),
            now=now,
        )
        proposals.withdraw(settings.out)
    if not swap.changed or not proposal.feeds or not settings.feed.hub:
        return Approved(proposal, swap)
    return Approved(proposal, swap, websub.ping(settings.feed.hub, proposal.feeds))


def _check_issues(settings: Settings, proposal: Proposal) -> None:
    """Refuse a proposal that would show other files of a sent issue than those that went out, or none."""
    folder = proposal.folder(settings.out)
    for sent in sent_issues.read(settings):
        name, digest = sent.issue.name, sent.issue.content_hash
        if letter_hash(files_of(folder, name)) != digest and as_sent(settings.out, sent.issue):
            raise ReleaseRefused(
                f"Issue {name} of the newsletter was sent after this release was proposed.",
                where=proposal.name,
                remedy="Publish again, and approve what comes of it.",
            )


def reject(settings: Settings, wanted: str, by: str, reason: str, now: dt.datetime) -> Proposal:
    """Take a proposal back, and remember why: the same content is not proposed again.

    Raises UsageError when it is not one proposal's, or there is no reason.
    """
    from flows.catalogue.approvals import Decision, Verdict

    words = " ".join(reason.split())
    if not words:
        raise UsageError("The rejection has no reason.", remedy="Say why: --reason TEXT.")
    with release.locked(settings.out, wait_s=settings.lock_wait_s):
        proposal = proposals.find(settings.out, wanted)
        url, name = settings.site.url, " ".join(by.split())
        _remember(settings, Decision(KIND, url, proposal.content_hash, Verdict.REJECTED, name, now, words))
        proposals.withdraw(settings.out)
    return proposal


def _name(by: str) -> str:
    name = " ".join(by.split())
    if not name:
        raise UsageError("Nobody approves.", remedy="Say who does: --by NAME.")
    return name


def _said(told: Sequence[Stated]) -> str:
    return hashlib.sha256(repr(sorted(told, key=lambda each: (each.id, each.kind))).encode()).hexdigest()


def _decision(settings: Settings, content_hash: str) -> Decision | None:
    from flows.catalogue import approvals, engine

    if not engine.exists(settings.catalogue):
        return None
    with engine.opened(settings.catalogue) as connection:
        return approvals.decision(connection, KIND, settings.site.url, content_hash)


def _remember(
    settings: Settings, decision: Decision, news: Sequence[Record] = (), showing: Showing | None = None
) -> None:
    """Remember a decision, what it changes of articles, and the release that it shows, in one transaction."""
    from flows.catalogue import approvals, articles, engine

    with engine.opened(settings.catalogue) as connection:
        approvals.decide(connection, decision)
        articles.write(connection, news)
        if showing:
            memory.note(connection, showing)
