"""`handbill approve-leaflet`: a person's word that an article's leaflets may be printed."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command("approve-leaflet")
@click.argument("article", metavar="ID")
@click.option("--by", required=True, metavar="NAME", help="Who has looked at it.")
@click.option("--reason", default="", metavar="TEXT", help="Why, for those who ask later.")
@click.option("--undo", is_flag=True, help="Hold them back again.")
@CONFIG
@OUT
def approve_leaflet(  # noqa: PLR0913 (click passes every option by name)
    article: str, *, by: str, reason: str, undo: bool, config: str | None, out: str | None
) -> int:
    """Let the leaflets of an article (its id, slug or source) be printed that were held back."""
    from flows.approvals import Judgement, judge
    from flows.settings import load
    from flows.steps import present

    source = judge(load(config, out=out), article, Judgement(by, not undo, reason), present())
    done = "are held back again" if undo else "are approved as they are now"
    click.echo(f"The leaflets of {source} {done}. It shows with the next publish.")
    return 0
