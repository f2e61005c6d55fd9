"""Leaflets that wait for a person: what holds them, and an approval that is bound to what was seen."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.approvals import Judgement, judge
from flows.holding import REASONS, Rules, flags_of, held, next_change
from flows.settings import load
from flows.stages import Quiet
from flows.steps import Outcome, publish
from flows.tables.leaflet import LeafletTable
from outputs.edition import Item
from pipeline.errors import UsageError
from pipeline.model import Notice
from tests import editions as built

NOW = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
ROOT = Path(__file__).parent.parent
SETTINGS = """
sources = ["articles"]
[site]
title = "Notes"
url = "https://notes.example/"
[leaflet]
hold_on = ["incomplete", "overdue-review"]
review_months = 24
"""
COMPLETE = """What water does for your skin

Updated 3 January 2024

Many people ask whether water helps when the skin is dry and tight after a cold day outside.

How to use it

Use a little in the evening, wait for ten minutes, and dry it off with a soft towel.
"""
INCOMPLETE = COMPLETE.replace("water", "wool") + "\nNever use it in these cases:\n"
SLUG = "what-wool-does-for-your-skin"


def site(folder: Path, settings: str = SETTINGS, **texts: str) -> Path:
    (folder / "articles").mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "handbill.toml").write_text(settings, encoding="utf-8")
    return folder


def run(folder: Path, now: dt.datetime = NOW) -> Outcome:
    return publish(load(str(folder / "handbill.toml")), stages=Quiet(), now=now)


def approve(folder: Path, wanted: str, judgement: Judgement = Judgement("Dr Ruiz")) -> str:  # noqa: B008
    return judge(load(str(folder / "handbill.toml")), wanted, judgement, NOW)


def rows(folder: Path) -> Mapping[str, dict[str, object]]:
    report = json.loads((folder / "public/current/report.json").read_bytes())
    return {row["source"]: row for row in report["articles"]}


def printed(folder: Path) -> set[str]:
    return {file.name for file in (folder / "public/current/leaflets").glob("*.pdf")}


def test_what_is_incomplete_is_published_but_not_printed_until_a_person_approves_it(tmp_path: Path) -> None:
    outcome = run(site(tmp_path, water=COMPLETE, wool=INCOMPLETE))
    assert outcome.report.exit_code == 0
    assert printed(tmp_path) == {"what-water-does-for-your-skin.a4.pdf"}
    row = rows(tmp_path)["wool.txt"]
    assert row["status"] == "published"
    assert isinstance(row["held"], dict)
    assert row["held"]["reasons"] == ["incomplete"]
    assert isinstance(row["leaflets"], list)
    assert [leaf["status"] for leaf in row["leaflets"]] == ["held"]
    page = (tmp_path / "public/current/articles" / SLUG / "index.html").read_text(encoding="utf-8")
    assert "leaflets/" not in page
    feed = (tmp_path / "public/current/feed.xml").read_text(encoding="utf-8")
    assert (feed.count("<item>"), feed.count("<enclosure")) == (2, 1)

    assert approve(tmp_path, SLUG) == "wool.txt"
    run(tmp_path)
    assert printed(tmp_path) == {"what-water-does-for-your-skin.a4.pdf", f"{SLUG}.a4.pdf"}
    assert rows(tmp_path)["wool.txt"]["held"] is None


def test_an_approval_is_bound_to_the_text_and_to_the_reasons(tmp_path: Path) -> None:
    run(site(tmp_path, wool=INCOMPLETE))
    approve(tmp_path, "wool.txt")
    run(tmp_path)
    assert printed(tmp_path) == {f"{SLUG}.a4.pdf"}
    (tmp_path / "articles/wool.txt").write_text(
        INCOMPLETE.replace("ten minutes", "an hour"), encoding="utf-8"
    )
    run(tmp_path)
    assert printed(tmp_path) == set()
    approve(tmp_path, "wool.txt")
    run(tmp_path)
    assert printed(tmp_path) == {f"{SLUG}.a4.pdf"}
    # The same words, but now the review is overdue as well.
    run(tmp_path, dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    assert printed(tmp_path) == set()


def test_an_approval_can_be_undone(tmp_path: Path) -> None:
    run(site(tmp_path, wool=INCOMPLETE))
    approve(tmp_path, "wool.txt")
    approve(tmp_path, "wool.txt", Judgement("Dr Ruiz", is_approval=False))
    run(tmp_path)
    assert printed(tmp_path) == set()


def test_without_hold_on_everything_is_printed_and_the_report_warns(tmp_path: Path) -> None:
    settings = SETTINGS.replace('["incomplete", "overdue-review"]', "[]")
    run(site(tmp_path, settings, wool=INCOMPLETE), dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    assert printed(tmp_path) == {f"{SLUG}.a4.pdf"}
    row = rows(tmp_path)["wool.txt"]
    assert isinstance(row["warnings"], list)
    said = {warning["code"]: warning["message"] for warning in row["warnings"]}
    assert {"lead-in-without-content", "overdue-review"} <= set(said)
    assert said["overdue-review"] == "Its review was due on 3 January 2026."


def test_only_what_is_held_back_can_be_approved_and_by_a_name(tmp_path: Path) -> None:
    run(site(tmp_path, water=COMPLETE, wool=INCOMPLETE))
    with pytest.raises(UsageError, match=r"No leaflet of water\.txt was held back"):
        approve(tmp_path, "water.txt")
    with pytest.raises(UsageError, match="needs a name"):
        approve(tmp_path, "wool.txt", Judgement(" "))


def test_what_a_release_that_waits_holds_back_can_be_approved_too(tmp_path: Path) -> None:
    run(site(tmp_path, SETTINGS + '[publish]\napproval = "all"\n', wool=INCOMPLETE))
    assert not (tmp_path / "public/current").exists()
    assert approve(tmp_path, SLUG) == "wool.txt"
    assert run(tmp_path).report.held == ()


def test_the_command_approves_and_says_what_comes_next(tmp_path: Path) -> None:
    run(site(tmp_path, wool=INCOMPLETE))
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "approve-leaflet", SLUG, "--by", "Ada"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "The leaflets of wool.txt are approved as they are now." in done.stdout
    run(tmp_path)
    assert printed(tmp_path) == {f"{SLUG}.a4.pdf"}


def article(day: dt.date) -> Item:
    return built.item(replace(built.brief(1), updated=day))


def test_a_review_is_overdue_on_the_day_after_it_was_due() -> None:
    item = article(dt.date(2024, 1, 31))
    for today, overdue in ((dt.date(2024, 2, 29), False), (dt.date(2024, 3, 1), True)):
        flags = flags_of(item, (), Rules(1, today))
        assert [notice.code for notice in flags] == (["overdue-review"] if overdue else [])
    assert flags_of(item, (), Rules(0, dt.date(2030, 1, 1))) == ()


def test_the_next_change_is_the_midnight_after_the_first_review_that_is_due() -> None:
    items = [article(dt.date(2024, 1, 31)), article(dt.date(2024, 5, 1)), article(dt.date(2020, 1, 1))]
    zone = ZoneInfo("Europe/London")
    moment = next_change(items, Rules(6, dt.date(2024, 6, 1)), zone)
    assert moment is not None
    assert dt.datetime.fromtimestamp(moment, zone) == dt.datetime(2024, 8, 1, tzinfo=zone)
    assert next_change(items, Rules(6, dt.date(2024, 12, 1)), zone) is None
    assert next_change(items, Rules(0, dt.date(2024, 6, 1)), zone) is None


@pytest.mark.parametrize(
    ("reason", "code"),
    [(reason, code) for reason, codes in REASONS.items() for code in sorted(codes)],
)
def test_each_reason_holds_for_its_notices_and_for_no_others(reason: str, code: str) -> None:
    item = built.item(built.brief(1))
    rules = Rules(0, dt.date(2024, 1, 1), (reason,))
    found = held(item, (Notice(code, "So it is."),), rules)
    assert found is not None
    assert found.reasons == (reason,)
    assert held(item, (Notice("blank-gap", "A gap."),), rules) is None
    assert held(item, (Notice(code, "So it is."),), replace(rules, hold_on=())) is None
    assert (
        held(item, (Notice(code, "So it is."),), replace(rules, approved={(item.id, found.digest)})) is None
    )
    other = held(item, (Notice(code, "It is not."),), rules)
    assert other is not None
    assert other.digest != found.digest


def test_the_settings_know_the_same_reasons(tmp_path: Path) -> None:
    assert LeafletTable.model_validate({"hold_on": list(REASONS)}).hold_on == list(REASONS)


def test_lines_of_little_confidence_are_told_with_their_numbers() -> None:
    (flag,) = flags_of(built.item(built.brief(1)), (3, 9), Rules(0, dt.date(2024, 1, 1)))
    assert (flag.code, flag.lines) == ("low-confidence", (3, 9))
    assert flag.message == "2 lines were kept or removed with little confidence."
