"""`handbill correct`: a note of what was put right in an article."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command()
@click.argument("article", metavar="ID")
@click.option("--note", required=True, metavar="TEXT", help="What was put right, in a sentence.")
@CONFIG
@OUT
def correct(article: str, note: str, config: str | None, out: str | None) -> int:
    """Say that an article (its id, slug or source) was corrected; the next publish shows the note."""
    from flows.settings import load
    from flows.statements import Kind, state
    from flows.steps import present

    record = state(load(config, out=out), article, Kind.CORRECTION, note, present())
    click.echo(f"Recorded the correction of {record.key}. It shows with the next publish.")
    return 0
