"""`handbill printed`: copies of a leaflet that somebody has made."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command()
@click.argument("article", metavar="ID")
@click.option("--copies", required=True, type=click.IntRange(1, 10_000_000), metavar="N", help="How many.")
@click.option("--by", required=True, metavar="NAME", help="Who has them: a clinic, a print shop.")
@click.option("--format", "sheet", default="", metavar="FORMAT", help="In which format, such as a4.")
@click.option("--brand", default="", metavar="BRAND", help="In which brand. [default: the site's own]")
@CONFIG
@OUT
def printed(  # noqa: PLR0913, PLR0917 (click passes every option by name)
    article: str, copies: int, by: str, sheet: str, brand: str, config: str | None, out: str | None
) -> int:
    """Remember that leaflets of an article (its id, slug or source) were printed or downloaded."""
    from flows.recall import Copies, note
    from flows.settings import load
    from flows.steps import present

    record = note(load(config, out=out), article, Copies(copies, by, sheet, brand), present())
    click.echo(
        f"Noted: {by} has {copies} of {record.key}. Should it be recalled: handbill recall {record.id}"
    )
    return 0
