"""`[brand]` and `[brands.NAME]`: in whose name leaflets and newsletters are handed out."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from flows.tables.leaflet import known_formats
from flows.tables.site import Language
from flows.tables.values import Email, Table, WebAddress


def _color(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError('must be a colour such as "#0b5563"')
    return value.lower()


Color: TypeAlias = Annotated[str, AfterValidator(_color)]


class BrandTable(Table):
    """In whose name leaflets and newsletters are handed out."""

    name: str = ""
    tagline: str = ""
    address: str = ""
    phone: str = ""
    email: Email = ""
    url: WebAddress = ""
    hours: list[str] = []
    color: Color = "#0b5563"
    logo: str = ""


class FurtherBrandTable(BrandTable):
    """A further brand: leaflets of the same articles in its dress, in its languages and formats."""

    name: Annotated[str, Field(min_length=1)]
    languages: list[Language] = []
    formats: Annotated[list[str], AfterValidator(known_formats)] = []


def brand_slug(value: str) -> str:
    """Return the name of a `[brands.NAME]` table, which names a folder, or raise ValueError."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", value):
        raise ValueError("must be named in small letters, figures and hyphens, such as [brands.riverside]")
    return value
