"""`handbill reject`: a release that waits is taken back."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command()
@click.argument("wanted", metavar="HASH")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence; it is remembered.")
@click.option("--by", default="", metavar="NAME", help="Who rejects it.")
@CONFIG
@OUT
def reject(wanted: str, reason: str, by: str, config: str | None, out: str | None) -> int:
    """Take back the release that waits under this hash: the same content is not proposed again."""
    from flows import approval
    from flows.settings import load
    from flows.steps import present

    proposal = approval.reject(load(config, out=out), wanted, by, reason, present())
    click.echo(f"Rejected {proposal.name}. Readers go on seeing what they saw.")
    return 0
