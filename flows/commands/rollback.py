"""`handbill rollback`: readers see an older release again."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command()
@click.argument("name", default="", metavar="[NAME]")
@CONFIG
@OUT
def rollback(name: str, config: str | None, out: str | None) -> int:
    """Show an older release to readers: NAME, or the one before the current one.

    The next publish leaves it in place until something has changed.
    """
    from flows.rollback import roll_back
    from flows.settings import load
    from flows.steps import present

    settings = load(config, out=out)
    back = roll_back(
        settings.out, name, now=present(), wait_s=settings.lock_wait_s, catalogue=settings.catalogue
    )
    place = settings.out / "current"
    if back.name == back.instead_of:
        click.echo(f"{place} shows release {back.name} already.")
    else:
        click.echo(f"{place} now shows release {back.name} instead of {back.instead_of or 'none'}.")
    return 0
