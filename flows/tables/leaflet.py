"""`[leaflet]`: what is printed, and what one leaflet may cost."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from flows.tables.values import Table
from outputs.leaflet.formats import FORMATS


def _formats(value: list[str]) -> list[str]:
    if not value:
        raise ValueError('must name a format, such as ["a4"]; [channels] says whether leaflets are made')
    return known_formats(value)


def known_formats(value: list[str]) -> list[str]:
    """Return names of formats without repetition, or raise ValueError."""
    for name in value:
        if name not in FORMATS:
            raise ValueError(f"names {name!r}; the formats are {', '.join(FORMATS)}")
    return list(dict.fromkeys(value))


Formats: TypeAlias = Annotated[list[str], AfterValidator(_formats)]


class LimitsTable(Table):
    """What one leaflet may take of a processor, of the memory and of time."""

    cpu_s: Annotated[int, Field(ge=1, le=86_400)] = 60
    memory_mb: Annotated[int, Field(ge=256, le=65_536)] = 1024
    wall_s: Annotated[float, Field(ge=1, le=86_400)] = 180.0


class LeafletTable(Table):
    """How leaflets are printed."""

    formats: Formats = ["a4"]
    ink: Literal["full", "low", "black"] = "full"
    marks: bool = False
    pdf_ua: Literal[1, 2] = 1
    review_months: Annotated[int, Field(ge=0, le=120)] = 0
    hold_on: list[Literal["overdue-review", "incomplete", "guarded-removal", "low-confidence"]] = []
    limits: LimitsTable = LimitsTable()
