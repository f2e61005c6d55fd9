"""`[[sources]]`: what is read."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from flows.tables.values import Table


def read_source(value: object) -> object:
    """Take a bare path for a source without topics."""
    return {"path": value} if isinstance(value, str) else value


def _topic(value: str) -> str:
    if not re.search(r"\w", value) or "\n" in value:
        raise ValueError('must be words, such as "Skin care"')
    return " ".join(value.split())


class SourceTable(Table):
    """A file, a folder or a glob, and the topics of its articles."""

    path: Annotated[str, Field(min_length=1)]
    topics: list[Annotated[str, AfterValidator(_topic)]] = []
