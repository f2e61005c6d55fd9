"""The log of a run: what it tells, what it must not touch, and what happens where it cannot be written."""

import json
from pathlib import Path
from typing import TypeAlias

import pytest

from flows.release import locked
from flows.runlog import RunLog, Timed
from flows.settings import load
from flows.stages import Quiet
from flows.steps import NothingPublished, Outcome, publish
from flows.terminal import summary_lines
from pipeline.errors import LockHeld, UsageError
from tests.test_publish import LATER, NOW, run, site, text_of, tree

Row: TypeAlias = dict[str, object]


def logs(folder: Path) -> list[Path]:
    return sorted((folder / "public/.handbill/runs").glob("*"))


def rows_of(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _publish(folder: Path, log_json: str = "") -> Outcome:
    settings = load(str(folder / "handbill.toml"))
    return publish(settings, stages=Quiet(), now=NOW, log_json=log_json)


def test_a_run_logs_its_stages_and_how_it_ended(tmp_path: Path) -> None:
    outcome = run(site(tmp_path, "water", "wool"))
    (file,) = logs(tmp_path)
    first, *between, last = rows_of(file)
    assert (first["event"], first["sources"]) == ("begin", ["articles"])
    assert (last["event"], last["exit_code"], last["changed"]) == ("end", 0, True)
    assert last["release"] == outcome.swap.name
    assert last["summary"] == outcome.report.summary()
    stages = [row for row in between if row["event"] == "stage"]
    names = [str(row["name"]) for row in stages]
    assert {"ingest", "identify", "render pages", "render feed", "stage", "verify", "release"} <= set(names)
    assert all(row["done"] is True for row in stages)
    spent = [row["wall_s"] for row in stages]
    total = last["wall_s"]
    assert isinstance(total, float)
    assert 0 <= sum(each for each in spent if isinstance(each, float)) <= total


def test_a_refused_source_stands_in_the_log_and_so_does_a_run_that_published_nothing(tmp_path: Path) -> None:
    site(tmp_path, "water")
    (tmp_path / "articles/empty.txt").write_bytes(b"")
    assert run(tmp_path).report.exit_code == 3
    *_, refused, last = rows_of(logs(tmp_path)[-1])
    assert (refused["event"], refused["source"], last["exit_code"]) == ("refusal", "empty.txt", 3)
    (tmp_path / "articles/water.txt").write_bytes(b"")
    (tmp_path / "public/current").unlink()
    with pytest.raises(NothingPublished):
        run(tmp_path)
    last = rows_of(logs(tmp_path)[-1])[-1]
    assert (last["event"], last["exit_code"], last["kind"]) == ("end", 2, "NothingPublished")


def test_only_the_last_logs_are_kept_and_none_where_none_are_wanted(tmp_path: Path) -> None:
    settings = (tmp_path / "handbill.toml", "[publish]\nkeep_logs = {}\n")
    site(tmp_path, "water")
    text = settings[0].read_text(encoding="utf-8")
    settings[0].write_text(text.replace("[publish]\n", settings[1].format(2)), encoding="utf-8")
    for n in range(4):
        (tmp_path / "articles/water.txt").write_text(
            text_of("water", more=f"\n{n} times.\n"), encoding="utf-8"
        )
        run(tmp_path, now=LATER)
    kept = logs(tmp_path)
    assert len(kept) == 2
    settings[0].write_text(text.replace("[publish]\n", settings[1].format(0)), encoding="utf-8")
    run(tmp_path, now=LATER)
    assert logs(tmp_path) == kept


def test_a_log_that_cannot_be_written_is_a_warning_and_the_release_is_the_same(tmp_path: Path) -> None:
    for name in ("well", "ill"):
        (tmp_path / name).mkdir()
        site(tmp_path / name, "water")
    (tmp_path / "ill/public/.handbill").mkdir(parents=True)
    (tmp_path / "ill/public/.handbill/runs").write_bytes(b"in the way")
    assert run(tmp_path / "well").warnings == ()
    (warning,) = run(tmp_path / "ill").warnings
    assert warning.startswith("The log of this run could not be written: ")
    assert tree(tmp_path / "well") == tree(tmp_path / "ill")


def test_a_log_goes_where_the_command_says_also_while_another_run_holds_the_lock(tmp_path: Path) -> None:
    site(tmp_path, "water")
    with locked(tmp_path / "public", wait_s=0), pytest.raises(LockHeld):
        _publish(tmp_path, str(tmp_path / "log"))
    assert [row["event"] for row in rows_of(tmp_path / "log")] == ["begin", "end"]
    assert rows_of(tmp_path / "log")[-1]["exit_code"] == LockHeld.exit_code
    _publish(tmp_path, str(tmp_path / "log"))
    assert rows_of(tmp_path / "log") == rows_of(logs(tmp_path)[-1])
    with pytest.raises(UsageError, match="The log cannot be written"):
        _publish(tmp_path, str(tmp_path / "no" / "folder"))


def test_rules_and_warnings_are_counted_in_the_report_and_at_the_end(tmp_path: Path) -> None:
    for name in ("one", "two"):
        more = "\nSubscribe to our newsletter\n\nFollow us on Facebook\n"
        (tmp_path / "articles").mkdir(exist_ok=True)
        (tmp_path / f"articles/{name}.txt").write_text(text_of(name, more=more), encoding="utf-8")
    outcome = run(site(tmp_path))
    report = json.loads(tree(tmp_path)["report.json"])
    counted = report["summary"]
    assert sum(counted["removed_by_rule"].values()) == counted["lines"]["removed"] > 0
    assert list(counted["removed_by_rule"].values()) == sorted(
        counted["removed_by_rule"].values(), reverse=True
    )
    for row in report["articles"]:
        assert sum(row["rules"].values()) == row["counts"]["removed"]
    assert sum(counted["warnings_by_code"].values()) == counted["warnings"]
    told = list(summary_lines(outcome, "public/current"))
    assert f"{counted['lines']['removed']} lines removed: " in told[1]
    assert all(f"{number} {name}" in told[1] for name, number in list(counted["removed_by_rule"].items())[:3])


def test_an_article_that_is_carried_on_keeps_its_counts_by_rule(tmp_path: Path) -> None:
    more = "\nSubscribe to our newsletter\n"
    site(tmp_path, "wool")
    (tmp_path / "articles/water.txt").write_text(text_of("water", more=more), encoding="utf-8")
    before = run(tmp_path).report.rules
    assert before
    (tmp_path / "articles/water.txt").write_bytes(b"\0\0")
    again = run(tmp_path, now=LATER)
    assert again.report.exit_code == 3
    assert again.report.rules == before


def test_stages_are_added_up_and_a_failed_one_is_logged_as_such(tmp_path: Path) -> None:
    log = RunLog(load(str(site(tmp_path, "water") / "handbill.toml")))
    log.to_file(str(tmp_path / "log"))
    timed = Timed(Quiet(), log)
    with log:
        assert timed.run("structure 1-5", lambda: 5) == 5
        assert timed.run("structure 6-9", lambda: 9) == 9
        with pytest.raises(ZeroDivisionError):
            timed.run("render pages", lambda: 1 // 0)
    rows = rows_of(tmp_path / "log")
    assert [(row["name"], row["done"]) for row in rows[1:-1]] == [
        ("structure 1-5", True),
        ("structure 6-9", True),
        ("render pages", False),
    ]
    assert list(log.stages) == ["structure", "render pages"]
