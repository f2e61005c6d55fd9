"""Labels for rows of lines: the pipeline's verdicts, one JSON object a line in and out, as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from flows import one_thread  # noqa: F401
from pipeline.assemble import account
from pipeline.errors import UsageError
from pipeline.model import Fate, Field, Kind, Line, RawArticle, Verdict
from pipeline.policy import Policy
from pipeline.recurrence import NO_SITE, Site, Survey, host, marks_of

_FIELDS: Mapping[Field, str] = {
    Field.TITLE: "title",
    Field.DEK: "dek",
    Field.BYLINE: "meta",
    Field.PUBLISHED: "meta",
    Field.UPDATED: "meta",
    Field.READ_TIME: "meta",
    Field.OTHER: "meta",
    # A picture's text and a site's word on its own review are no part of an article's text.
    Field.IMAGE: "boilerplate",
    Field.REVIEW_CLAIM: "boilerplate",
}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be labelled: where it stands, and what is wrong with it."""

    where: str
    what: str


NO_SITES: Mapping[str, Site] = {}


def survey(rows: Iterable[str | bytes], name: str) -> Mapping[str, Site]:
    """Read rows for what recurs on each site; the bad ones, and those without a site, are passed over."""
    found = Survey()
    for n, row in enumerate(rows, start=1):
        with suppress(ValueError, RecursionError, UsageError):
            whole, texts = _read(row, f"{name}:{n}")
            if site := _site(whole):
                found.take(marks_of(_raw(texts, str(n)), site))
    return found.sites()


def annotate(
    rows: Iterable[str | bytes],
    name: str,
    policy: Policy = Policy.BALANCED,
    sites: Mapping[str, Site] = NO_SITES,
) -> Iterator[str | BadRow]:
    """Label rows `{"id", "lines": [...]}` one by one: JSON text for each, or what is wrong with it.

    Every key but `lines` is passed through. Empty rows are passed over. `name` is the file's, for messages.
    """
    for n, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        where = f"{name}:{n}"
        try:
            yield json.dumps(_labelled(row, where, policy, sites), ensure_ascii=False)
        except (ValueError, RecursionError) as error:
            yield BadRow(where, f"This row is not JSON: {error}.")
        except UsageError as error:
            yield BadRow(where, error.what)


def _labelled(row: str | bytes, where: str, policy: Policy, sites: Mapping[str, Site]) -> dict[str, object]:
    whole, texts = _read(row, where)
    kept = {key: value for key, value in whole.items() if key != "lines"}
    site = sites.get(_site(whole), NO_SITE)
    return {**kept, "labels": labels(texts, str(whole.get("id", where)), policy, site)}


def _read(row: str | bytes, where: str) -> tuple[dict[str, object], list[str]]:
    whole: object = json.loads(row)
    if not isinstance(whole, dict) or not isinstance(whole.get("lines"), list):
        raise UsageError('This row is no object with "lines".', where=where)
    return {str(key): value for key, value in whole.items()}, [_text(line, where) for line in whole["lines"]]


def _site(whole: Mapping[str, object]) -> str:
    """Return the site that a row names: its `site` or `domain`, else the host of its `url`."""
    named = whole.get("site") or whole.get("domain") or host(str(whole.get("url") or ""))
    return str(named)


def _text(line: object, where: str) -> str:
    text = line.get("text") if isinstance(line, dict) else line
    if not isinstance(text, str):
        raise UsageError('A line of this row is neither text nor an object with "text".', where=where)
    return text


def labels(texts: list[str], key: str, policy: Policy = Policy.BALANCED, site: Site = NO_SITE) -> list[str]:
    """Return one label a line."""
    return [label_of(verdict) for verdict in account(_raw(texts, key), policy, site=site).audit.verdicts]


def _raw(texts: list[str], key: str) -> RawArticle:
    return RawArticle(key, key, tuple(Line(n, text) for n, text in enumerate(texts, start=1)))


def label_of(verdict: Verdict) -> str:
    """Return the label of a verdict."""
    match verdict.fate:
        case Fate.BLANK:
            return "blank"
        case Fate.REMOVED:
            return "boilerplate"
        case Fate.META:
            return _FIELDS[verdict.field] if verdict.field else "meta"
        case Fate.KEPT:
            if verdict.kind is Kind.HEADING:
                # The vocabulary counts from 1 under the title; in the model the title itself is level 1.
                return f"heading:{max(1, (verdict.level or 2) - 1)}"
            return (verdict.kind or Kind.PARAGRAPH).value
