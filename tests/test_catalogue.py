"""The catalogue on both databases: what goes in comes out, and what is wrong with it is said plainly."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from flows import memory
from flows.catalogue import (
    approvals,
    articles,
    deliveries,
    engine,
    issues,
    printed,
    releases,
    revision,
    statements,
)
from flows.catalogue.address import Address, at_url, in_file
from flows.catalogue.approvals import Decision, Verdict
from flows.catalogue.rows import METADATA
from flows.identity import Record
from flows.memory import News
from flows.statements import Kind, Stated
from pipeline.errors import (
    HandbillError,
    LockHeld,
    ReleaseBroken,
    ReleaseRefused,
    ServerUnreachable,
    UsageError,
)
from tests.test_identity import LATER, NOW, article, named

RECORDS = tuple(named({"a": article("sun"), "b": article("burn")}).values())


def write(where: Address, records: tuple[Record, ...]) -> None:
    with engine.opened(where) as connection:
        articles.write(connection, records)


def read(where: Address) -> tuple[Record, ...]:
    with engine.opened(where) as connection:
        return articles.read(connection)


def test_what_is_written_is_read_back(where: Address) -> None:
    write(where, RECORDS)
    assert set(read(where)) == set(RECORDS)


def test_records_may_exchange_their_sources(where: Address) -> None:
    one, two = RECORDS
    write(where, RECORDS)
    swapped = (one._replace(key="b"), two._replace(key="a"))
    write(where, swapped)
    assert set(read(where)) == set(swapped)


def test_what_the_body_of_a_transaction_raises_leaves_the_catalogue_as_it_was(where: Address) -> None:
    write(where, RECORDS[:1])

    def fail() -> None:
        with engine.opened(where) as connection:
            articles.write(connection, RECORDS[1:])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert read(where) == RECORDS[:1]


def test_statements_replace_those_of_their_kind_and_can_be_forgotten(where: Address) -> None:
    first, second = (Stated("x", Kind.CORRECTION, text, NOW) for text in ("one", "two"))
    other = Stated("x", Kind.RETRACTION, "three", LATER)
    with engine.opened(where) as connection:
        statements.write(connection, [first])
        statements.write(connection, [other, second])
        assert statements.read(connection) == (second, other)
        assert statements.forget(connection, "x", Kind.RETRACTION)
        assert not statements.forget(connection, "x", Kind.RETRACTION)
    with engine.opened(where) as connection:
        assert statements.read(connection) == (second,)


def test_an_approval_is_of_one_content_of_one_subject(where: Address) -> None:
    yes = Decision("leaflet", "x", "aa", Verdict.APPROVED, "Ada", NOW)
    no = Decision("leaflet", "x", "bb", Verdict.REJECTED, "Ada", LATER, "The dose is wrong.")
    with engine.opened(where) as connection:
        approvals.decide(connection, no)
        approvals.decide(connection, yes)
    with engine.opened(where) as connection:
        assert approvals.decision(connection, "leaflet", "x", "aa") == yes
        assert approvals.decision(connection, "leaflet", "x", "bb") == no
        assert approvals.decision(connection, "leaflet", "x", "cc") is None
        assert approvals.decision(connection, "release", "x", "aa") is None
        assert approvals.decisions(connection, "leaflet") == (yes, no)


def test_text_of_any_kind_comes_back_as_it_was(where: Address) -> None:
    odd = RECORDS[0]._replace(key="a'\"\\%s:x?/\U0001f600/\u202e.txt")
    write(where, (odd,))
    assert read(where) == (odd,)


def test_no_catalogue_is_an_empty_one_and_reading_makes_none(tmp_path: Path) -> None:
    assert memory.recall(in_file(tmp_path / "none.sqlite")) == ((), ())
    memory.keep(in_file(tmp_path / "none.sqlite"), News((), ()))
    assert list(tmp_path.iterdir()) == []


def test_the_migrations_make_the_tables_that_the_modules_know(where: Address) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.opened(where) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": revision.TABLE})
        assert {printed.PRINTED.name, releases.RELEASES.name} < set(METADATA.tables)
        assert compare_metadata(context, METADATA) == []
        assert {issues.ISSUES.name, deliveries.DELIVERIES.name} <= set(METADATA.tables)
        assert revision.stored(connection) == revision.newest()
        assert context.get_current_revision() == f"{revision.newest():04d}"


def test_a_catalogue_that_is_up_to_date_is_opened_without_alembic(where: Address) -> None:
    write(where, RECORDS)
    program = (
        "import sys; from pathlib import Path; from flows import memory; "
        "from flows.catalogue.address import at_url, in_file; url, file = sys.argv[1:]; "
        "memory.recall(at_url(url) if url else in_file(Path(file))); print('alembic' in sys.modules)"
    )
    words = [sys.executable, "-c", program, where.url, str(where.file or "")]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout == "False\n"


# A catalogue as version 0.1 made it, before Alembic.
FORMAT_1 = """
CREATE TABLE articles (
    id TEXT NOT NULL, tag TEXT NOT NULL, "key" TEXT NOT NULL, slug TEXT NOT NULL, content_hash TEXT NOT NULL,
    sketch TEXT NOT NULL, published TEXT NOT NULL, updated TEXT NOT NULL, first_seen TEXT NOT NULL,
    PRIMARY KEY (id), UNIQUE ("key"), UNIQUE (slug)
);
CREATE TABLE statements (
    id TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, stated TEXT NOT NULL, PRIMARY KEY (id, kind)
);
INSERT INTO articles VALUES ('1f', 'tag:x.example,2025:article/1f', 'a.txt', 'a', 'cc',
    '0000000000aa 0000000000bb',
    '2025-03-01T12:00:00+00:00', '2025-03-02T12:00:00+01:00', '2025-03-01T12:00:00+00:00');
