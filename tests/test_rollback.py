"""The way back to an older release, and what the next publish makes of it."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows import history
from flows.cli import cli
from flows.release import locked
from flows.rollback import Back, kept, roll_back
from flows.settings import load
from flows.stages import Quiet
from flows.steps import Outcome, publish
from flows.terminal import summary_lines
from pipeline.errors import LockHeld, UsageError
from tests.test_publish import rows, site, text_of, tree

SETTINGS = """
sources = ["articles"]
[site]
title = "Notes"
url = "https://notes.example/"
[cleaning]
policy = "rules"
[channels]
enabled = ["page", "feed", "index"]
"""
MONDAY = dt.datetime(2025, 3, 3, 6, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def run(folder: Path, day: int) -> Outcome:
    settings = load(str(folder / "handbill.toml"))
    return publish(settings, stages=Quiet(), now=MONDAY + day * DAY)


def back(folder: Path, name: str = "", day: int = 5) -> Back:
    return roll_back(folder / "public", name, now=MONDAY + day * DAY, wait_s=0)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, str, str]:
    """A site with two releases."""
    site(tmp_path, "water", "wool", settings=SETTINGS)
    first = run(tmp_path, 0).swap.name
    (tmp_path / "articles/wool.txt").write_text(text_of("wool", more="\nRinse it well.\n"), encoding="utf-8")
    site(tmp_path, "salt", settings=SETTINGS)
    return tmp_path, first, run(tmp_path, 1).swap.name


def test_readers_see_the_older_release_again(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    assert back(folder) == Back(first, instead_of=second)
    assert set(rows(folder)) == {"water.txt", "wool.txt"}
    assert [one.current for one in kept(folder / "public")] == [False, True]


def test_the_next_publish_leaves_it_until_something_changes(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    back(folder)
    held = run(folder, 6)
    assert (held.swap.name, held.swap.changed, held.swap.held_back) == (first, False, second)
    assert list(summary_lines(held, "public/current"))[-2:] == [
        f"Nothing changed since release {second} was rolled back: public/current still shows {first}.",
        f"To show the newer one again: handbill rollback {second}",
    ]
    assert run(folder, 7).swap.held_back == second
    (folder / "articles/wool.txt").write_text(text_of("wool", more="\nRinse it twice.\n"), encoding="utf-8")
    mended = run(folder, 8)
    assert mended.swap.changed
    assert not mended.swap.held_back
    assert run(folder, 9).swap == mended.swap.__class__(mended.swap.name, changed=False)


def test_ids_and_dates_outlast_a_rollback(two: tuple[Path, str, str]) -> None:
    folder, _, second = two
    before = tree(folder)
    back(folder)
    assert back(folder, second).name == second
    assert tree(folder) == before
    back(folder)
    site(folder, "clay", settings=SETTINGS)
    run(folder, 6)
    after = rows(folder)
    known = json.loads(before["report.json"])["articles"]
    assert {row["source"]: row["id"] for row in known}.items() <= {
        source: row["id"] for source, row in after.items()
    }.items()
    feed = json.loads(tree(folder)["feed.json"])["items"]
    assert len({item["id"] for item in feed}) == len(feed) == 4
    published = {item["id"]: item["date_published"] for item in feed}
    assert all(
        published[item["id"]] == item["date_published"] for item in json.loads(before["feed.json"])["items"]
    )


def test_archives_that_are_out_stay_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outputs.feed.render.LIMIT_BYTES", 9000)
    site(tmp_path, "water", "wool", "salt", settings=SETTINGS)
    run(tmp_path, 0)
    site(tmp_path, "honey", "oats", "clay", settings=SETTINGS)
    run(tmp_path, 1)
    archives = {path: data for path, data in tree(tmp_path).items() if "-archive-" in path}
    assert len(archives) == 3
    back(tmp_path)
    assert not archives.keys() & tree(tmp_path).keys()
    (tmp_path / "articles/water.txt").write_text(text_of("water", more="\nOnce more.\n"), encoding="utf-8")
    run(tmp_path, 6)
    assert archives.items() <= tree(tmp_path).items()


def test_a_release_that_was_rolled_back_is_kept(two: tuple[Path, str, str]) -> None:
    folder, _, second = two
    (folder / "handbill.toml").write_text(SETTINGS + "[publish]\nkeep_releases = 1\n", encoding="utf-8")
    back(folder)
    run(folder, 6)
    assert {one.name for one in kept(folder / "public")} == {two[1], second}


@pytest.mark.parametrize("name", ["nothing", "..", "../..", ".", "a/b"])
def test_a_release_that_is_not_there_is_named(two: tuple[Path, str, str], name: str) -> None:
    before = tree(two[0])
    with pytest.raises(UsageError, match="There is no release") as caught:
        back(two[0], name)
    assert "handbill releases" in caught.value.remedy
    assert tree(two[0]) == before


def test_the_first_release_has_nothing_before_it(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=SETTINGS), 0)
    with pytest.raises(UsageError, match="There is no older release"):
        back(tmp_path)
    with pytest.raises(UsageError, match="There is no release yet"):
        kept(tmp_path / "nowhere")


def test_a_rollback_waits_for_the_lock(two: tuple[Path, str, str]) -> None:
    with locked(two[0] / "public", wait_s=0), pytest.raises(LockHeld):
        back(two[0])


def test_releases_from_before_there_was_a_history_are_kept(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    (folder / "public/.handbill/history").unlink()
    assert back(folder) == Back(first, instead_of=second)
    assert {row.name for row in history.read(folder / "public")} == {first, second}


def test_a_damaged_history_costs_no_release(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    (folder / "public/.handbill/history").write_bytes(b"\xff\x00{}\n")
    site(folder, "clay", settings=SETTINGS)
    run(folder, 6)
    assert {first, second} < {one.name for one in kept(folder / "public")}


def test_a_release_that_no_reader_saw_is_cleared_away(two: tuple[Path, str, str]) -> None:
    folder = two[0]
    (folder / "public/releases/0123456789ab").mkdir()
    assert len(kept(folder / "public")) == 2
    with locked(folder / "public", wait_s=0):
        pass
    assert not (folder / "public/releases/0123456789ab").exists()


def test_the_commands(two: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, first, second = two
    monkeypatch.chdir(folder)
    listed = CliRunner().invoke(cli, ["releases"], standalone_mode=False)
    lines = listed.output.splitlines()
    assert [line[:14].split() for line in lines[1:]] == [["*", second], [first]]
    assert "2025-03-04 06:00 UTC" in lines[1]
    as_json = json.loads(CliRunner().invoke(cli, ["releases", "--json"], standalone_mode=False).output)
    assert [(one["name"], one["articles"], one["current"]) for one in as_json] == [
        (second, 3, True),
        (first, 2, False),
    ]
    assert 0 < as_json[0]["own_bytes"] < as_json[0]["size_bytes"]
    said = CliRunner().invoke(cli, ["rollback"], standalone_mode=False).output
    assert said == f"public/current now shows release {first} instead of {second}.\n"
    assert Path("public/current").readlink() == Path(f"releases/{first}")
    said = CliRunner().invoke(cli, ["rollback", first], standalone_mode=False).output
    assert said == f"public/current shows release {first} already.\n"
