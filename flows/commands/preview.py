"""`handbill preview`: an issue as its readers will see it."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command()
@click.argument("issue", required=False, default="")
@CONFIG
@OUT
def preview(issue: str, config: str | None, out: str | None) -> int:
    """Show an issue of the newsletter (the newest if left out) on a desk and a phone, in light and dark.

    The page and, where Chromium is installed, a picture of each view go to OUT/preview/ISSUE.
    """
    from flows.preview import preview as show
    from flows.settings import load

    made = show(load(config, out=out), issue)
    click.echo(f"Open {made.page}.")
    for picture in made.pictures:
        click.echo(f"Picture: {picture}")
    if made.problem:
        click.echo(made.problem, err=True)
    return 0
