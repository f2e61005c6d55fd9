"""Rows in parts: each is found again, and a damaged part costs its own rows alone."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.parts import Parts, Row

NAMES = st.text(max_size=20)
ROWS = st.dictionaries(NAMES, st.integers() | st.text() | st.binary() | st.none())


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:")
    opened.executescript(Parts.form("things"))
    yield opened
    opened.close()


def change(parts: Parts, gone: Iterable[str], news: Mapping[str, object]) -> None:
    asked: list[str] = []

    def made(names: Sequence[str]) -> Iterator[Row]:
        asked.extend(names)
        return ((name, news[name]) for name in names)

    parts.change([*gone], [*news], made)
    assert sorted(asked) == sorted(news)


@given(ROWS, ROWS, st.sets(NAMES))
def test_what_is_kept_is_found_again(
    first: dict[str, object], second: dict[str, object], gone: set[str]
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(Parts.form("things"))
    parts = Parts(connection, "things")
    change(parts, (), first)
    assert dict(parts.rows()) == first
    change(parts, gone, second)
    assert dict(parts.rows()) == {name: first[name] for name in first.keys() - gone} | second
    parts.clear()
    assert not list(parts.rows())
    connection.close()


@pytest.mark.parametrize("damage", ["held = x'00'", "held = substr(held, 2)", "held = 'text'", "mark = NULL"])
def test_a_damaged_part_costs_its_own_rows(connection: sqlite3.Connection, damage: str) -> None:
    parts, rows = Parts(connection, "things"), {f"row {n}": n for n in range(1000)}
    change(parts, (), rows)
    (some,) = connection.execute("SELECT part FROM things LIMIT 1").fetchone()
    connection.execute(f"UPDATE things SET {damage} WHERE part = {some}")
    left: dict[str, int] = dict(parts.rows())
    assert 0 < len(rows) - len(left) < 20
    assert left.items() < rows.items()
    change(parts, (), {name: rows[name] for name in rows.keys() - left.keys()})
    assert dict(parts.rows()) == rows


def test_one_changed_row_has_one_part_written(connection: sqlite3.Connection) -> None:
    parts = Parts(connection, "things")
    change(parts, (), {f"row {n}": n for n in range(1000)})
    before = dict(connection.execute("SELECT part, mark FROM things"))
    change(parts, (), {"row 7": "new"})
    after = dict(connection.execute("SELECT part, mark FROM things"))
    assert len(before.items() - after.items()) == 1
    assert before.keys() == after.keys()