INSERT INTO statements VALUES ('1f', 'correction', 'Less.', '2025-03-03T12:00:00+00:00');
PRAGMA user_version = 1;
"""


def test_a_catalogue_from_before_alembic_is_taken_over_without_loss(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.sqlite"
    with opened(file) as connection:
        connection.executescript(FORMAT_1)
    for _ in range(2):
        (record,), (stated,) = memory.recall(in_file(file))
        assert (record.id, record.key, record.sketch) == (
            "1f",
            "a.txt",
            bytes(5) + b"\xaa" + bytes(5) + b"\xbb",
        )
        assert record.updated.isoformat() == "2025-03-02T12:00:00+01:00"
        assert (stated.id, stated.kind, stated.text) == ("1f", Kind.CORRECTION, "Less.")


def test_a_catalogue_from_before_statements_grows_the_table(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.sqlite"
    with opened(file) as connection:
        connection.executescript(FORMAT_1)
        connection.execute("DROP TABLE statements")
    (record,), told = memory.recall(in_file(file))
    assert (record.id, told) == ("1f", ())
    memory.keep(in_file(file), News((), (Stated("1f", Kind.CORRECTION, "Less.", NOW),)))
    assert [each.text for each in memory.recall(in_file(file))[1]] == ["Less."]


def test_a_catalogue_of_a_newer_version_is_left_alone(where: Address) -> None:
    write(where, RECORDS)
    with engine.opened(where) as connection:
        connection.exec_driver_sql(f"UPDATE {revision.TABLE} SET version_num = '0999'")
        if where.file:
            connection.exec_driver_sql("PRAGMA user_version = 999")
    with pytest.raises(UsageError, match=r"newer handbill \(format 999, this one knows \d+\)"):
        read(where)


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_catalogue_is_refused_by_name_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "catalogue.sqlite"
    file.write_bytes(content)
    with pytest.raises(ReleaseRefused, match="The catalogue is damaged") as caught:
        memory.recall(in_file(file))
    assert caught.value.where == str(file)
    assert file.read_bytes() == content


def test_pages_overwritten_in_the_middle_are_damage_too(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.sqlite"
    many = [RECORDS[0]._replace(id=f"{n:016x}", key=f"{n}", slug=f"s-{n}") for n in range(2000)]
    write(in_file(file), tuple(many))
    size = file.stat().st_size
    with file.open("r+b") as handle:
        handle.seek(size // 4)
        handle.write(b"\xa5" * (size // 2))
    with pytest.raises(ReleaseRefused, match="The catalogue is damaged"):
        memory.recall(in_file(file))


def test_a_record_that_makes_no_sense_is_damage_too(where: Address) -> None:
    write(where, RECORDS)
    with engine.opened(where) as connection:
        connection.exec_driver_sql("UPDATE articles SET published = 'long ago'")
    with pytest.raises(ReleaseRefused, match="damaged"):
        read(where)


def test_a_table_that_is_gone_is_damage_too(where: Address) -> None:
    write(where, RECORDS)
    with engine.opened(where) as connection:
        connection.exec_driver_sql("DROP TABLE articles")
    with pytest.raises(ReleaseRefused, match="damaged"):
        read(where)


def test_a_locked_catalogue_ends_the_wait_with_a_clear_error(where: Address) -> None:
    write(where, RECORDS)
    with engine.opened(where), pytest.raises(LockHeld, match="locked by another program") as caught:
        read(replace(where, wait_s=0.05))
    assert caught.value.exit_code == 11


def test_a_catalogue_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").mkdir()
    with pytest.raises(UsageError, match="cannot be opened"):
        memory.recall(in_file(tmp_path / "catalogue.sqlite"))
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="folder cannot be made"):
        write(in_file(tmp_path / "file" / "catalogue.sqlite"), RECORDS)


def test_a_full_disk_leaves_the_catalogue_as_it_was(tmp_path: Path) -> None:
    where = in_file(tmp_path / "catalogue.sqlite")
    write(where, RECORDS)
    many = tuple(RECORDS[0]._replace(id=f"{n:016x}", key=f"{n}", slug=f"s-{n}") for n in range(2000))

    def fill() -> None:
        with engine.opened(where) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 30")  # SQLite's own word for a full disk
            articles.write(connection, many)

    with pytest.raises(ReleaseBroken, match="The disk is full"):
        fill()
    assert set(read(where)) == set(RECORDS)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_catalogue_without_permissions_says_so(tmp_path: Path) -> None:
    where = in_file(tmp_path / "catalogue.sqlite")
    write(where, RECORDS)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UsageError, match="cannot be opened"):
            write(where, RECORDS)
    finally:
        tmp_path.chmod(0o700)


def test_a_server_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    where = at_url(f"postgresql://ada:geheim@/site?host={tmp_path}", wait_s=2)
    with pytest.raises(ServerUnreachable, match="The catalogue's server does not answer") as caught:
        read(where)
    assert "ada:***@" in caught.value.where
    assert "geheim" not in f"{where!r} {caught.value}"


def test_a_database_or_a_user_that_is_not_there_is_a_matter_of_settings(postgresql: str) -> None:
    for wrong in (postgresql.replace("/postgres?", "/none?"), postgresql.replace("handbill@", "nobody@")):
        with pytest.raises(UsageError, match="cannot be opened"):
            read(at_url(wrong))


def test_two_sites_may_share_a_database_in_schemas_of_their_own(postgresql_catalogue: Address) -> None:
    other = at_url(postgresql_catalogue.url.replace("site_", "other_"))
    server = create_engine(make_url(other.url.split("&options")[0]).set(drivername="postgresql+psycopg"))
    with server.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {other.url.rpartition('%3D')[2]}")
    server.dispose()
    write(postgresql_catalogue, RECORDS)
    with engine.opened(postgresql_catalogue):
        assert read(other) == ()


def test_every_error_of_the_catalogue_ends_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(HandbillError) as caught:
        memory.recall(in_file(tmp_path / "catalogue.sqlite"))
    assert caught.value.remedy


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()
