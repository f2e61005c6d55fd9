"""The form of `handbill.toml`: its tables and keys, and what is wrong with one, in plain words."""

from __future__ import annotations

import difflib
import ipaddress
import re
import tomllib
from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.errors import UsageError

DEFAULT_URL = "http://localhost:8000/"
ChannelName: TypeAlias = Literal["page", "leaflet", "feed", "index", "newsletter"]
ALL_CHANNELS: tuple[ChannelName, ...] = ("page", "leaflet", "feed", "index", "newsletter")


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or re.search(r"[\s<>\"]", value):
        raise ValueError("must be a whole web address, such as https://example.org/")
    return value


def _site_address(value: str) -> str:
    parts = urlsplit(_web_address(value))
    if parts.query or parts.fragment:
        raise ValueError("must be an address without ? and #, such as https://example.org/")
    return value if value.endswith("/") else f"{value}/"


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise ValueError("must be a language tag, such as en or en-GB")
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        raise ValueError("must be the name of a time zone, such as Europe/London or UTC") from None
    return value


def _color(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError('must be a colour such as "#0b5563"')
    return value.lower()


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", value):
        raise ValueError("must be an e-mail address, such as desk@example.org")
    return value


def _issue(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", value):
        raise ValueError("must be letters, figures, dots, hyphens or underscores, such as 2025-06")
    return value


def _hub(value: str) -> str:
    parts = urlsplit(_web_address(value))
    if parts.username is not None or parts.fragment:
        raise ValueError("must be an address without a user's name and without #: every reader sees it")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("must be an https address, such as https://hub.example.org/")
    return value


def is_loopback(host: str) -> bool:
    """Tell whether a host, by name or number, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _source(value: object) -> object:
    return {"path": value} if isinstance(value, str) else value


def _topic(value: str) -> str:
    if not re.search(r"\w", value) or "\n" in value:
        raise ValueError('must be words, such as "Skin care"')
    return " ".join(value.split())


def _channels(value: list[ChannelName]) -> list[ChannelName]:
    if not {"page", "feed", "index"} <= set(value):
        raise ValueError('must hold "page", "feed" and "index", which link to each other')
    return value


# An empty text means "not given" wherever a setting may be left out.
def _or_empty(value: str) -> str:
    return _web_address(value) if value else value


WebAddress: TypeAlias = Annotated[str, AfterValidator(_or_empty)]
Hub: TypeAlias = Annotated[str, AfterValidator(lambda value: _hub(value) if value else value)]
Email: TypeAlias = Annotated[str, AfterValidator(lambda value: _email(value) if value else value)]
Issue: TypeAlias = Annotated[str, AfterValidator(lambda value: _issue(value) if value else value)]


class Table(BaseModel):
    """A table of `handbill.toml`; a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SiteTable(Table):
    """Where the release is published."""

    title: str = ""
    url: Annotated[str, AfterValidator(_site_address)] = DEFAULT_URL
    description: str = ""
    language: Annotated[str, AfterValidator(_language)] = "en"
    author: str = ""
    email: Email = ""
    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"


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


class SourceTable(Table):
    """A file, a folder or a glob, and the topics of its articles."""

    path: Annotated[str, Field(min_length=1)]
    topics: list[Annotated[str, AfterValidator(_topic)]] = []


class CleaningTable(Table):
    """How boldly lines are removed."""

    policy: Literal["rules", "cautious", "balanced", "strict"] = "balanced"


class ChannelsTable(Table):
    """Which channels are published."""

    enabled: Annotated[list[ChannelName], AfterValidator(_channels)] = list(ALL_CHANNELS)


class FeedTable(Table):
    """What the feeds say and hold beyond the articles."""

    hub: Hub = ""
    rights: str = ""
    license: WebAddress = ""
    by_topic: bool = False
    by_language: bool = False


class NewsletterTable(Table):
    """How a newsletter issue is addressed."""

    issue: Issue = ""
    subject: str = ""
    preheader: str = ""
    unsubscribe_url: WebAddress = ""
    postal_address: str = ""


class PublishTable(Table):
    """Where the output goes, and how a run behaves."""

    out: Annotated[str, Field(min_length=1)] = "public"
    state: str = ""
    keep_releases: Annotated[int, Field(ge=1, le=1000)] = 5
    lock_wait_s: Annotated[float, Field(ge=0, le=86400)] = 10.0
    workers: Annotated[int, Field(ge=0, le=256)] = 0


class Config(Table):
    """The whole of `handbill.toml`."""

    site: SiteTable = SiteTable()
    brand: BrandTable = BrandTable()
    sources: list[Annotated[SourceTable, BeforeValidator(_source)]] = []
    cleaning: CleaningTable = CleaningTable()
    channels: ChannelsTable = ChannelsTable()
    feed: FeedTable = FeedTable()
    newsletter: NewsletterTable = NewsletterTable()
    publish: PublishTable = PublishTable()


TABLES: Mapping[str, type[Table]] = {
    "site": SiteTable,
    "brand": BrandTable,
    "sources": SourceTable,
    "cleaning": CleaningTable,
    "channels": ChannelsTable,
    "feed": FeedTable,
    "newsletter": NewsletterTable,
    "publish": PublishTable,
}


def parse(text: str, name: str) -> Config:
    """Read the text of a settings file called `name`.

    Raises UsageError, with the line, when it is no TOML or holds something that is not understood.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        where = f"{name}:{found[1]}" if found else name
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise UsageError(
            f"This is not TOML: {what}.", where=where, remedy='Texts stand in quotes: title = "..."'
        ) from error
    try:
        return Config.model_validate(tables)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = tuple(first["loc"])
        line = line_of(text, place)
        where = f"{name}:{line}" if line else name
        what, remedy = _explain(first["type"], place, first["msg"])
        raise UsageError(what, where=where, remedy=remedy) from error


_MEANINGS: Mapping[str, str] = {
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "float_type": "must be a number",
    "list_type": "must be a list in square brackets",
    "missing": "is missing",
}


def _explain(kind: str, place: tuple[int | str, ...], message: str) -> tuple[str, str]:
    """Say in plain words what is wrong at a place in the settings, and what to do."""
    names = [str(part) for part in place if isinstance(part, str)]
    if kind == "extra_forbidden":
        return _unknown_key(names)
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        head = "[[sources]]" if names[0] == "sources" else f"[{names[0]}]"
        return f"{names[0]} must be a table.", f"Write {head} on a line of its own, its keys below."
    meaning = _MEANINGS.get(kind, message.removeprefix("Value error, "))
    meaning = re.sub(r"^Input should be ", "must be ", meaning)
    return f"{'.'.join(names)} {meaning}.", "See docs/settings.md."


def _unknown_key(names: list[str]) -> tuple[str, str]:
    *tables, key = names
    known = list(TABLES[tables[0]].model_fields) if tables else list(TABLES)
    close = difflib.get_close_matches(key, known, n=len(known), cutoff=0.6)
    ordered = close + [name for name in known if name not in close]
    inside = f" in [{tables[0]}]" if tables else ""
    guess = f"Did you mean {close[0]}? " if close else ""
    return f"Unknown key {key}{inside}.", f"{guess}Valid keys: {', '.join(ordered)}."


def line_of(text: str, place: tuple[int | str, ...]) -> int:
    """Find the line of the settings that a place such as ("site", "url") stands on, 0 if it is not found."""
    names = [part for part in place if isinstance(part, str)]
    entry = next((part for part in place if isinstance(part, int)), 0)
    table, seen, heading = "", -1, 0
    for n, line in enumerate(text.split("\n"), start=1):
        if header := re.match(r"\s*\[\[?\s*([\w.\"-]+?)\s*\]", line):
            table = header[1].strip('"')
            seen += table == names[0]
            if table == names[0] and (table != "sources" or seen == entry):
                heading = n
            if [table] == names:
                return n
        elif key := re.match(r"\s*\"?([\w-]+)\"?\s*[=.]", line):
            here = [table, key[1]] if table else [key[1]]
            if here == names[:2] and (table != "sources" or seen == entry):
                return n
            if not table and [key[1]] == names[:1]:
                heading = n
    return heading
