"""The command `handbill`; it imports what a command needs when the command is called."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from pipeline.errors import HandbillError, UsageError
from pipeline.policy import Policy
from pipeline.version import __version__

if TYPE_CHECKING:
    from flows.settings import Settings
    from flows.steps import Outcome

_CONFIG = click.option("--config", metavar="FILE", help="Settings. [default: handbill.toml, if there]")
_OUT = click.option("--out", metavar="DIR", help="Output folder; readers see DIR/current. [default: public]")
_EXAMPLES = """
\b
Examples:
  handbill init                               write a commented handbill.toml
  handbill publish articles --no-prefect      publish a folder into public/
  handbill publish --config handbill.toml     publish as configured, under Prefect
  handbill inspect articles/story.txt         see what becomes of every line

\b
Exit codes:
  0 all published     1 wrong call or settings     2 nothing could be published
  3 some refused      4 refused for safety        11 another run holds the lock
"""

_PUBLISH_EXAMPLES = """
\b
Examples:
  handbill publish
  handbill publish articles notes/today.txt
  handbill publish 'articles/2025-*.txt' --out public
"""
_INSPECT_EXAMPLES = """
\b
Examples:
  handbill inspect articles/story.txt
  handbill inspect articles/story.txt --json | jq '.lines[] | select(.fate == "removed")'
"""
_ANNOTATE_EXAMPLES = """
\b
A row is {"id": ..., "lines": [...]}, a line text or {"text": ...}; out comes
{"id": ..., "labels": [...]} with every other key. Labels: title, dek, heading:LEVEL, paragraph, list_item,
quote, code, caption, table, meta, boilerplate, blank.

\b
Examples:
  handbill annotate rows.jsonl > labels.jsonl
  zcat rows.jsonl.gz | handbill annotate
"""

_SERVE_EXAMPLES = """
\b
Examples:
  handbill serve-static public                serve what publish made, at http://127.0.0.1:8000/
  handbill serve-static public --port 8080
"""


@click.group(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handbill", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn raw article texts into a feed, printable leaflets and a newsletter."""


@cli.command(epilog=_PUBLISH_EXAMPLES)
@click.argument("sources", nargs=-1, metavar="[SOURCE ...]")
@_CONFIG
@_OUT
@click.option("--no-prefect", is_flag=True, help="Run without Prefect: it starts sooner.")
@click.option("--allow-shrink", is_flag=True, help="Publish even if over half of what is published goes.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def publish(  # noqa: PLR0913 (click passes every option by name)
    sources: tuple[str, ...],
    config: str | None,
    out: str | None,
    *,
    no_prefect: bool,
    allow_shrink: bool,
    quiet: bool,
) -> int:
    """Publish files, folders or globs (in quotes) instead of the configured sources."""
    from flows import forkserver

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
        with _workers(settings.workers) if first else nullcontext():
            if no_prefect:
                outcome = _publish_plain(settings, allow_shrink=allow_shrink, quiet=quiet)
            else:
                os.environ.update({"PREFECT_LOGGING_LEVEL": "CRITICAL"} if quiet else {})
                from flows.publish import run

                outcome = run(sources, config, out, allow_shrink=allow_shrink)
    except NothingPublished as error:
        terminal.show_problems(error.refused)
        raise
    terminal.show_problems(outcome.report.problems)
    terminal.show_warnings(outcome.warnings)
    if not quiet:
        for line in terminal.summary_lines(outcome, str(settings.out / "current")):
            click.echo(line)
    return outcome.report.exit_code


def _workers(workers: int) -> AbstractContextManager[None]:
    from flows.leaflets import warm

    return warm(workers)


def _publish_plain(settings: Settings, *, allow_shrink: bool, quiet: bool) -> Outcome:
    from flows import steps
    from flows.terminal import plain_stages

    with plain_stages(quiet=quiet) as stages:
        return steps.publish(settings, stages=stages, now=steps.present(), allow_shrink=allow_shrink)


@cli.command(epilog=_INSPECT_EXAMPLES)
@click.argument("file", metavar="FILE")
@_CONFIG
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object instead of a table.")
def inspect(file: str, config: str | None, *, as_json: bool) -> int:
    """Show what becomes of every line of a file: kept, metadata, removed or blank."""
    from flows import inspection

    article_id, reading = inspection.inspect(file, config)
    if as_json:
        click.echo(inspection.to_json(article_id, reading))
        return 0
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in inspection.table(reading, width=width):
        click.echo(line)
    return 0


