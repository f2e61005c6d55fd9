"""`handbill init`: a commented settings file to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.errors import UsageError


@click.command()
def init() -> int:
    """Write a commented handbill.toml into this folder."""
    from flows.settings import CONFIG_NAME
    from flows.template import TEMPLATE

    try:
        with Path(CONFIG_NAME).open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError as error:
        raise UsageError(
            "is there already, and was not touched.", where=CONFIG_NAME, remedy="Edit it, or move it away."
        ) from error
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}.", where=CONFIG_NAME) from error
    click.echo(f"Wrote {CONFIG_NAME}. Edit it, then run: handbill publish")
    return 0
