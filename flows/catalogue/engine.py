"""The catalogue's door: what is remembered of a site between runs, opened for one transaction.

It is read at the start of a run and written just before a release is swapped in, so that nothing a reader
has seen is ever forgotten. One transaction at a time: the next one waits, for a bounded time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.pool import QueuePool

from flows.catalogue.address import Address
from flows.catalogue.faults import Nonsense, damaged, explained
from flows.catalogue.revision import renew
from pipeline.errors import UsageError

# What opens a transaction of a catalogue that is kept open.
Door: TypeAlias = Callable[[], AbstractContextManager[Connection]]
# Which advisory lock of the database is ours; any number will do that nobody else takes.
_LOCK = 0x68616E64


def exists(where: Address) -> bool:
    """Tell whether there may be a catalogue; a file that is not there is an empty one."""
    return where.file is None or where.file.exists()


@contextmanager
def opened(where: Address) -> Iterator[Connection]:
    """Open a catalogue for one transaction, which is rolled back when the body raises.

    It is made where there is none, and brought to this version's form where it is older. Raises LockHeld
    when another program keeps it locked, UsageError when it cannot be opened or is of a newer version,
    ServerUnreachable, ReleaseBroken when the disk refuses, ReleaseRefused when it is damaged.
    """
    with kept(where) as door, door() as connection:
        yield connection


@contextmanager
def kept(where: Address) -> Iterator[Door]:
    """Keep a catalogue open for many transactions, one after the other; each is what `opened` gives.

    Such a transaction takes a quarter of the time of one that opens the catalogue for itself.
    """
    engine = _engine(where)
    is_new = True

    @contextmanager
    def door() -> Iterator[Connection]:
        nonlocal is_new
        with _explained(where), engine.begin() as connection:
            if is_new:
                renew(connection, _shown(where))
            yield connection
        is_new = False

    try:
        yield door
    finally:
        engine.dispose()


@contextmanager
def _explained(where: Address) -> Iterator[None]:
    try:
        yield
    except exc.DBAPIError as error:
        raise explained(_shown(where), error) from error
    except Nonsense as error:
        raise damaged(_shown(where), str(error)) from error


def _shown(where: Address) -> str:
    return str(where.file) if where.file else make_url(where.url).render_as_string(hide_password=True)


def _engine(where: Address) -> Engine:
    return _sqlite(where) if where.file else _postgresql(where)


def _sqlite(where: Address) -> Engine:
    assert where.file
    try:
        where.file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The catalogue's folder cannot be made: {error.strerror or error}.", where=str(where.file)
        ) from error
    engine = create_engine(
        f"sqlite:///{where.file}",
        connect_args={"timeout": where.wait_s, "isolation_level": None},
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
    )

    @event.listens_for(engine, "connect")
    def durable(connection: object, _record: object) -> None:
        execute = getattr(connection, "execute")  # noqa: B009 (the driver's connection has no common type)
        execute("PRAGMA journal_mode=WAL")
        execute("PRAGMA synchronous=FULL")
        execute("PRAGMA cache_size=-512")  # KiB: each row is read once, and written once

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql(where: Address) -> Engine:
    url = make_url(where.url).set(drivername="postgresql+psycopg")
    wait_ms = max(1, round(where.wait_s * 1000))
    try:
        engine = create_engine(
            # Less than 2 s are not kept by libpq.
            url,
            connect_args={"connect_timeout": max(2, round(where.wait_s))},
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            # A server may have been started anew since the last transaction.
            pool_pre_ping=True,
        )
    except ImportError as error:
        raise UsageError(
            "A catalogue on PostgreSQL needs the package psycopg.",
            remedy="Install handbill with it: handbill[postgresql].",
        ) from error

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait_ms}")
        # What BEGIN IMMEDIATE does on SQLite. One schema is one catalogue.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK}, hashtext(current_schema()))")

    return engine
