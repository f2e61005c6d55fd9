"""`handbill approve`: a release that waits is shown to readers."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command()
@click.argument("wanted", metavar="HASH")
@click.option("--by", required=True, metavar="NAME", help="Who approves; it is remembered.")
@CONFIG
@OUT
def approve(wanted: str, by: str, config: str | None, out: str | None) -> int:
    """Show readers the release that waits under this hash, byte by byte as it was proposed."""
    from flows import approval, terminal
    from flows.settings import load
    from flows.steps import present

    settings = load(config, out=out)
    approved = approval.approve(settings, wanted, by, present())
    terminal.show_warnings([approved.warning] if approved.warning else [])
    click.echo(f"Approved. {settings.out / 'current'} now shows release {approved.swap.name}.")
    return 0
