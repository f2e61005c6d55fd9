"""`handbill send`: an issue of the newsletter, one message for each recipient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.options import CONFIG, OUT
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from flows.mail.errand import Errand
    from flows.settings import Settings

_EXAMPLES = """
\b
Examples:
  handbill send 2025-06 --test me@example.org
  handbill send 2025-06 --to list.csv --dry-run letters
  handbill send 2025-06 --to list.csv --suppress unsubscribed.csv
  handbill send 2025-06 --mark-sent

A run that was stopped is taken up again by the same command: nobody is sent an issue twice.
"""


@click.command(epilog=_EXAMPLES)
@click.argument("issue", metavar="ISSUE", default="")
@click.option("--to", metavar="FILE", help="The recipients: CSV with a column email, and name and token.")
@click.option("--test", metavar="ADDRESS", help="Send to this one address, to look at.")
@click.option("--suppress", metavar="FILE", help="CSV of those who want no mail.")
@click.option("--dry-run", metavar="DIR", help="Write the messages into a folder and send nothing.")
@click.option(
    "--ambiguous",
    type=click.Choice(["resend", "sent"]),
    help="What you found of those of whom nobody knew: send again, or they have it.",
)
@click.option("--again-refused", is_flag=True, help="Try those again whom the server refused.")
@click.option(
    "--anew", is_flag=True, help="Send an issue that was sent before, where no ledger says to whom."
)
@click.option("--mark-sent", is_flag=True, help="Send nothing: another service has sent the issue.")
@CONFIG
@OUT
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def send(  # noqa: PLR0913, PLR0917 (click passes every option by name)
    issue: str,
    to: str | None,
    test: str | None,
    suppress: str | None,
    dry_run: str | None,
    ambiguous: str | None,
    config: str | None,
    out: str | None,
    *,
    again_refused: bool,
    anew: bool,
    mark_sent: bool,
    quiet: bool,
) -> int:
    """Send an ISSUE of the current release by [mail] of the settings."""
    from flows.freezing import find
    from flows.mail.delivery import Choice
    from flows.mail.errand import Errand, Terms, send_all, send_test
    from flows.mail.telling import lines_of
    from flows.settings import load
    from flows.steps import present
    from flows.terminal import plain_stages, printable

    if [bool(to), bool(test), mark_sent].count(True) != 1:
        raise UsageError("Give one of --to, --test and --mark-sent.", remedy="See: handbill send --help")
    if mark_sent and dry_run:
        raise UsageError("--dry-run goes with --to or --test.", remedy="See: handbill send --help")
    if not to and (suppress or ambiguous or again_refused or anew):
        raise UsageError(
            "--suppress, --ambiguous, --again-refused and --anew go with --to.",
            remedy="See: handbill send --help",
        )
    if not issue:
        find(load(config, out=out), issue)  # says which there are
    if mark_sent:
        return _mark(load(config, out=out), issue)
    barred = Path(suppress) if suppress else None
    terms = Terms(barred, Choice(ambiguous or "leave"), again_refused, anew)
    with plain_stages(quiet=quiet) as stages:
        errand = Errand(load(config, out=out), issue, stages)
        if dry_run:
            return _write(errand, Path(to) if to else str(test), Path(dry_run), barred)
        told = send_all(errand, Path(to), terms, now=present) if to else send_test(errand, str(test))
    for line in lines_of(told, to or "", quiet=quiet):
        click.echo(printable(line), err=line.startswith("handbill:"))
    return told.exit_code


def _mark(settings: Settings, issue: str) -> int:
    from flows.freezing import freeze
    from flows.steps import present

    frozen, _ = freeze(settings, issue, present(), elsewhere=True)
    click.echo(f"Issue {frozen.name} counts as sent: it stays as it is, and the next one holds what comes.")
    return 0


def _write(errand: Errand, to: Path | str, folder: Path, suppress: Path | None) -> int:
    from flows.mail.errand import write_all
    from flows.mail.telling import count_line, problem_lines
    from flows.terminal import printable

    listed = write_all(errand, to, folder, suppress)
    for line in problem_lines(listed):
        click.echo(printable(line), err=True)
    click.echo(printable(f"{count_line(listed)} written to {folder}."))
    return 3 if listed.problems else 0
