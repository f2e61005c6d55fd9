"""Thousands of records are read and written without a search for circles of objects: they make none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_circles() -> Iterator[None]:
    """Suspend Python's search for circles in work that makes none; what it made is not searched later either.

    To look through the records of 10,000 articles takes 60 ms, a thirtieth of a run. Whatever renders or
    parses stays outside: templates and trees are full of circles.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
