"""`handbill serve-static`: a release over HTTP, on this machine."""

from __future__ import annotations

from pathlib import Path

import click

_EXAMPLES = """
\b
Examples:
  handbill serve-static public                serve what publish made, at http://127.0.0.1:8000/
  handbill serve-static public --port 8080
"""


@click.command("serve-static", epilog=_EXAMPLES)
@click.argument("folder", metavar="DIR")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one."
)
def serve_static(folder: str, host: str, port: int) -> None:
    """Serve DIR/current, or else DIR itself, over HTTP, for a look or a small site."""
    from flows import serving, terminal

    def ready(root: Path, address: str) -> None:
        if not serving.is_private(address):
            terminal.tell(
                "handbill: everyone who reaches this machine can read what is served. For a public site, put "
                "nginx or Caddy in its place: see docs/serving.md."
            )
        click.echo(f"Serving {root} at {address} until you press Ctrl-C.")

    serving.serve(Path(folder), host=host, port=port, ready=ready)
