"""`handbill releases`: what is kept, and what readers see."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from flows.commands.options import CONFIG, OUT


@click.command()
@CONFIG
@OUT
@click.option("--all", "every", is_flag=True, help="Also those that are no longer kept, from the catalogue.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON list instead of a table.")
def releases(config: str | None, out: str | None, *, every: bool, as_json: bool) -> int:
    """List the releases that are kept, the newest first; readers see the one with the star."""
    from flows.rollback import forgotten, kept
    from flows.settings import load

    settings = load(config, out=out)
    found = kept(settings.out)
    gone = forgotten(settings.catalogue, {one.name for one in found}) if every else ()
    if as_json:
        click.echo(json.dumps([*map(asdict, found), *map(asdict, gone)], default=str, indent=2))
        return 0
    click.echo("  release          shown                 articles     files      size  of its own")
    for one in found:
        star = "*" if one.current else " "
        shown = one.shown.strftime("%Y-%m-%d %H:%M %Z")
        click.echo(
            f"{star} {one.name:<16} {shown:<20} {one.articles:>9} {one.files:>9} {_size(one.size_bytes):>9} "
            f"{_size(one.own_bytes):>11}"
        )
    for each in gone:
        shown = each.noted.strftime("%Y-%m-%d %H:%M %Z")
        click.echo(f"  {each.name:<16} {shown:<20} {each.articles:>9} {each.files:>9}      gone")
    return 0


def _size(size_bytes: int) -> str:
    if size_bytes < 1_000_000:
        return f"{-(-size_bytes // 1000)} kB"
    return f"{size_bytes / 1e6:.1f} MB"
