"""`handbill publish`: sources to a release."""

from __future__ import annotations

import gc
import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

from flows.commands.options import CONFIG, OUT

if TYPE_CHECKING:
    from flows.settings import Settings
    from flows.steps import Outcome

_EXAMPLES = """
\b
Examples:
  handbill publish
  handbill publish articles notes/today.txt
  handbill publish 'articles/2025-*.txt' --out public
"""


@click.command(epilog=_EXAMPLES)
@click.argument("sources", nargs=-1, metavar="[SOURCE ...]")
@CONFIG
@OUT
@click.option("--no-prefect", is_flag=True, help="Run without Prefect: it starts sooner.")
@click.option("--allow-shrink", is_flag=True, help="Publish even if over half of what is published goes.")
@click.option("--verify", is_flag=True, help="Read every file again, whatever its date says.")
@click.option("--log-json", metavar="FILE", default="", help="Log the run as JSON lines, too (- is stderr).")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def publish(  # noqa: PLR0913 (click passes every option by name)
    sources: tuple[str, ...],
    config: str | None,
    out: str | None,
    *,
    no_prefect: bool,
    allow_shrink: bool,
    verify: bool,
    log_json: str,
    quiet: bool,
) -> int:
    """Publish files, folders or globs (in quotes) instead of the configured sources."""
    from flows import circles, forkserver

    # What a run makes by the thousand is in no circle: to look for circles takes a tenth of its time.
    circles.set_aside()
    gc.set_threshold(50_000, 50)
    if forkserver.is_due(config or "handbill.toml", out):
        forkserver.begin()  # at once: it is the longest wait
    from flows.settings import load

    settings = load(config, sources=sources, out=out)
    # A later publish finds most leaflets in the cache and needs no workers.
    first = "leaflet" in settings.channels and not (settings.out / "current").exists()
    from flows import terminal
    from flows.locate import require
    from flows.steps import NothingPublished

    require(settings.sources)
    try:
        with _workers(settings) if first else nullcontext():
            if no_prefect:
                outcome = _publish_plain(
                    settings, allow_shrink=allow_shrink, verify=verify, log_json=log_json, quiet=quiet
                )
            else:
                os.environ.update({"PREFECT_LOGGING_LEVEL": "CRITICAL"} if quiet else {})
                from flows.publish import run

                outcome = run(
                    sources, config, out, allow_shrink=allow_shrink, verify=verify, log_json=log_json
                )
    except NothingPublished as error:
        terminal.show_problems(error.refused)
        raise
    terminal.show_problems(outcome.report.problems)
    terminal.show_warnings(outcome.warnings)
    if not quiet:
        for line in terminal.summary_lines(outcome, str(settings.out / "current")):
            click.echo(line)
    return outcome.report.exit_code


def _workers(settings: Settings) -> AbstractContextManager[None]:
    from flows.leaflets import warm

    return warm(settings.workers, settings.leaflets.limits)


def _publish_plain(
    settings: Settings, *, allow_shrink: bool, verify: bool, log_json: str, quiet: bool
) -> Outcome:
    from flows import steps
    from flows.terminal import plain_stages

    with plain_stages(quiet=quiet) as stages:
        return steps.publish(
            settings,
            stages=stages,
            now=steps.present(),
            allow_shrink=allow_shrink,
            verify=verify,
            log_json=log_json,
        )
