"""`handbill proposals`: the releases that wait for approval."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command()
@CONFIG
@OUT
def proposals(config: str | None, out: str | None) -> int:
    """List the releases that wait for approval, and what each would change."""
    from flows import proposals, terminal
    from flows.settings import load

    settings = load(config, out=out)
    here = proposals.waiting(settings.out)
    if not here:
        click.echo("Nothing waits for approval.")
    for each in here:
        for line in terminal.proposal_lines(each, settings.out):
            click.echo(line)
    return 0
