"""`[feed]`: what the feeds say and hold beyond the articles."""

from __future__ import annotations

from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator

from flows.tables.values import Table, WebAddress, is_loopback, web_address


def _hub(value: str) -> str:
    parts = urlsplit(web_address(value))
    if parts.username is not None or parts.fragment:
        raise ValueError("must be an address without a user's name and without #: every reader sees it")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("must be an https address, such as https://hub.example.org/")
    return value


Hub: TypeAlias = Annotated[str, AfterValidator(lambda value: _hub(value) if value else value)]


class FeedTable(Table):
    """What the feeds say and hold beyond the articles."""

    hub: Hub = ""
    rights: str = ""
    license: WebAddress = ""
    by_topic: bool = False
    by_language: bool = False
