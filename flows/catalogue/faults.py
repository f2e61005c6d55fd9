"""What is wrong with a catalogue, in plain words: locked, out of reach, read-only, full or damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import exc

from pipeline.errors import (
    HandbillError,
    LockHeld,
    ReleaseBroken,
    ReleaseRefused,
    ServerUnreachable,
    UsageError,
)

# The errors of SQLite (https://sqlite.org/rescode.html) and of PostgreSQL (its manual, appendix A) that a
# person can do something about; every other one means that what is stored makes no sense.
_SQLITE: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PERM: "closed",
    sqlite3.SQLITE_READONLY: "closed",
    sqlite3.SQLITE_CANTOPEN: "closed",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "broken",
    sqlite3.SQLITE_NOMEM: "broken",
}
_POSTGRESQL: Mapping[str, str] = {
    "55P03": "locked",  # lock_not_available
    "40P01": "locked",  # deadlock_detected
    "40001": "locked",  # serialization_failure
    "25006": "closed",  # read_only_sql_transaction
    "42501": "closed",  # insufficient_privilege
    "3F000": "closed",  # invalid_schema_name
    "53100": "full",  # disk_full
    "53": "broken",  # insufficient resources
    "57": "away",  # operator intervention: the server shuts down
    "58": "broken",  # system error
    "08": "away",  # connection exception
    "28": "closed",  # invalid authorization
    "3D000": "closed",  # invalid_catalog_name: there is no such database
}


class Nonsense(ValueError):
    """A row of the catalogue that makes no sense."""


@contextmanager
def sense() -> Iterator[None]:
    """Take what cannot be understood of a row for damage. Raises Nonsense."""
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise Nonsense(str(error)) from error


def explained(where: str, error: exc.DBAPIError) -> HandbillError:
    """Return what a person is told of a database's error."""
    reason = " ".join(str(error.orig).split())
    match _kind(error.orig):
        case "locked":
            return LockHeld(
                "The catalogue is locked by another program.",
                where=where,
                remedy="Wait for it to finish, then run this again.",
            )
        case "closed":
            return UsageError(
                f"The catalogue cannot be opened: {reason}.",
                where=where,
                remedy="Check its name, and the permissions there.",
            )
        case "full":
            return ReleaseBroken(
                "The disk is full.", where=where, remedy="Free some space, then run this again."
            )
        case "broken":
            return ReleaseBroken(
                f"The catalogue cannot be read or written: {reason}.",
                where=where,
                remedy="Check the disk and the memory there, then run this again.",
            )
        case "away":
            return ServerUnreachable(
                f"The catalogue's server does not answer: {reason}.",
                where=where,
                remedy="Start it, or check [publish] catalogue in the settings.",
            )
    return damaged(where, reason)


def damaged(where: str, reason: str) -> ReleaseRefused:
    """Return the refusal to go on without a catalogue that is there: every article would get a new id."""
    return ReleaseRefused(
        f"The catalogue is damaged ({reason}). It was left as it is, and so was the release.",
        where=where,
        remedy="Restore it from a backup. If there is none, move it away: ids and dates are then taken from "
        "the current release.",
    )


def _kind(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.Error):
        # The lowest byte is the primary code. Errors of the driver itself have none.
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "damaged")
    state = getattr(error, "sqlstate", None)
    if not isinstance(state, str):
        # A connection that fails has no code. A server that refuses it says FATAL, in most languages.
        return "closed" if "FATAL" in str(error) else "away"
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], "damaged")
