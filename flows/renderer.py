"""Import the renderer without the search for native libraries by names that Linux does not have.

WeasyPrint tries the names of all systems in turn. For each that does not load, cffi asks
`ctypes.util.find_library`, which runs ldconfig, a compiler and a linker: 17 searches before the names come up
that Linux has, and a quarter of the time of the whole import.
"""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType

_RENDERER = "outputs.leaflet.render"
# What WeasyPrint loads, as the loader knows it; without the subset of HarfBuzz fonts are cut otherwise.
_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)


def renderer() -> ModuleType:
    """Import the renderer; raises OSError where a native library is missing.

    Where the loader does not have all libraries at hand, they are searched for as WeasyPrint has it.
    """
    if _are_at_hand():
        with suppress(OSError), _unsearched():
            return import_module(_RENDERER)
    return import_module(_RENDERER)


def _are_at_hand() -> bool:
    if sys.platform != "linux":
        return False
    try:
        for name in _LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


@contextmanager
def _unsearched() -> Iterator[None]:
    """Let no library be searched for while the context lasts."""
    before = ctypes.util.find_library
    ctypes.util.find_library = _found_nowhere
    try:
        yield
    finally:
        ctypes.util.find_library = before


def _found_nowhere(name: str) -> None:
    """Stand for the search for a library."""
