"""The form of a catalogue: which revision it is of, and the way to this version's.

A revision is a file in migrations/versions, `v0007_title.py`; the highest is this version's. Alembic takes
half a second to import, so it is asked only where something is to be done.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect

from pipeline.errors import UsageError

TABLE = "catalogue_revision"
FOLDER = Path(__file__).parent / "migrations"


@cache
def newest() -> int:
    """Return the number of the newest revision that this version knows."""
    names = (re.fullmatch(r"v(\d{4})_\w+\.py", file.name) for file in (FOLDER / "versions").iterdir())
    return max(int(name[1]) for name in names if name)


def renew(connection: Connection, where: str) -> None:
    """Bring a catalogue to the newest revision. Raises UsageError when it is of a newer one already."""
    found = stored(connection)
    if found > newest():
        raise UsageError(
            f"The catalogue was written by a newer handbill (format {found}, this one knows {newest()}).",
            where=where,
            remedy="Install the newer version.",
        )
    if found < newest():
        _upgrade(connection)


def get_ready() -> None:
    """Import what it takes to make a catalogue."""
    from alembic import command  # noqa: F401


def stored(connection: Connection) -> int:
    """Return the number of the revision that a catalogue is of, 0 for none."""
    if connection.dialect.name == "sqlite":
        # Versions before Alembic know this number alone, and refuse by it what is beyond them.
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if not inspect(connection).has_table(TABLE):
        return 0
    return int(connection.exec_driver_sql(f"SELECT version_num FROM {TABLE}").scalar() or 0)  # noqa: S608


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    # ConfigParser takes % for the beginning of a name.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {newest()}")
