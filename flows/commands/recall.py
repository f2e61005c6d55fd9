"""`handbill recall`: who has leaflets that are to be taken back."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command()
@click.argument("article", required=False, metavar="[ID]")
@CONFIG
@OUT
def recall(article: str | None, config: str | None, out: str | None) -> int:
    """List who printed what of an article (of all: no ID) before it was corrected, retracted or changed."""
    from flows.recall import lines, recall_of, recalls
    from flows.settings import load
    from flows.terminal import printable

    settings = load(config, out=out)
    found = (recall_of(settings, article),) if article else recalls(settings)
    for each in found:
        for line in lines(each):
            click.echo(printable(line))
    if not found:
        click.echo("Nothing is to be taken back.")
    return 0
