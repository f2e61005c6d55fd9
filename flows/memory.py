"""What a run asks the catalogue before it begins, and tells it with a release."""

from __future__ import annotations

from dataclasses import dataclass

from flows.catalogue.address import Address
from flows.identity import Record
from flows.issues import Issue
from flows.statements import Stated


@dataclass(frozen=True, slots=True)
class News:
    """What the catalogue is to learn with a release: records, and statements that only the old one knew."""

    records: tuple[Record, ...]
    told: tuple[Stated, ...]


def recall(where: Address) -> tuple[tuple[Record, ...], tuple[Stated, ...]]:
    """Return every record, and what the editors said of articles. Raises what `engine.opened` raises."""
    from flows.catalogue import articles, engine, statements

    if not engine.exists(where):
        return (), ()
    with engine.opened(where) as connection:
        return articles.read(connection), statements.read(connection)


def keep(where: Address, news: News) -> None:
    """Remember news in one transaction; where there are none, the catalogue is left alone.

    Raises what `engine.opened` raises.
    """
    from flows.catalogue import articles, engine, statements

    if not news.records and not news.told:
        return
    with engine.opened(where) as connection:
        articles.write(connection, news.records)
        statements.write(connection, news.told)


def issues(where: Address) -> tuple[Issue, ...]:
    """Return the issues of the newsletter that were sent, the oldest first.

    Raises what `engine.opened` raises.
    """
    from flows.catalogue import engine
    from flows.catalogue import issues as table

    if not engine.exists(where):
        return ()
    with engine.opened(where) as connection:
        return table.read(connection)


def freeze(where: Address, issue: Issue) -> None:
    """Remember an issue for good; one that is frozen already stays as it is.

    Raises what `engine.opened` raises.
    """
    from flows.catalogue import engine
    from flows.catalogue import issues as table

    with engine.opened(where) as connection:
        table.freeze(connection, issue)
