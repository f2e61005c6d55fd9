"""The form of `handbill.toml`: its tables, and what is wrong with a key, in plain words."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, ValidationError

from flows.tables.brand import BrandTable
from flows.tables.channels import ChannelsTable
from flows.tables.cleaning import CleaningTable
from flows.tables.feed import FeedTable
from flows.tables.newsletter import NewsletterTable
from flows.tables.publish import PublishTable
from flows.tables.site import SiteTable
from flows.tables.source import SourceTable, read_source
from flows.tables.values import Table
from pipeline.errors import UsageError


class Config(Table):
    """The whole of `handbill.toml`."""

    site: SiteTable = SiteTable()
    brand: BrandTable = BrandTable()
    sources: list[Annotated[SourceTable, BeforeValidator(read_source)]] = []
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
