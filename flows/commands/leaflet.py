"""`handbill leaflet`: one quick leaflet of one file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.commands.options import CONFIG
from outputs.leaflet.formats import FORMATS
from pipeline.errors import UsageError

_EXAMPLES = """
\b
Examples:
  handbill leaflet articles/story.txt
  handbill leaflet articles/story.txt --format trifold-a4 --brand riverside --open
  handbill leaflet articles/story.txt --marks -o print-shop.pdf
"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", metavar="FILE")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), help="[default: as in [leaflet]]")
@click.option("--brand", metavar="NAME", help="A further brand of the settings. [default: [brand]]")
@click.option("--ink", type=click.Choice(["full", "low", "black"]), help="[default: as in [leaflet]]")
@click.option(
    "--marks", is_flag=True, default=None, help="Add 3 mm of bleed and crop marks, for a print shop."
)
@click.option(
    "-o", "out", metavar="PDF", help="The file to write, - for standard output. [default: its title]"
)
@click.option("--open", "open_", is_flag=True, help="Open the leaflet when it is written.")
@CONFIG
def leaflet(  # noqa: PLR0913 (click passes every option by name)
    file: str,
    *,
    format_: str | None,
    brand: str | None,
    ink: str | None,
    out: str | None,
    config: str | None,
    marks: bool | None,
    open_: bool,
) -> int:
    """Print one leaflet of one file, without catalogue or release, into FILE's-title.FORMAT.pdf."""
    from flows import forkserver

    forkserver.begin()  # at once: it is the longest wait
    from flows.one_leaflet import Wish, print_one
    from flows.settings import load
    from flows.steps import present
    from flows.terminal import printable, tell

    if open_ and out == "-":
        raise UsageError(
            "Standard output cannot be opened.", remedy="Leave out --open, or name a file with -o."
        )
    made = print_one(file, load(config), Wish(brand, format_, ink, marks), present())
    for notice in made.notices:
        where = f" (line {notice.places})" if notice.lines else ""
        tell(printable(f"warning: {notice.code}: {notice.message}{where}"))
    if out == "-":
        sys.stdout.buffer.write(made.data)
        return 0
    target = Path(out or made.name)
    _write(target, made.data)
    click.echo(f"Wrote {target}.")
    if open_ and click.launch(str(target)) != 0:
        tell(f"handbill: {target}: no program could be started that shows it.")
    return 0


def _write(target: Path, data: bytes) -> None:
    try:
        target.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror or error}.", where=str(target), remedy="Name a file with -o."
        ) from error
