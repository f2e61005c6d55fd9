"""`handbill send`: an issue of the newsletter, one message for each recipient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.options import CONFIG, OUT
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from flows.mail.errand import Errand

_EXAMPLES = """
\b
Examples:
  handbill send 2025-06 --test me@example.org
  handbill send 2025-06 --to list.csv --dry-run letters
  handbill send 2025-06 --to list.csv --suppress unsubscribed.csv

A run that was stopped is taken up again by the same command: nobody is sent an issue twice.
"""


@click.command(epilog=_EXAMPLES)
@click.argument("issue", metavar="ISSUE")
@click.option("--to", metavar="FILE", help="The recipients: CSV with a column email, and name and token.")
@click.option("--test", metavar="ADDRESS", help="Send to this one address, to look at.")
@click.option("--suppress", metavar="FILE", help="CSV of those who want no mail.")
@click.option("--dry-run", metavar="DIR", help="Write the messages into a folder and send nothing.")
@click.option(
    "--ambiguous",
    type=click.Choice(["resend", "sent"]),
    help="What you found of those of whom nobody knew: send again, or they have it.",
)
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
    quiet: bool,
) -> int:
    """Send an ISSUE of the current release by [mail] of the settings."""
    from flows.mail.delivery import Choice
    from flows.mail.errand import Errand, send_all, send_test
    from flows.mail.telling import lines_of
    from flows.settings import load
    from flows.steps import present
    from flows.terminal import plain_stages, printable

    if bool(to) == bool(test):
        raise UsageError("Give either --to or --test.", remedy="See: handbill send --help")
    if test and (suppress or ambiguous):
        raise UsageError("--suppress and --ambiguous go with --to.", remedy="See: handbill send --help")
    with plain_stages(quiet=quiet) as stages:
        errand = Errand(load(config, out=out), issue, stages)
        barred = Path(suppress) if suppress else None
        if dry_run:
            return _write(errand, Path(to) if to else str(test), Path(dry_run), barred)
        told = (
            send_all(errand, Path(to), now=present, suppress=barred, choice=Choice(ambiguous or "leave"))
            if to
            else send_test(errand, str(test))
        )
    for line in lines_of(told, to or "", quiet=quiet):
        click.echo(printable(line), err=line.startswith("handbill:"))
    return told.exit_code


def _write(errand: Errand, to: Path | str, folder: Path, suppress: Path | None) -> int:
    from flows.mail.errand import write_all
    from flows.mail.telling import count_line, problem_lines
    from flows.terminal import printable

    listed = write_all(errand, to, folder, suppress)
    for line in problem_lines(listed):
        click.echo(printable(line), err=True)
    click.echo(printable(f"{count_line(listed)} written to {folder}."))
    return 3 if listed.problems else 0
