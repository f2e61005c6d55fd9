"""What the catalogue knows of each release, whichever command shows it."""

import json
import sqlite3
import zlib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from flows import memory
from flows.approval import approve
from flows.catalogue import engine, releases, revision
from flows.catalogue.address import Address
from flows.catalogue.releases import Noted
from flows.cli import cli
from flows.rollback import roll_back
from flows.settings import load
from pipeline.errors import LockHeld, ReleaseBroken, ReleaseRefused
from tests.test_publish import LATER, NOW, run, site, text_of, tree

LISTED = b"a.html\0" + b"0" * 64 + b"\n"
ONE = Noted(sha256(LISTED).hexdigest(), "0faa", NOW, "publish", 3, 1)


def _known(folder: Path) -> tuple[Noted, ...]:
    with engine.opened(load(str(folder / "handbill.toml")).catalogue) as connection:
        return releases.read(connection)


def _manifest(folder: Path, noted: Noted) -> bytes:
    with engine.opened(load(str(folder / "handbill.toml")).catalogue) as connection:
        return releases.manifest(connection, noted.content_hash)


def _edit(folder: Path, more: str) -> None:
    (folder / "articles/water.txt").write_text(text_of("water", more=f"\n{more}\n"), encoding="utf-8")


def test_what_is_noted_of_a_release_is_read_back(where: Address) -> None:
    with engine.opened(where) as connection:
        releases.note(connection, ONE, LISTED, [])
    with engine.opened(where) as connection:
        assert releases.read(connection) == (ONE,)
        assert releases.manifest(connection, ONE.content_hash) == LISTED
        assert releases.manifest(connection, "0" * 64) == b""
        assert releases.manifest_of(connection, "0faa") == LISTED
        assert releases.manifest_of(connection, "1fbb") == b""


def test_manifests_of_releases_that_are_gone_go_too(where: Address) -> None:
    other = b"b.html\0" + b"1" * 64 + b"\n"
    two = replace(ONE, content_hash=sha256(other).hexdigest(), name="1fbb", noted=LATER)
    with engine.opened(where) as connection:
        releases.note(connection, ONE, LISTED, [])
        releases.note(connection, two, other, ["0faa"])
        assert releases.manifest(connection, ONE.content_hash) == LISTED
        releases.note(connection, two, other, ["1fbb"])
    with engine.opened(where) as connection:
        assert releases.read(connection) == (ONE, two)
        assert releases.manifest(connection, ONE.content_hash) == b""
        assert releases.manifest(connection, two.content_hash) == other


def test_a_manifest_that_is_not_the_releases_own_is_damage(where: Address) -> None:
    with engine.opened(where) as connection:
        releases.note(connection, ONE, LISTED, [])
        connection.execute(releases.MANIFESTS.update().values(lines=b"another\0manifest\n"))
    with pytest.raises(ReleaseRefused, match="damaged"), engine.opened(where) as connection:
        releases.manifest(connection, ONE.content_hash)


def test_a_long_manifest_is_kept_in_parts_and_a_shorter_one_leaves_none_of_them(where: Address) -> None:
    long = b"".join(b"articles/%06d/index.html\0%064d\n" % (n, n) for n in range(3000))
    known = replace(ONE, content_hash=sha256(long).hexdigest())
    with engine.opened(where) as connection:
        releases.note(connection, known, long, [])
        assert releases.manifest(connection, known.content_hash) == long
        count = select(func.count()).select_from(releases.MANIFESTS)
        assert connection.execute(count).scalar() == 5
        releases.note(connection, known, long, [])
        assert releases.manifest(connection, known.content_hash) == long
        releases.note(connection, replace(ONE, name="1fbb"), LISTED, [])
        assert connection.execute(count).scalar() == 1


def test_manifests_of_an_older_catalogue_are_taken_over(where: Address) -> None:
    long = b"a.html\0" * 20_000
    known = replace(ONE, content_hash=sha256(long).hexdigest(), name="1fbb")
    packed = {ONE: zlib.compress(LISTED, 0), known: zlib.compress(long)}
    damaged = replace(ONE, content_hash="f" * 64, name="ffff")
    with engine.opened(where) as connection:
        for each in (*packed, damaged):
            releases.note(connection, each, b"", [])
        connection.exec_driver_sql("DROP TABLE manifests")
        form = "BLOB" if connection.dialect.name == "sqlite" else "BYTEA"
        connection.exec_driver_sql(f"ALTER TABLE releases ADD COLUMN manifest {form}")
        for each, data in {**packed, damaged: b"no zlib"}.items():
            order = "UPDATE releases SET manifest = :data WHERE content_hash = :hash"
            connection.execute(text(order), {"data": data, "hash": each.content_hash})
        connection.exec_driver_sql(f"UPDATE {revision.TABLE} SET version_num = '0006'")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA user_version = 6")
    with engine.opened(where) as connection:
        assert releases.manifest(connection, ONE.content_hash) == LISTED
        assert releases.manifest(connection, known.content_hash) == long
        assert releases.manifest(connection, damaged.content_hash) == b""
        assert set(releases.read(connection)) == {ONE, known, damaged}


