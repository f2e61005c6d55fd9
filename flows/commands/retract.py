"""`handbill retract`: an article taken back, or published again."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT
from pipeline.errors import UsageError


@click.command()
@click.argument("article", metavar="ID")
@click.option("--reason", default="", metavar="TEXT", help="Why, in a sentence that readers will see.")
@click.option("--undo", is_flag=True, help="Publish the article again.")
@CONFIG
@OUT
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
