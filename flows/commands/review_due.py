"""`handbill review-due`: the articles that somebody must read again."""

from __future__ import annotations

import click

from flows.commands.options import CONFIG, OUT


@click.command("review-due")
@click.option(
    "--within", default="0d", metavar="SPAN", help="Look ahead: 90d, 6w, 3m or 1y. [default: today]"
)
@CONFIG
@OUT
def review_due(within: str, config: str | None, out: str | None) -> int:
    """List the published articles whose review is overdue or soon due, the most urgent first."""
    from flows import reviews
    from flows.settings import load
    from flows.steps import present
    from flows.terminal import printable

    settings = load(config, out=out)
    today = present().astimezone(settings.timezone).date()
    found = reviews.due(settings, today, reviews.days_of(within))
    for each in found:
        click.echo(printable(reviews.line(each, today)))
    if not found:
        click.echo("No review is due.")
    return 0
