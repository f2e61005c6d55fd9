"""`[brand]` and `[brands.NAME]`: in whose name leaflets and newsletters are handed out."""

from __future__ import annotations

import math
import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from flows.tables.contact import ContactEmail, Hours, Line, Lines, Phone, one_line
from flows.tables.leaflet import known_formats
from flows.tables.site import Language
from flows.tables.values import Table, WebAddress
from outputs.contrast import PRINT_CONTRAST, passing_shade, print_contrast


def _color(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError('must be a colour such as "#0b5563"')
    color = value.lower()
    shade = passing_shade(color)
    if shade != color:
        raise ValueError(
            f"is {color}, whose contrast with white paper and its own pale tint "
            f"is {_shown(print_contrast(color))}:1; "
            f'text and grounds in print need {PRINT_CONTRAST:g}:1. The nearest shade that has it is "{shade}"'
        )
    return color


def _shown(contrast: float) -> str:
    return f"{math.floor(contrast * 10) / 10:.1f}"


Color: TypeAlias = Annotated[str, AfterValidator(_color)]


class BrandTable(Table):
    """In whose name leaflets and newsletters are handed out."""

    name: Line = ""
    tagline: Line = ""
    address: Lines = ""
    phone: Phone = ""
    email: ContactEmail = ""
    url: WebAddress = ""
    hours: Hours = []
    color: Color = "#0b5563"
    logo: str = ""


class FurtherBrandTable(BrandTable):
    """A further brand: leaflets of the same articles in its dress, in its languages and formats."""

    name: Annotated[str, Field(min_length=1), AfterValidator(one_line)]
    languages: list[Language] = []
    formats: Annotated[list[str], AfterValidator(known_formats)] = []


def brand_slug(value: str) -> str:
    """Return the name of a `[brands.NAME]` table, which names a folder, or raise ValueError."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", value):
        raise ValueError("must be named in small letters, figures and hyphens, such as [brands.riverside]")
    return value
