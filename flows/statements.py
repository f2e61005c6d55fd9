"""What the editors say of a published article: that it was corrected, or that it is taken back.

A statement is recorded in the catalogue; every publish from then on honours it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from flows.identity import Record
from flows.settings import Settings
from outputs.edition import Item, Statement
from outputs.language import spoken_date
from pipeline.errors import UsageError
from pipeline.model import Article, Paragraph, Span

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Kind(StrEnum):
    """What is said of an article."""

    CORRECTION = "correction"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement about the article with this id."""

    id: str
    kind: Kind
    text: str
    stated: dt.datetime


def state(settings: Settings, wanted: str, kind: Kind, text: str, now: dt.datetime) -> Record:
    """Record a statement, in place of an older one of its kind, and return the article's record.

    `wanted` is an article's id, slug or source. Raises UsageError when no article is known by it, when there
    is no text, and when a correction is of an article that was taken back.
    """
    from flows.catalogue import statements

    words = " ".join(text.split())
    if not words:
        raise UsageError(f"The {kind} says nothing.", remedy="Put its words in quotes.")
    with known(settings, wanted) as (connection, record):
        said = {each.kind for each in statements.read(connection) if each.id == record.id}
        if kind is Kind.CORRECTION and Kind.RETRACTION in said:
            raise UsageError(
                "The article was retracted, so there is nothing to correct.",
                where=record.key,
                remedy=f"To publish it again: handbill retract {wanted} --undo",
            )
        statements.write(connection, [Stated(record.id, kind, words, now)])
    return record


def take_back(settings: Settings, wanted: str) -> Record:
    """Remove the retraction of an article, so that the next publish shows it again, and return its record.

    Raises UsageError when no article is known by this name, or it was not retracted.
    """
    from flows.catalogue import statements

    with known(settings, wanted) as (connection, record):
        if not statements.forget(connection, record.id, Kind.RETRACTION):
            raise UsageError(
                "The article was not retracted.", where=record.key, remedy="There is nothing to undo."
            )
    return record


@contextmanager
def known(settings: Settings, wanted: str) -> Iterator[tuple[Connection, Record]]:
    """Open the catalogue, and find an article by its id, slug or source in it. Raises UsageError."""
    from flows.catalogue import articles, engine

    if engine.exists(settings.catalogue):
        with engine.opened(settings.catalogue) as connection:
            for record in articles.read(connection):
                if wanted in {record.id, record.slug, record.key}:
                    yield connection, record
                    return
    raise UsageError(
        f"No published article has the id, slug or source {wanted}.",
        remedy=f"They are listed in {settings.out / 'current' / 'report.json'}.",
    )


def honour(item: Item, said: Mapping[Kind, Stated]) -> Item:
    """Return an item as its statements have it; a retracted one keeps nothing of its text but the title."""
    if correction := said.get(Kind.CORRECTION):
        updated = max(item.updated, correction.stated)
        item = item._replace(updated=updated, correction=Statement(correction.text, correction.stated))
    if retraction := said.get(Kind.RETRACTION):
        statement = Statement(retraction.text, retraction.stated)
        updated = max(item.published, retraction.stated)
        item = item._replace(article=_notice(item.article, statement), updated=updated, retraction=statement)
        item = item._replace(correction=None, notices=())
    return item


def by_article(said: Sequence[Stated]) -> Mapping[str, Mapping[Kind, Stated]]:
    """Group statements by the ids of their articles."""
    found: dict[str, dict[Kind, Stated]] = {}
    for each in said:
        found.setdefault(each.id, {})[each.kind] = each
    return found


def told_by(item: Item) -> tuple[Stated, ...]:
    """Return the statements that an item carries, for a catalogue that is lost."""
    both = ((Kind.CORRECTION, item.correction), (Kind.RETRACTION, item.retraction))
    return tuple(Stated(item.id, kind, said.text, said.stated) for kind, said in both if said)


def _notice(article: Article, statement: Statement) -> Article:
    words = f"This article was retracted on {spoken_date(statement.stated)}."
    blocks = (Paragraph((Span(words, strong=True), Span(f" {statement.text}"))),)
    return Article(article.title, blocks, language=article.language)
