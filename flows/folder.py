"""A folder on the way through the sources, and the names of what is in it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass


def readable(path: str) -> str:
    """Return a path as text that can be stored and shown; what cannot be printed is escaped."""
    if path.isprintable() and sys.getfilesystemencoding() == "utf-8":
        return path
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is searched: its path, its place below the one that is named `root`, how it is shown.

    `real` is its path without links. What is in it is named by joining texts: a Path for each of thousands
    of files takes ten times as long.
    """

    path: str
    place: str
    shown: str
    real: str
    root: str

    def inside(self, name: str) -> str:
        """Return the place of what is in it."""
        return f"{self.place}/{name}" if self.place else name

    def shows(self, name: str) -> str:
        """Return how what is in it is shown."""
        return readable(name) if self.shown == "." else f"{self.shown}/{readable(name)}"

    def real_of(self, entry: os.DirEntry[str]) -> str:
        """Return the path of what is in it without links."""
        return os.path.realpath(entry.path) if entry.is_symlink() else f"{self.real}/{entry.name}"

    def below(self, entry: os.DirEntry[str]) -> Folder:
        """Return a folder that is in it."""
        name = entry.name
        return Folder(entry.path, self.inside(name), self.shows(name), self.real_of(entry), self.root)
