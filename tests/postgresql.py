"""A PostgreSQL of the tests' own: a cluster in a temporary folder, on a socket, as an unprivileged user."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from flows.catalogue.address import Address, at_url, in_file

_SCHEMAS = count()


def program(name: str) -> str:
    """Find a program of PostgreSQL's server; Debian keeps them out of the way."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip("PostgreSQL's server is not on this machine: .ci/postgresql installs it")
    return found


def _user() -> str:
    """Return whom the server runs as: it refuses to be root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(*words: str) -> None:
    user = _user() if os.geteuid() == 0 else None
    with tempfile.TemporaryFile() as output:
        # A pipe would stay open in the server, which outlives pg_ctl.
        done = subprocess.run(
            words, stdout=output, stderr=output, user=user, cwd="/", timeout=120, check=False
        )
        output.seek(0)
        assert done.returncode == 0, output.read().decode(errors="replace")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Give the address of an empty database on a server that ends with the tests."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    # The path of a socket has at most 107 bytes, and pytest's own folders are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="handbill-pg-", dir="/tmp"))
    try:
        folder.chmod(0o700)
        shutil.chown(folder, _user())
        _run(initdb, "-D", f"{folder}/data", "-U", "handbill", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _run(pg_ctl, "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "-w", "start")
        try:
            yield f"postgresql://handbill@/postgres?host={folder}"
        finally:
            _run(pg_ctl, "-D", f"{folder}/data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_catalogue(postgresql: str) -> Address:
    """Give the address of a catalogue in a schema of its own."""
    from sqlalchemy import create_engine, make_url

    schema = f"site_{next(_SCHEMAS)}"
    engine = create_engine(make_url(postgresql).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    engine.dispose()
    return at_url(f"{postgresql}&options=-csearch_path%3D{schema}", wait_s=5)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """Give the address of a catalogue that is not there yet, on each database."""
    if request.param == "sqlite":
        return in_file(tmp_path / "state" / "catalogue.sqlite", wait_s=5)
    address = request.getfixturevalue("postgresql_catalogue")
    assert isinstance(address, Address)
    return address
