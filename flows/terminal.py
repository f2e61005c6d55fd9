"""What a person at a terminal sees: progress while a run lasts, problems and a summary at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flows.holding import held_line
from flows.locate import Refusal
from flows.reading_grade import grade_lines
from flows.tally import in_words

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from flows.proposals import Proposal
    from flows.report import Report
    from flows.steps import Outcome

T = TypeVar("T")
_NAMED = 10  # a saved page's folder can hold hundreds of other files


def printable(text: str) -> str:
    """Return text that cannot steer a terminal: control characters become U+FFFD."""
    return "".join(char if char.isprintable() or char in " \u00a0\u2003\u3000" else "\ufffd" for char in text)


def tell(text: str) -> None:
    """Print a line for a person, where it is no part of a program's output."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def problem_line(refusal: Refusal) -> str:
    """Say in one line which source was refused, why, and what to do."""
    return printable(f"handbill: {refusal.origin}: {refusal.what} {refusal.remedy}".rstrip())


def show_problems(problems: Sequence[Refusal]) -> None:
    """Print what was refused, also when the run is meant to be quiet."""
    for refusal in problems:
        tell(problem_line(refusal))


def warning_line(warning: str) -> str:
    """Say in one line what went wrong without harm to the release."""
    return printable(f"handbill: {warning}")


def show_warnings(warnings: Sequence[str]) -> None:
    """Print what went wrong without harm to the release, also when the run is meant to be quiet."""
    for warning in warnings:
        tell(warning_line(warning))


def summary_lines(outcome: Outcome, place: str) -> Iterator[str]:
    """Say what a run has done; `place` is the folder that readers see."""
    report = outcome.report
    counts = [f"{report.fresh} {_articles(report.fresh)} published"]
    if kept := len(report.entries) - report.fresh:
        counts.append(f"{kept} kept as before")
    if report.refused:
        counts.append(f"{len(report.refused)} refused")
    if report.skipped:
        counts.append(f"{len(report.skipped)} skipped")
    yield ", ".join(counts) + "."
    for skipped in report.skipped[:_NAMED]:
        yield printable(f"Skipped {skipped.key}: {skipped.reason}.")
    if len(report.skipped) > _NAMED:
        yield f"Skipped {len(report.skipped) - _NAMED} more: see {place}/report.json."
    yield from _counts(report, place)
    yield from grade_lines(entry.grade for entry in report.entries if entry.grade)
    yield from _look_first(report, place)
    yield from _newsletter(report)
    for note in outcome.notes:
        yield printable(note)
    yield from _held(report, place)
    if outcome.proposal:
        yield from proposal_lines(outcome.proposal, Path(place).parent)
    elif outcome.swap.held_back:
        older, newer = outcome.swap.name, outcome.swap.held_back
        yield f"Nothing changed since release {newer} was rolled back: {place} still shows {older}."
        yield f"To show the newer one again: handbill rollback {newer}"
    elif outcome.swap.changed:
        yield f"{place} now shows release {outcome.swap.name}."
    else:
        yield f"Nothing changed: {place} already shows release {outcome.swap.name}."


def _counts(report: Report, place: str) -> Iterator[str]:
    """Say which rules removed most lines, and what the warnings are about."""
    if report.rules:
        lines = sum(report.rules.values())
        rules = in_words(report.rules, "by {} other rules")
        yield f"{lines} {'line' if lines == 1 else 'lines'} removed: {rules}."
    if report.warnings:
        warnings = sum(report.warnings.values())
        named = in_words(report.warnings, "of {} other kinds")
        yield (
            f"{warnings} {'warning' if warnings == 1 else 'warnings'} to look at ({named}): "
            f"see {place}/report.json."
        )


def _newsletter(report: Report) -> Iterator[str]:
    """Say why there is no new issue, what it had to shorten, and which chosen articles are not there."""
    plan = report.letters.plan
    if report.letters.past and plan.reason:
        yield plan.reason
    for notice in report.letters.notices:
        yield notice.message
    table = f'issues."{plan.name}"' if report.letters.own.articles else "newsletter"
    for name in plan.unknown:
        yield printable(f"[{table}] articles names {name}: no published article has this id, slug or source.")


def _held(report: Report, place: str) -> Iterator[str]:
    """Name the articles whose leaflets wait for a person, of many the first."""
    if report.held:
        yield "Held back, and not printed:"
    for entry in report.held[:_NAMED]:
        if entry.held:
            yield printable(f"  {held_line(entry.item, entry.held)}")
    if len(report.held) > _NAMED:
        yield f"  and {len(report.held) - _NAMED} more: see {place}/report.json."


def _look_first(report: Report, place: str) -> Iterator[str]:
    """Name the lines that a person should see before printing, of many the first."""
    found = report.look_first
    if found:
        yield "Look at this before printing:"
    for item, notice in found[:_NAMED]:
        yield printable(f"  {item.source}, line {notice.places}: {notice.message}")
    if len(found) > _NAMED:
        yield f"  and {len(found) - _NAMED} more: see look_before_printing in {place}/report.json"


def proposal_lines(proposal: Proposal, out: Path) -> Iterator[str]:
    """Say what a release that waits would change, and what to do about it."""
    changes = proposal.changes
    kinds = (("new", changes.added), ("changed", changes.changed), ("gone", changes.gone))
    counts = ", ".join(f"{len(slugs)} {name}" for name, slugs in kinds)
    yield f"Release {proposal.name} waits for approval: {counts}."
    for name, slugs in kinds:
        for slug in slugs[:_NAMED]:
            yield f"  {name:8} {slug}"
        if len(slugs) > _NAMED:
            yield f"  {name:8} and {len(slugs) - _NAMED} more"
    yield f"Look at it: handbill serve-static {proposal.folder(out)}"
    yield f"Then: handbill approve {proposal.name} --by NAME"
    yield f"or:   handbill reject {proposal.name} --reason TEXT"


def _articles(count: int) -> str:
    return "article" if count == 1 else "articles"


class Plain:
    """Run the stages here and now; at a terminal a bar shows how far they are, elsewhere nothing does."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def run(self, name: str, work: Callable[[], T]) -> T:
        """Do the work of a stage, its name beside the bar."""
        if self._progress is None:
            return work()
        self._task = self._progress.add_task(name, total=None)
        try:
            return work()
        finally:
            self._progress.remove_task(self._task)
            self._task = None

    def note(self, text: str) -> None:
        """Print a sentence."""
        tell(text)

    def advance(self, done: int, total: int) -> None:
        """Move the bar."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total)


@contextmanager
def plain_stages(*, quiet: bool) -> Iterator[Plain]:
    """Give stages that run without Prefect, with a progress bar where a person watches."""
    if quiet or not sys.stderr.isatty():
        yield Plain()
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield Plain(progress)
