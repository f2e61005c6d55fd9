"""Leaflets that were printed or downloaded: who has how many of what, should it ever be recalled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Integer, Table, Text, select

from flows.catalogue.faults import sense
from flows.catalogue.rows import METADATA, moment

PRINTED = Table(
    "printed",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("article", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("brand", Text, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("printed", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """Copies of an article's leaflet that somebody has.

    `version` is the hash of what the article said, `release` the release that the leaflet was taken from.
    `format` may be empty: then it is not known which; an empty `brand` is the site's own.
    """

    article: str
    version: str
    release: str
    copies: int
    by: str
    printed: dt.datetime
    format: str = ""
    brand: str = ""


def note(connection: Connection, printed: Printed) -> None:
    """Remember copies that were made."""
    row = {
        "article": printed.article,
        "version": printed.version,
        "release": printed.release,
        "format": printed.format,
        "brand": printed.brand,
        "copies": printed.copies,
        "by": printed.by,
        "printed": printed.printed.isoformat(),
    }
    connection.execute(PRINTED.insert(), [row])


def read(connection: Connection) -> tuple[Printed, ...]:
    """Read what was printed, in the order in which it was noted."""
    rows = connection.execute(select(PRINTED).order_by(PRINTED.c.number)).all()
    with sense():
        return tuple(
            Printed(
                article=row.article,
                version=row.version,
                release=row.release,
                copies=row.copies,
                by=row.by,
                printed=moment(row.printed),
                format=row.format,
                brand=row.brand,
            )
            for row in rows
        )
