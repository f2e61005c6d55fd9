"""Kinds of values in `handbill.toml`, and what each must look like."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict

from outputs.newsletter.header import address


def web_address(value: str) -> str:
    """Return a web address as it is, or raise ValueError."""
    try:
        parts = urlsplit(value)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or re.search(r"[\s<>\"]", value):
        raise ValueError("must be a whole web address, such as https://example.org/")
    return value


def _email(value: str) -> str:
    try:
        address(value)
    except ValueError:
        raise ValueError("must be an e-mail address, such as desk@example.org") from None
    return value


def is_loopback(host: str) -> bool:
    """Tell whether a host, by name or number, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# An empty text means "not given" wherever a setting may be left out.
def _or_empty(value: str) -> str:
    return web_address(value) if value else value


WebAddress: TypeAlias = Annotated[str, AfterValidator(_or_empty)]
Email: TypeAlias = Annotated[str, AfterValidator(lambda value: _email(value) if value else value)]


class Table(BaseModel):
    """A table of `handbill.toml`; a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
