"""Whose orders a file obeys: those of the first configured source that it lies in."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

from flows.tables.source import SourceTable
from pipeline.overrides import NO_OVERRIDES, Overrides, read_override

# The absolute place of a source, which may hold stars, with what it orders.
Orders: TypeAlias = tuple[str, Overrides]


def read_orders(sources: Sequence[SourceTable], base: Path) -> tuple[Orders, ...]:
    """Return the orders of the configured sources; none where no source orders anything."""
    found = tuple((str((base / source.path).resolve()), _overrides(source)) for source in sources)
    return found if any(own.keep or own.drop for _, own in found) else ()


def _overrides(source: SourceTable) -> Overrides:
    return Overrides(
        source.path, tuple(map(read_override, source.keep)), tuple(map(read_override, source.drop))
    )


def orders_of(file: Path, orders: Sequence[Orders]) -> Overrides:
    """Return the orders that a file obeys, however it was named."""
    place = file.resolve() if orders else file
    return next((own for root, own in orders if _lies_in(place, root)), NO_OVERRIDES)


def _lies_in(place: Path, root: str) -> bool:
    if "**" in root:
        return fnmatchcase(str(place), root)
    return any(str(path) == root or path.match(root) for path in (place, *place.parents))
