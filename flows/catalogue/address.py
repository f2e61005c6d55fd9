"""Where the catalogue is: a file beside the output, or a database on a PostgreSQL server."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

FILE_NAME = "catalogue.sqlite"


@dataclass(frozen=True, slots=True)
class Address:
    """A catalogue's place, and how many seconds to wait for another program that has it locked.

    `file` is a SQLite file. Where it is None, `url` is a PostgreSQL database's; it may hold a password, and
    is never printed.
    """

    file: Path | None
    wait_s: float = 10.0
    url: str = field(default="", repr=False)


def in_file(file: Path, *, wait_s: float = 10.0) -> Address:
    """Return the address of a catalogue in a SQLite file."""
    return Address(file, wait_s)


def at_url(url: str, *, wait_s: float = 10.0) -> Address:
    """Return the address of a catalogue in a PostgreSQL database."""
    return Address(None, wait_s, url)