def test_a_publish_notes_the_hash_of_every_file(tmp_path: Path) -> None:
    outcome = run(site(tmp_path, "water", "wool"))
    (known,) = _known(tmp_path)
    assert (known.name, known.command, known.articles) == (outcome.swap.name, "publish", 2)
    assert known.content_hash.startswith(known.name)
    rows = [line.split("\0") for line in _manifest(tmp_path, known).decode().splitlines()]
    assert rows == sorted([path, sha256(data).hexdigest()] for path, data in tree(tmp_path).items())
    run(tmp_path, now=LATER)
    assert _known(tmp_path) == (known,)


def test_a_release_that_is_not_shown_is_not_in_the_catalogue_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(site(tmp_path, "water", "wool"))
    before = _known(tmp_path)
    _edit(tmp_path, "Less of it.")

    def refused(_where: Address, _news: object, _showing: object) -> None:
        raise LockHeld("The catalogue is locked.", where="", remedy="Wait.")

    with monkeypatch.context() as patch:
        patch.setattr(memory, "keep_with", refused)
        with pytest.raises(LockHeld):
            run(tmp_path, now=LATER)
    assert _known(tmp_path) == before
    name = run(tmp_path, now=LATER).swap.name
    assert [each.name for each in _known(tmp_path)] == [before[0].name, name]


def test_a_rollback_tells_a_catalogue_that_does_not_know_the_release(tmp_path: Path) -> None:
    older = run(site(tmp_path, "water", "wool")).swap.name
    _edit(tmp_path, "Less of it.")
    newer = run(tmp_path, now=LATER).swap.name
    settings = load(str(tmp_path / "handbill.toml"))
    assert settings.catalogue.file
    with sqlite3.connect(settings.catalogue.file) as connection:
        connection.execute("DELETE FROM releases")
    connection.close()
    roll_back(settings.out, "", now=LATER, wait_s=0, catalogue=settings.catalogue)
    assert [(each.name, each.command) for each in _known(tmp_path)] == [(older, "rollback")]
    roll_back(settings.out, newer, now=LATER, wait_s=0, catalogue=settings.catalogue)
    roll_back(settings.out, older, now=LATER, wait_s=0, catalogue=settings.catalogue)
    assert {each.name for each in _known(tmp_path)} == {older, newer}


def test_an_approval_notes_the_release_and_holds_after_a_rollback_too(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    text = (tmp_path / "handbill.toml").read_text(encoding="utf-8")
    (tmp_path / "handbill.toml").write_text(f'{text}approval = "all"\n', encoding="utf-8")
    settings = load(str(tmp_path / "handbill.toml"))
    _edit(tmp_path, "Less of it.")
    first = run(tmp_path, now=LATER).proposal
    assert first
    approve(settings, first.name, "Ann", LATER)
    assert [each.command for each in _known(tmp_path)] == ["publish", "approve"]
    approved = tree(tmp_path)
    back = roll_back(settings.out, "", now=LATER, wait_s=0, catalogue=settings.catalogue)
    assert back.instead_of == first.name
    _edit(tmp_path, "More of it.")
    second = run(tmp_path, now=LATER).proposal
    assert second
    assert tree(tmp_path) != approved
    approve(settings, second.name, "Ann", LATER)
    assert (settings.out / "current").readlink().name == second.name
    assert b"More of it." in b"".join(tree(tmp_path).values())
    assert [each.name for each in _known(tmp_path)][-1] in {first.name, second.name}
    assert {first.name, second.name} < {each.name for each in _known(tmp_path)}


def test_a_release_whose_files_were_damaged_is_not_gone_back_to(tmp_path: Path) -> None:
    older = run(site(tmp_path, "water", "wool")).swap.name
    _edit(tmp_path, "Less of it.")
    newer = run(tmp_path, now=LATER).swap.name
    settings = load(str(tmp_path / "handbill.toml"))
    (settings.out / "releases" / older / "index.html").unlink()
    (settings.out / "releases" / older / "index.html").write_bytes(b"<p>damaged")
    with pytest.raises(ReleaseBroken, match=r"index\.html"):
        roll_back(settings.out, older, now=LATER, wait_s=0, catalogue=settings.catalogue)
    assert (settings.out / "current").readlink().name == newer


def test_the_command_lists_releases_that_are_no_longer_kept(tmp_path: Path) -> None:
    text = site(tmp_path, "water").joinpath("handbill.toml").read_text(encoding="utf-8")
    (tmp_path / "handbill.toml").write_text(f"{text}keep_releases = 1\n", encoding="utf-8")
    names = []
    for n in range(3):
        _edit(tmp_path, f"{n} times.")
        names.append(run(tmp_path, now=NOW.replace(hour=13 + n)).swap.name)
    call = ["releases", "--config", str(tmp_path / "handbill.toml")]
    few = CliRunner().invoke(cli, call, standalone_mode=False).output.splitlines()
    assert [line.split()[1] for line in few[1:]] == names[2:]
    every = CliRunner().invoke(cli, [*call, "--all"], standalone_mode=False).output.splitlines()
    assert [line.removeprefix("*").split()[0] for line in every[1:]] == names[::-1]
    assert every[-1].endswith("gone")
    told = json.loads(CliRunner().invoke(cli, [*call, "--all", "--json"], standalone_mode=False).output)
    assert [one["name"] for one in told] == names[::-1]