@cli.command(epilog=_ANNOTATE_EXAMPLES)
@click.argument("file", default="-", metavar="[FILE.jsonl | -]")
@click.option(
    "--policy",
    type=click.Choice([policy.value for policy in Policy]),
    default=Policy.BALANCED.value,
    show_default=True,
    help="How boldly lines are removed.",
)
def annotate(file: str, policy: str) -> int:
    """Label the lines of texts given as JSON rows, one label a line."""
    if file == "-":
        return _annotate(sys.stdin.buffer, "-", Policy(policy))
    try:
        with Path(file).open("rb") as rows:
            return _annotate(rows, file, Policy(policy))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot be opened: {reason}.", where=file) from error


def _annotate(rows: IO[bytes], name: str, policy: Policy) -> int:
    from flows.annotation import BadRow, annotate

    bad = 0
    for result in annotate(rows, name, policy):
        if isinstance(result, BadRow):
            bad += 1
            click.echo(f"handbill: {result.where}: {result.what}", err=True)
        else:
            click.echo(result)
            sys.stdout.flush()
    return 3 if bad else 0


@cli.command("serve-static", epilog=_SERVE_EXAMPLES)
@click.argument("folder", metavar="DIR")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one."
)
def serve_static(folder: str, host: str, port: int) -> None:
    """Serve DIR/current, or else DIR itself, over HTTP, for a look or a small site."""
    from flows import serving, terminal

    def ready(root: Path, address: str) -> None:
        if not serving.is_private(address):
            terminal.tell(
                "handbill: everyone who reaches this machine can read what is served. For a public site, put "
                "nginx or Caddy in its place: see docs/serving.md."
            )
        click.echo(f"Serving {root} at {address} until you press Ctrl-C.")

    serving.serve(Path(folder), host=host, port=port, ready=ready)


@cli.command()
@click.argument("article", metavar="ID")
@click.option("--note", required=True, metavar="TEXT", help="What was put right, in a sentence.")
@_CONFIG
@_OUT
def correct(article: str, note: str, config: str | None, out: str | None) -> int:
    """Say that an article (its id, slug or source) was corrected; the next publish shows the note."""
    from flows.settings import load
    from flows.statements import Kind, state
    from flows.steps import present

    record = state(load(config, out=out), article, Kind.CORRECTION, note, present())
    click.echo(f"Recorded the correction of {record.key}. It shows with the next publish.")
    return 0


@cli.command()
@click.argument("article", metavar="ID")
@click.option("--reason", default="", metavar="TEXT", help="Why, in a sentence that readers will see.")
@click.option("--undo", is_flag=True, help="Publish the article again.")
@_CONFIG
@_OUT
def retract(article: str, reason: str, *, undo: bool, config: str | None, out: str | None) -> int:
    """Take an article (its id, slug or source) back: a notice takes its place with the next publish."""
    from flows.settings import load
    from flows.statements import Kind, state, take_back
    from flows.steps import present

    if undo == bool(reason):
        raise UsageError("Give either a --reason or --undo.", remedy="See: handbill retract --help")
    settings = load(config, out=out)
    if undo:
        record = take_back(settings, article)
        click.echo(f"{record.key} is no longer retracted. It shows with the next publish.")
    else:
        record = state(settings, article, Kind.RETRACTION, reason, present())
        click.echo(f"Recorded the retraction of {record.key}. It shows with the next publish.")
    return 0


@cli.command()
def init() -> int:
    """Write a commented handbill.toml into this folder."""
    from flows.settings import CONFIG_NAME
    from flows.template import TEMPLATE

    try:
        with Path(CONFIG_NAME).open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError as error:
        raise UsageError(
            "is there already, and was not touched.", where=CONFIG_NAME, remedy="Edit it, or move it away."
        ) from error
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}.", where=CONFIG_NAME) from error
    click.echo(f"Wrote {CONFIG_NAME}. Edit it, then run: handbill publish")
    return 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its code; a person never sees a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate in a text must not end the program: it is written as JSON would escape it.
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: Sequence[str] | None) -> int:
    try:
        words = list(sys.argv[1:] if arguments is None else arguments)
        # Not `cli.main`: it answers a reader that has left with our code for a wrong call.
        with cli.make_context("handbill", words) as context:
            code = cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("handbill: stopped. What was published before is untouched.", err=True)
        return 130
    except HandbillError as error:
        place = f"{error.where}: " if error.where else ""
        what = error.what if error.what.endswith((".", "!", "?")) else f"{error.what}."
        click.echo(f"handbill: {place}{what} {error.remedy}".rstrip(), err=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has left, as `head` does; Python would complain once more at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        if os.environ.get("HANDBILL_TRACEBACK"):
            raise
        click.echo(
            f"handbill: an unexpected error: {type(error).__name__}: {error}. What was published before is "
            "untouched. Please report this with the output of the same command under HANDBILL_TRACEBACK=1.",
            err=True,
        )
        return 1
    return code if isinstance(code, int) else 0
