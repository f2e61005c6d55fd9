"""`[[sources]]`: what is read."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from flows.tables.values import Table
from pipeline.overrides import read_override


def read_source(value: object) -> object:
    """Take a bare path for a source without topics."""
    return {"path": value} if isinstance(value, str) else value


def _topic(value: str) -> str:
    if not re.search(r"\w", value) or "\n" in value:
        raise ValueError('must be words, such as "Skin care"')
    return " ".join(value.split())


def _override(value: str) -> str:
    read_override(value)
    return value


Override: TypeAlias = Annotated[str, AfterValidator(_override)]


class SourceTable(Table):
    """A file, a folder or a glob, the topics of its articles, and what is always kept of them or dropped."""

    path: Annotated[str, Field(min_length=1)]
    topics: list[Annotated[str, AfterValidator(_topic)]] = []
    keep: list[Override] = []
    drop: list[Override] = []
