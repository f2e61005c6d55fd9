"""Options that several commands share."""

from __future__ import annotations

import click

CONFIG = click.option("--config", metavar="FILE", help="Settings. [default: handbill.toml, if there]")
OUT = click.option("--out", metavar="DIR", help="Output folder; readers see DIR/current. [default: public]")
