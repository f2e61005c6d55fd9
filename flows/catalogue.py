"""The catalogue: what is remembered of every article between runs, in one SQLite file.

It is read at the start of a run and written in one transaction just before a release is swapped in, so
that nothing a reader has seen is ever forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, create_engine, event, exc, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.pool import NullPool

from flows.identity import Record
from flows.statements import Kind, Stated
from pipeline.errors import LockHeld, ReleaseRefused, UsageError

FILE_NAME = "catalogue.sqlite"
_VERSION = 1
_TABLES = MetaData()
_ARTICLES = Table(
    "articles",
    _TABLES,
    Column("id", Text, primary_key=True),
    Column("tag", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("content_hash", Text, nullable=False),
    Column("sketch", Text, nullable=False),
    # Moments are ISO 8601 with their offset: SQLite has no type that keeps it.
    Column("published", Text, nullable=False),
    Column("updated", Text, nullable=False),
    Column("first_seen", Text, nullable=False),
)
_STATEMENTS = Table(
    "statements",
    _TABLES,
    Column("id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("stated", Text, nullable=False),
)


def read(file: Path, *, wait_s: float = 10.0) -> tuple[Record, ...]:
    """Read every record, ordered by id; a catalogue that is not there yet is empty.

    Raises LockHeld when another program keeps it locked, ReleaseRefused when it is damaged: without it
    every article would get a new id.
    """
    if not file.exists():
        return ()
    with _opened(file, wait_s) as connection:
        _check_version(connection, file)
        rows = connection.execute(select(_ARTICLES).order_by(_ARTICLES.c.id)).all()
        return tuple(_record(row._asdict()) for row in rows)


def write(file: Path, records: Sequence[Record], *, wait_s: float = 10.0) -> None:
    """Remember records, in one transaction; records that are known already are replaced by id."""
    if not records:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with _opened(file, wait_s) as connection:
        _check_version(connection, file)
        # Keys may change hands among the records of one run, and `key` is unique: free them first.
        ids = [record.id for record in records]
        for start in range(0, len(ids), 500):
            group = _ARTICLES.c.id.in_(ids[start : start + 500])
            connection.execute(_ARTICLES.update().where(group).values(key="\n" + _ARTICLES.c.id))
        order = insert(_ARTICLES)
        values = {name: order.excluded[name] for name in _ARTICLES.c.keys() if name != "id"}  # noqa: SIM118
        connection.execute(
            order.on_conflict_do_update(index_elements=["id"], set_=values),
            [_row(record) for record in records],
        )


def statements(file: Path, *, wait_s: float = 10.0) -> tuple[Stated, ...]:
    """Read what the editors said of articles, ordered by id and kind. Raises what `read` raises."""
    if not file.exists():
        return ()
    with _opened(file, wait_s) as connection:
        _check_version(connection, file)
        order = (_STATEMENTS.c.id, _STATEMENTS.c.kind)
        rows = connection.execute(select(_STATEMENTS).order_by(*order)).all()
        return tuple(Stated(row.id, Kind(row.kind), row.text, _moment(row.stated)) for row in rows)


def state(file: Path, stated: Stated, *, wait_s: float = 10.0) -> None:
    """Remember a statement, in place of an older one of its kind. Raises what `read` raises."""
    row = {"id": stated.id, "kind": stated.kind.value, "text": stated.text}
    with _opened(file, wait_s) as connection:
        _check_version(connection, file)
        order = insert(_STATEMENTS)
        values = {name: order.excluded[name] for name in ("text", "stated")}
        connection.execute(
            order.on_conflict_do_update(index_elements=["id", "kind"], set_=values),
            [{**row, "stated": stated.stated.isoformat()}],
        )


def unstate(file: Path, article_id: str, kind: Kind, *, wait_s: float = 10.0) -> bool:
    """Forget a statement, and tell whether there was one. Raises what `read` raises."""
    with _opened(file, wait_s) as connection:
        _check_version(connection, file)
        meant = (_STATEMENTS.c.id == article_id) & (_STATEMENTS.c.kind == kind.value)
        return connection.execute(_STATEMENTS.delete().where(meant)).rowcount > 0


@contextmanager
def _opened(file: Path, wait_s: float) -> Iterator[Connection]:
    """Open the catalogue in one transaction, and say plainly what is wrong when that fails."""
    engine = _engine(file, wait_s)
    try:
        with engine.begin() as connection:
            yield connection
    except exc.DatabaseError as error:
        raise _explained(file, error) from error
    except (ValueError, TypeError) as error:
        raise _damaged(file, str(error)) from error
    finally:
        engine.dispose()


def _engine(file: Path, wait_s: float) -> Engine:
    engine = create_engine(
        f"sqlite:///{file}", connect_args={"timeout": wait_s, "isolation_level": None}, poolclass=NullPool
    )

    @event.listens_for(engine, "connect")
    def durable(connection: object, _record: object) -> None:
        execute = getattr(connection, "execute")  # noqa: B009 (the driver's connection has no common type)
        execute("PRAGMA journal_mode=WAL")
        execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _check_version(connection: Connection, file: Path) -> None:
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > _VERSION:
        raise UsageError(
            f"The catalogue was written by a newer handbill (format {version}, this one knows {_VERSION}).",
            where=str(file),
            remedy="Install the newer version.",
        )
    if version == 0:
        _TABLES.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {_VERSION}")
    else:
        # A table that came later; older versions pass it by, so the format's number stays.
        _STATEMENTS.create(connection, checkfirst=True)


def _explained(file: Path, error: exc.DatabaseError) -> Exception:
    reason = str(error.orig)
    if "locked" in reason or "busy" in reason:
        return LockHeld(
            "The catalogue is locked by another program.",
            where=str(file),
            remedy="Wait for it to finish, then run this again.",
        )
    if isinstance(error, exc.OperationalError) and ("unable to open" in reason or "readonly" in reason):
        return UsageError(
            f"The catalogue cannot be opened: {reason}.",
            where=str(file),
            remedy="Check the permissions of the file and its folder.",
        )
    if "full" in reason:
        return UsageError(
            "The disk is full.", where=str(file), remedy="Free some space, then run this again."
        )
    return _damaged(file, reason)


def _damaged(file: Path, reason: str) -> ReleaseRefused:
    return ReleaseRefused(
        f"The catalogue is damaged ({reason}). It was left as it is, and so was the release.",
        where=str(file),
        remedy="Restore it from a backup. If there is none, move it away: ids and dates are then taken from "
        "the current release.",
    )


def _row(record: Record) -> dict[str, str]:
    return {
        "id": record.id,
        "tag": record.tag,
        "key": record.key,
        "slug": record.slug,
        "content_hash": record.content_hash,
        "sketch": " ".join(record.sketch),
        "published": record.published.isoformat(),
        "updated": record.updated.isoformat(),
        "first_seen": record.first_seen.isoformat(),
    }


def _record(row: dict[str, str]) -> Record:
    return Record(
        id=row["id"],
        tag=row["tag"],
        key=row["key"],
        slug=row["slug"],
        published=_moment(row["published"]),
        updated=_moment(row["updated"]),
        first_seen=_moment(row["first_seen"]),
        content_hash=row["content_hash"],
        sketch=tuple(row["sketch"].split()),
    )


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a moment without offset: {text}")
    return moment
