"""The process that workers are forked from: it has imported WeasyPrint once, for all of them."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path

_PRELOADED = "flows.renderer_preload"


def context() -> ForkServerContext | SpawnContext:
    """Choose how workers start: forked from the server process where there can be one.

    A fork of this process itself would be unsafe beside other threads, and Prefect has some.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([_PRELOADED])
    return server


def is_due(config: str, out: str | None) -> bool:
    """Guess, before the settings are read in earnest, whether a publish has all its leaflets to render.

    A wrong guess costs a second of a processor and nothing else; so what is odd here is left to the reader
    of the settings, who says what is wrong with them.
    """
    import tomllib

    path = Path(config)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        enabled = settings.get("channels", {}).get("enabled", ["leaflet"])
        folder = Path(out) if out else path.parent / settings.get("publish", {}).get("out", "public")
        return "leaflet" in enabled and not (folder / "current").exists()
    except (OSError, ValueError, TypeError, AttributeError):
        return False


def begin() -> None:
    """Start the server process without waiting for it; its import takes about a second."""
    if context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()
