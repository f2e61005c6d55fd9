"""`[newsletter]`: how an issue is addressed and made."""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator

from flows.tables.values import Email, Table, WebAddress
from outputs.newsletter.header import host


def _issue(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", value):
        raise ValueError("must be letters, figures, dots, hyphens or underscores, such as 2025-06")
    return value


IssueName: TypeAlias = Annotated[str, AfterValidator(_issue)]
Issue: TypeAlias = Annotated[str, AfterValidator(lambda value: _issue(value) if value else value)]


def _list_id(value: str) -> str:
    try:
        return host(value)
    except ValueError:
        raise ValueError("must be a name such as news.example.org") from None


ListId: TypeAlias = Annotated[str, AfterValidator(lambda value: _list_id(value) if value else value)]


class NewsletterTable(Table):
    """How a newsletter issue is addressed and made."""

    issue: Issue = ""
    subject: str = ""
    preheader: str = ""
    shape: Literal["full", "digest"] = "full"
    from_name: str = ""
    from_address: Email = ""
    reply_to: Email = ""
    list_id: ListId = ""
    unsubscribe_url: WebAddress = ""
    unsubscribe_mail: Email = ""
    postal_address: str = ""
    merge_tags: Literal["none", "mailchimp", "brevo", "listmonk"] = "none"
    remote_images: bool = False
    utm_source: str = ""
    utm_medium: str = "email"
    utm_campaign: str = ""
    select: Literal["new", "all"] = "new"
    articles: list[str] = []
    topics: list[str] = []


class IssueTable(Table):
    """What one issue has of its own, in place of what `[newsletter]` says."""

    subject: str = ""
    preheader: str = ""
    articles: list[str] = []
