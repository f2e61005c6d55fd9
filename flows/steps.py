"""Publishing, step by step: the same functions run under Prefect and without it."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from flows import history, leaflet_cache, leaflets, memory, release, shelf, terminal, websub
from flows.approval import Made
from flows.approvals import rules_of
from flows.archives import Archives
from flows.article_pages import Desk
from flows.circles import no_circles
from flows.feed_entries import FeedEntries
from flows.holding import Rules, next_change
from flows.identify import identify
from flows.intake import Intake, take_in
from flows.locate import Refusal, Skipped, require
from flows.memory import News
from flows.previous import Previous
from flows.proposals import Proposal
from flows.release import Swap
from flows.rendering import cache_of, render
from flows.report import FILE_NAME, Report
from flows.runlog import RunLog, Timed
from flows.settings import Settings
from flows.showing import Draft, show
from flows.snapshot import Left, Seen, remember
from flows.spool import Spool
from flows.stages import Stages
from outputs.edition import Edition
from pipeline.errors import HandbillError, ReleaseBroken, ReleaseRefused, UsageError
from sources import SOURCES


class NothingPublished(HandbillError):
    """Every source was refused, so there is no release to make; exit code 2."""

    exit_code = 2

    def __init__(
        self, what: str, *, refused: tuple[Refusal, ...] = (), where: str = "", remedy: str = ""
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: its report, the release, what went wrong without harm, and what is worth knowing.

    With a `proposal`, the release that was made waits for approval, and readers see what they saw.
    """

    report: Report
    swap: Swap
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    proposal: Proposal | None = None


def present() -> dt.datetime:
    """Return the moment of this run, in UTC: SOURCE_DATE_EPOCH where it is set, else the clock's.

    Raises UsageError when SOURCE_DATE_EPOCH is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {epoch!r}.",
            remedy="Set it to a number of seconds since 1970, or unset it.",
        ) from error


def publish(  # noqa: PLR0913 (the words of the command)
    settings: Settings,
    *,
    stages: Stages,
    now: dt.datetime,
    allow_shrink: bool = False,
    verify: bool = False,
    log_json: str = "",
) -> Outcome:
    """Publish the sources of these settings as one release; with `verify` no file's date is trusted.

    The log of the run goes to the state folder, and to `log_json` where it names a file.

    Raises NothingPublished when every source was refused, ReleaseRefused when more than half of the
    published articles would vanish, ReleaseBroken, LockHeld and UsageError; the old release then stays.
    """
    with RunLog(settings) as log:
        if log_json:
            log.to_file(log_json)
        timed = Timed(stages, log)
        outcome, feeds = _publish(settings, timed, now, log, allow_shrink=allow_shrink, verify=verify)
        problems = []
        if feeds and settings.feed.hub:
            # Readers have the release, and the next run need not wait for a slow hub.
            problems.append(timed.run("tell the hub", lambda: websub.ping(settings.feed.hub, feeds)))
        problems.append(log.problem)
        warnings = (*outcome.warnings, *filter(None, problems))
        outcome = replace(outcome, warnings=warnings, notes=(*outcome.notes, *log.told()))
        log.ended(outcome)
        return outcome


def _publish(  # noqa: PLR0913 (what a run is made of)
    settings: Settings, stages: Stages, now: dt.datetime, log: RunLog, *, allow_shrink: bool, verify: bool
) -> tuple[Outcome, tuple[str, ...]]:
    """Publish under the lock; return what came of it, and the addresses of the feeds that changed."""
    require(settings.sources)
    with (
        release.locked(settings.out, wait_s=settings.lock_wait_s),
        shelf.opened(settings.state / "cache" / shelf.FILE_NAME) as kept,
    ):
        log.keep()
        taken = take_in(settings, kept.readings, stages, partial(_get_ready, settings), verify=verify)
        if not taken.extracts:
            raise _nothing(taken.refused, taken.skipped)
        current = release.current(settings.out)
        previous = Previous(current, None if verify else kept.pages.published(current))
        named = stages.run("identify", lambda: identify(settings, taken.take(), taken.refused, previous, now))
        rules = rules_of(settings, now)
        archives = Archives(_archives(settings, current), {} if verify else kept.pages.archives())
        with no_circles():
            pages = kept.pages.of(None if verify else current)
        entries = FeedEntries(pages, settings.feed, {} if verify else kept.pages.entries())
        rack = kept.pages.rack(None if verify else current)
        desk = Desk(pages, entries, archives, rack, Spool(settings.out))
        rendered = render(settings, named.entries, previous, stages, rules, desk)
        refusals = (*named.refused, *rendered.refused)
        skipped = (*taken.skipped, *named.copies)
        report = Report(rendered.entries, refusals, skipped, rendered.letters)
        if not report.fresh:
            raise _nothing(report.problems, taken.skipped)
        if not allow_shrink:
            _guard(previous, rendered.edition)
        pieces = (*rendered.pieces, desk.spool.put_parts(FILE_NAME, report.to_json(desk.pages)))
        news = News(named.news(rendered.entries), () if named.remembered else named.told)
        # Compared before the swap: afterwards the older release may be gone.
        feeds = websub.changed_feeds(pieces, current, settings.site.url)
        made = Made(named, rendered.entries, now, feeds)
        probed_ns = 0 if verify else taken.probed_ns
        draft = Draft(rendered.edition, pieces, news, made, desk.spool, probed_ns)
        swap, proposal = show(settings, draft, stages)
        leaflet_cache.prune(cache_of(settings), rendered.cached)
        outcome = Outcome(report, swap, named.warnings, named.notes, proposal)
        unnoted = _note(settings, kept, taken, desk, outcome, rules)
        if problem := swap.problem or taken.problem or unnoted:
            outcome = replace(outcome, warnings=(*outcome.warnings, problem))
        return outcome, feeds if swap.changed else ()


def _get_ready(settings: Settings) -> None:
    """Do what waits for no article, while other processes read them."""
    leaflets.start_workers()
    memory.get_ready(settings.catalogue)


@no_circles()
def _note(  # noqa: PLR0913, PLR0917 (what a run leaves to the next one)
    settings: Settings, kept: shelf.Shelf, taken: Intake, desk: Desk, outcome: Outcome, rules: Rules
) -> str:
    """Note for the next run what came of this one; return what hindered it, "" if nothing did.

    Readers have the release by then: the next run does more than it need, and nothing else is lost.
    """
    swap = outcome.swap
    try:
        kept.readings.note(taken.keys)
        if swap.content_hash:
            published = (entry.item for entry in outcome.report.entries)
            folder = settings.out / "releases" / swap.name
            kept.pages.note(folder, desk.pages, published)
            kept.pages.note_rack(folder, desk.rack)
            kept.pages.note_archives(desk.archives)
            kept.pages.note_entries(desk.entries)
        _remember(settings, taken.seen, outcome, rules)
    except ReleaseBroken as error:
        return str(error)
    return ""


def _archives(settings: Settings, current: Path | None) -> Path | None:
    """Return whose feed archives go on: after a rollback the newer release's, which are out for good."""
    held_back = history.held_back(settings.out, current)
    newer = settings.out / "releases" / held_back
    return newer if held_back and newer.is_dir() else current


