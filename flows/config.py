"""The form of `handbill.toml`: its tables, and what is wrong with a key, in plain words."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ValidationError

from flows.tables.brand import BrandTable, FurtherBrandTable, brand_slug
from flows.tables.channels import ChannelsTable
from flows.tables.cleaning import CleaningTable
from flows.tables.feed import FeedTable
from flows.tables.leaflet import LeafletTable, LimitsTable
from flows.tables.mail import MailTable
from flows.tables.newsletter import IssueName, IssueTable, NewsletterTable
from flows.tables.publish import PublishTable
from flows.tables.site import SiteTable
from flows.tables.source import SourceTable, read_source
from flows.tables.values import Table
from pipeline.errors import UsageError


class Config(Table):
    """The whole of `handbill.toml`."""

    site: SiteTable = SiteTable()
    brand: BrandTable = BrandTable()
    brands: dict[Annotated[str, AfterValidator(brand_slug)], FurtherBrandTable] = {}
    sources: list[Annotated[SourceTable, BeforeValidator(read_source)]] = []
    cleaning: CleaningTable = CleaningTable()
    channels: ChannelsTable = ChannelsTable()
    leaflet: LeafletTable = LeafletTable()
    feed: FeedTable = FeedTable()
    newsletter: NewsletterTable = NewsletterTable()
    issues: dict[IssueName, IssueTable] = {}
    mail: MailTable = MailTable()
    publish: PublishTable = PublishTable()


TABLES: Mapping[str, type[Table]] = {
    "site": SiteTable,
    "brand": BrandTable,
    "brands": FurtherBrandTable,
    "sources": SourceTable,
    "cleaning": CleaningTable,
    "channels": ChannelsTable,
    "leaflet": LeafletTable,
    "leaflet.limits": LimitsTable,
    "feed": FeedTable,
    "newsletter": NewsletterTable,
    "issues": IssueTable,
    "mail": MailTable,
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
    names = _names(place)
    if kind == "extra_forbidden":
        return _unknown_key(names)
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return _no_table(names)
    meaning = _MEANINGS.get(kind, message.removeprefix("Value error, "))
    meaning = re.sub(r"^Input should be ", "must be ", meaning)
    return f"{'.'.join(names)} {meaning}.", "See docs/settings.md."


def _no_table(names: list[str]) -> tuple[str, str]:
    name = ".".join(names)
    head = "[[sources]]" if names == ["sources"] else f"[{name}]"
    if names[0] == "brands":
        head = "[brands.riverside], with a name of your own"
    if names[0] == "issues":
        head = '[issues."2025-06"], with the name of an issue'
    return f"{name} must be a table.", f"Write {head} on a line of its own, its keys below."


def _unknown_key(names: list[str]) -> tuple[str, str]:
    *tables, key = names
    table = TABLES.get(".".join(tables)) or TABLES[tables[0]] if tables else Config
    known = list(table.model_fields)
    close = difflib.get_close_matches(key, known, n=len(known), cutoff=0.6)
    ordered = close + [name for name in known if name not in close]
    inside = f" in [{'.'.join(tables)}]" if tables else ""
    guess = f"Did you mean {close[0]}? " if close else ""
    return f"Unknown key {key}{inside}.", f"{guess}Valid keys: {', '.join(ordered)}."


def line_of(text: str, place: tuple[int | str, ...]) -> int:
    """Find the line of the settings that a place such as ("site", "url") stands on, 0 if it is not found."""
    names = _names(place)
    entry = next((part for part in place if isinstance(part, int)), 0)
    table: list[str] = []
    seen, heading = -1, 0
    for n, line in enumerate(text.split("\n"), start=1):
        if header := re.match(r"\s*\[\[?\s*([^\[\]]+?)\s*\]", line):
            table = _parts(header[1])
            seen += table == names[:1]
            if table == names and table != ["sources"]:
                return n
            if table == names[: len(table)] and (table != ["sources"] or seen == entry):
                heading = n
        elif key := re.match(r"\s*([\w.\"' -]+?)\s*=", line):
            here = [*table, *_parts(key[1])]
            shared = min(len(here), len(names))
            if here[:shared] == names[:shared] and (table != ["sources"] or seen == entry):
                return n
    return heading


def _names(place: tuple[int | str, ...]) -> list[str]:
    """Return the keys of a place; "[key]" is pydantic's mark for a name that is wrong itself."""
    return [part for part in place if isinstance(part, str) and part != "[key]"]


def _parts(name: str) -> list[str]:
    """Divide a name such as `issues."2025.06".subject` at its dots, but for those in quotes."""
    return [part.strip("\"'") for part in re.findall(r"""\"[^\"]*\"|'[^']*'|[^.\"'\s]+""", name)]
