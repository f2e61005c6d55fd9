"""Rows in and out: moments as text, and one order that inserts a row or replaces it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite

# Every table of the catalogue is defined here, by the module of its group.
METADATA = MetaData()
Row: TypeAlias = Mapping[str, object]


def put(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; those whose primary key is there already replace what was there."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    order = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    fresh = {column.name: order.excluded[column.name] for column in table.c if column.name not in keys}
    connection.execute(order.on_conflict_do_update(index_elements=keys, set_=fresh), list(rows))


@lru_cache(maxsize=4096)
def moment(text: str) -> dt.datetime:
    """Read a moment: ISO 8601 with its offset, for which SQLite has no type. Raises ValueError."""
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"a moment without offset: {text}")
    return found