def _remember(settings: Settings, seen: Seen, outcome: Outcome, rules: Rules) -> None:
    """Note what this run depended on and what it told, for a next one that finds everything as it was."""
    same = replace(outcome, swap=replace(outcome.swap, changed=False), notes=())
    file = settings.catalogue.file
    # A log that SQLite could not yet write into the catalogue goes with the next look into it.
    logged = file is not None and Path(f"{file}-wal").exists()
    # A leaflet that outran its limits on a busy machine may be printed next time.
    entries = outcome.report.entries
    printed = not any(isinstance(leaf.outcome, Refusal) for entry in entries for leaf in entry.leaflets)
    # A warning, such as that of a clock set back, is worth another look.
    quiet = not outcome.warnings and not outcome.swap.problem and not outcome.proposal
    sound = printed and not logged and quiet
    left = Left(
        outcome.swap.name,
        outcome.report.exit_code,
        tuple(terminal.summary_lines(same, str(settings.out / "current"))),
        tuple(map(terminal.problem_line, outcome.report.problems)),
        (str(file), f"{file}-wal") if file and sound else None,
        next_change([entry.item for entry in entries], rules, settings.timezone),
        outcome.swap.content_hash,
    )
    remember(settings, seen, left)


def _nothing(refused: tuple[Refusal, ...], passed: tuple[Skipped, ...]) -> NothingPublished:
    if refused:
        count = len(refused)
        what = "The only source was refused" if count == 1 else f"All {count} sources were refused"
        return NothingPublished(f"{what}: nothing was published.", refused=refused)
    skipped = f" ({len(passed)} files of other kinds were skipped)" if passed else ""
    return NothingPublished(
        f"No article was found{skipped}: nothing was published.",
        remedy=f"handbill reads files that end in {', '.join(sorted(SOURCES))}.",
    )


def _guard(previous: Previous, edition: Edition) -> None:
    """Refuse a release that would lose more than half of what is published."""
    lost = previous.ids - {item.id for item in edition.items}
    if len(lost) * 2 > len(previous.ids):
        raise ReleaseRefused(
            f"{len(lost)} of {len(previous.ids)} published articles would vanish. The old release stays.",
            remedy="Check that all sources are there. If this is meant, add --allow-shrink.",
        )
