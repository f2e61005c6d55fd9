"""Thousands of records are read and written without a search for circles of objects: they make none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_circles() -> Iterator[None]:
    """Suspend Python's search for circles in work that makes none.

    To look through the records of 10,000 articles takes 60 ms, a thirtieth of a run. What was made is not
    searched later either where the process has set things aside from the search for good, as the command has;
    one that stays would set aside in each run what nobody needs. Whatever renders or parses stays outside:
    templates and trees are full of circles.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if gc.get_freeze_count():
            gc.freeze()
        gc.enable()
