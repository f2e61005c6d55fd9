"""Thousands of records are read and written without a search for circles of objects: they make none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Whether this process sets aside for good what it makes.
_ASIDE: list[bool] = []


def set_aside() -> None:
    """Never search what is there now for circles, nor later what is made inside of `no_circles`.

    For a process that ends after its work, such as a command: one that stays would set aside in each run what
    nobody needs.
    """
    gc.freeze()
    _ASIDE[:] = [True]


@contextmanager
def no_circles() -> Iterator[None]:
    """Suspend Python's search for circles in work that makes none.

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
        if _ASIDE:  # Python could tell, but it counts all that is set aside, in 10 ms
            gc.freeze()
        gc.enable()
