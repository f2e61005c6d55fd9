"""Import the renderer without what takes two fifths of the time of that and is hardly ever needed.

WeasyPrint tries the names of all systems in turn. For each that does not load, cffi asks
`ctypes.util.find_library`, which runs ldconfig, a compiler and a linker: 17 searches before the names come up
that Linux has, 0.17 of 0.65 s of a processor.

WeasyPrint also imports what fontTools has to cut fonts where HarfBuzz does not, and to fix variable fonts, in
0.12 s more. That is imported when it is called.
"""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType

_RENDERER = "outputs.leaflet.render"
_SELDOM = ("fontTools.subset", "fontTools.varLib.instancer")
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
    with _postponed():
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


class Later(ModuleType):
    """A module that is imported when one of its functions or classes is called."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Return what calls the function or class of this name."""
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args: object, **options: object) -> object:
            return getattr(import_module(self.__name__), name)(*args, **options)

        return call


@contextmanager
def _postponed() -> Iterator[None]:
    """Let what is seldom needed be imported later, by whoever imports it while the context lasts."""
    names = [name for name in _SELDOM if name not in sys.modules]
    sys.modules.update({name: Later(name) for name in names})
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
