"""`[publish]`: where the output goes, and how a run behaves."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from flows.tables.values import Table


def _database(value: str) -> str:
    try:
        parts = urlsplit(value)
        port_is_fine = parts.port != 0
    except ValueError:
        port_is_fine = False
    # Not a word of the value: it may hold a password.
    if value and not (
        port_is_fine and parts.scheme in {"postgresql", "postgresql+psycopg"} and len(parts.path) > 1
    ):
        raise ValueError("must be the address of a database, such as postgresql://name@host/database")
    return value


class PublishTable(Table):
    """Where the output goes, and how a run behaves."""

    out: Annotated[str, Field(min_length=1)] = "public"
    state: str = ""
    catalogue: Annotated[str, AfterValidator(_database)] = ""
    approval: Literal["none", "changed", "all"] = "none"
    duplicates: Literal["report", "skip"] = "report"
    keep_releases: Annotated[int, Field(ge=1, le=1000)] = 5
    keep_logs: Annotated[int, Field(ge=0, le=100_000)] = 30
    lock_wait_s: Annotated[float, Field(ge=0, le=86400)] = 10.0
    workers: Annotated[int, Field(ge=0, le=256)] = 0
