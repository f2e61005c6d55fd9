"""`handbill inspect`: what becomes of every line of a file."""

from __future__ import annotations

import shutil
import sys

import click

from flows.commands.options import CONFIG

_EXAMPLES = """
\b
Examples:
  handbill inspect articles/story.txt
  handbill inspect story.txt --with articles
  handbill inspect articles/story.txt --json | jq '.lines[] | select(.fate == "removed")'
"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", metavar="FILE")
@CONFIG
@click.option(
    "--with", "beside", metavar="FOLDER", help="Compare with the articles there. [default: its source's]"
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object instead of a table.")
def inspect(file: str, config: str | None, beside: str | None, *, as_json: bool) -> int:
    """Show what becomes of every line of a file: kept, metadata, removed or blank."""
    from flows import inspection

    article_id, reading, opinions = inspection.inspect(file, config, beside)
    if as_json:
        click.echo(inspection.to_json(article_id, reading, opinions))
        return 0
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in inspection.table(reading, opinions, width=width):
        click.echo(line)
    return 0
