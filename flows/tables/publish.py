"""`[publish]`: where the output goes, and how a run behaves."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from flows.tables.values import Table


class PublishTable(Table):
    """Where the output goes, and how a run behaves."""

    out: Annotated[str, Field(min_length=1)] = "public"
    state: str = ""
    keep_releases: Annotated[int, Field(ge=1, le=1000)] = 5
    lock_wait_s: Annotated[float, Field(ge=0, le=86400)] = 10.0
    workers: Annotated[int, Field(ge=0, le=256)] = 0
