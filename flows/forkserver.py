"""The process that workers are forked from: it has imported WeasyPrint once, for all of them."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import BaseContext

RENDERER = "outputs.leaflet.render"


def context() -> BaseContext:
    """Choose how workers start: forked from the server process where there can be one.

    A fork of this process itself would be unsafe beside other threads, and Prefect has some.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([RENDERER])
    return server


def begin() -> None:
    """Start the server process without waiting for it; its import takes about a second."""
    if context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()
