"""`[brand]`: in whose name leaflets and newsletters are handed out."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from flows.tables.values import Email, Table, WebAddress


def _color(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError('must be a colour such as "#0b5563"')
    return value.lower()


class BrandTable(Table):
    """In whose name leaflets and newsletters are handed out."""

    name: str = ""
    tagline: str = ""
    address: str = ""
    phone: str = ""
    email: Email = ""
    url: WebAddress = ""
    hours: list[str] = []
    color: Annotated[str, AfterValidator(_color)] = "#0b5563"
    logo: str = ""
