"""`[site]`: where the release is published."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from flows.tables.values import Email, Table, web_address

DEFAULT_URL = "http://localhost:8000/"


def _site_address(value: str) -> str:
    parts = urlsplit(web_address(value))
    if parts.query or parts.fragment:
        raise ValueError("must be an address without ? and #, such as https://example.org/")
    return value if value.endswith("/") else f"{value}/"


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise ValueError("must be a language tag, such as en or en-GB")
    return value


Language: TypeAlias = Annotated[str, AfterValidator(_language)]


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        raise ValueError("must be the name of a time zone, such as Europe/London or UTC") from None
    return value


class SiteTable(Table):
    """Where the release is published."""

    title: str = ""
    url: Annotated[str, AfterValidator(_site_address)] = DEFAULT_URL
    description: str = ""
    language: Language = "en"
    author: str = ""
    email: Email = ""
    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"
