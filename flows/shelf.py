"""What is kept between runs, so that the next one does only what changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows import store
from flows.kept_pages import KeptPages
from flows.kept_readings import KeptReadings

FILE_NAME = "readings.sqlite"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was read, and what readers see."""

    readings: KeptReadings
    pages: KeptPages


@contextmanager
def opened(file: Path) -> Iterator[Shelf]:
    """Open the shelf in a file (`flows.store`). Raises ReleaseBroken when it cannot be written."""
    with store.opened(file) as held, closing(KeptPages(held)) as pages:
        yield Shelf(KeptReadings(held), pages)
