"""The command `handbill`; the module of a command is imported when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

import click

from pipeline.errors import HandbillError, UsageError
from pipeline.version import __version__

# The name of each command, and of its function in its module under flows/commands.
COMMANDS: Mapping[str, str] = {
    "publish": "publish",
    "inspect": "inspect",
    "leaflet": "leaflet",
    "preview": "preview",
    "annotate": "annotate",
    "serve-static": "serve_static",
    "send": "send",
    "correct": "correct",
    "retract": "retract",
    "printed": "printed",
    "recall": "recall",
    "review-due": "review_due",
    "proposals": "proposals",
    "approve": "approve",
    "reject": "reject",
    "approve-leaflet": "approve_leaflet",
    "releases": "releases",
    "rollback": "rollback",
    "init": "init",
}
_EXAMPLES = """
\b
Examples:
  handbill init                               write a commented handbill.toml
  handbill publish articles --no-prefect      publish a folder into public/
  handbill publish --config handbill.toml     publish as configured, under Prefect
  handbill inspect articles/story.txt         see what becomes of every line
  handbill leaflet articles/story.txt         print one leaflet, now

\b
Exit codes:
  0 all published     1 wrong call or settings     2 nothing could be published
  3 some refused      4 refused for safety        11 another run holds the lock
"""


class _Commands(click.Group):
    """The commands of the registry, in its order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None when there is none of that name."""
        name = COMMANDS.get(cmd_name)
        if name is None:
            return None
        command = getattr(import_module(f"flows.commands.{name}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handbill", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn raw article texts into a feed, printable leaflets and a newsletter."""


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
