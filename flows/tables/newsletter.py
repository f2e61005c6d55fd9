"""`[newsletter]`: how an issue is addressed."""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator

from flows.tables.values import Table, WebAddress


def _issue(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", value):
        raise ValueError("must be letters, figures, dots, hyphens or underscores, such as 2025-06")
    return value


Issue: TypeAlias = Annotated[str, AfterValidator(lambda value: _issue(value) if value else value)]


class NewsletterTable(Table):
    """How a newsletter issue is addressed."""

    issue: Issue = ""
    subject: str = ""
    preheader: str = ""
    unsubscribe_url: WebAddress = ""
    postal_address: str = ""
    select: Literal["new", "all"] = "new"
    articles: list[str] = []
    topics: list[str] = []
