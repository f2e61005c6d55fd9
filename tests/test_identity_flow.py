"""Identity from one publish to the next: sources renamed, edited, copied, and a clock that was set back."""

import json
from pathlib import Path

import feedparser
import pytest

from flows import memory
from flows.catalogue.address import in_file
from flows.identity import Status
from flows.settings import load
from flows.statements import Kind, state
from flows.terminal import summary_lines
from tests.test_publish import LATER, NOW, SETTINGS, rows, run, site, text_of, tree


def ids(folder: Path) -> set[str]:
    return {entry.id for entry in feedparser.parse(tree(folder)["feed.xml"]).entries}


def statuses(folder: Path) -> dict[str, Status]:
    records, _ = memory.recall(in_file(folder / "public/.handbill/catalogue.sqlite"))
    return {record.key: record.status for record in records}


def skipped(folder: Path) -> dict[str, str]:
    report = json.loads((folder / "public/current/report.json").read_bytes())
    return {row["source"]: row["reason"] for row in report["skipped"]}


def edit(folder: Path, name: str, text: str) -> None:
    (folder / "articles" / name).write_text(text, encoding="utf-8")


def test_the_report_says_how_a_renamed_and_edited_source_was_known_again(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = ids(tmp_path)
    (tmp_path / "articles/water.txt").unlink()
    edit(tmp_path, "new.txt", text_of("water", more="\nThat is all.\n"))
    outcome = run(tmp_path, now=LATER)
    how = str(rows(tmp_path)["new.txt"]["recognised"])
    assert how.startswith("known again by its content, ")
    assert how.endswith(" % alike; it was water.txt")
    assert outcome.notes == (f"new.txt: {how}.",)
    assert outcome.notes[0] in list(summary_lines(outcome, "public/current"))
    assert rows(tmp_path)["wool.txt"]["recognised"] is None
    assert ids(tmp_path) == before
    again = run(tmp_path, now=LATER)
    assert (again.swap.changed, again.notes) == (False, ())


def test_a_copy_is_left_out_also_when_its_original_changes(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = tree(tmp_path)
    edit(tmp_path, "copy.txt", text_of("water"))
    assert run(tmp_path, now=LATER).report.exit_code == 0
    assert skipped(tmp_path) == {"copy.txt": "a copy of water.txt"}
    assert tree(tmp_path)["feed.xml"] == before["feed.xml"]
    edit(tmp_path, "water.txt", text_of("water", more="\nRinse it well.\n"))
    run(tmp_path, now=LATER)
    assert skipped(tmp_path) == {"copy.txt": "a copy of water.txt"}
    assert len(ids(tmp_path)) == 2


def test_a_near_duplicate_is_reported_and_by_policy_left_out(tmp_path: Path) -> None:
    long = "\n".join(f"Wash with lukewarm water for {n} minutes and dry every finger." for n in range(2, 40))
    site(tmp_path, "wool")
    edit(tmp_path, "hands.txt", f"How to wash your hands\n\n{long}\n")
    run(tmp_path)
    edit(tmp_path, "again.txt", f"How to wash your hands\n\n{long}\nThen rest.\n")
    run(tmp_path, now=LATER)
    warnings = rows(tmp_path)["again.txt"]["warnings"]
    assert isinstance(warnings, list)
    (warning,) = (each for each in warnings if each["code"] == "near-duplicate")
    assert warning["message"].endswith(" % of its words also stand in hands.txt")
    assert len(ids(tmp_path)) == 3
    site(tmp_path, settings=SETTINGS + 'duplicates = "skip"\n')
    run(tmp_path, now=LATER)
    assert skipped(tmp_path)["again.txt"].startswith("nearly the same as hands.txt, ")
    assert len(ids(tmp_path)) == 2
    assert statuses(tmp_path)["again.txt"] is Status.DUPLICATE


def test_by_policy_a_new_near_duplicate_gets_no_id(tmp_path: Path) -> None:
    site(tmp_path, "wool", settings=SETTINGS + 'duplicates = "skip"\n')
    edit(tmp_path, "x.txt", text_of("wool") + "Then wait.\n")
    run(tmp_path)
    assert statuses(tmp_path) == {"wool.txt": Status.PUBLISHED}


def test_the_catalogue_knows_what_became_of_each_article(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool", "salt", "honey"))
    assert set(statuses(tmp_path).values()) == {Status.PUBLISHED}
    edit(tmp_path, "wool.txt", "")
    (tmp_path / "articles/salt.txt").unlink()
    state(load(str(tmp_path / "handbill.toml")), "honey.txt", Kind.RETRACTION, "Too sweet.", LATER)
    run(tmp_path, now=LATER)
    assert statuses(tmp_path) == {
        "water.txt": Status.PUBLISHED,
        "wool.txt": Status.REFUSED,
        "salt.txt": Status.VANISHED,
        "honey.txt": Status.RETRACTED,
    }
    site(tmp_path, "wool", "salt")
    run(tmp_path, now=LATER)
    assert statuses(tmp_path)["salt.txt"] is Status.PUBLISHED


def test_a_renamed_source_is_known_again_when_the_catalogue_is_lost(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = ids(tmp_path)
    for file in (tmp_path / "public/.handbill").glob("catalogue.sqlite*"):
        file.unlink()
    (tmp_path / "articles/water.txt").rename(tmp_path / "articles/moved.txt")
    run(tmp_path, now=LATER)
    assert ids(tmp_path) == before


def test_a_clock_that_was_set_back_dates_nothing_before_what_came_already(tmp_path: Path) -> None:
    run(site(tmp_path, "water"), now=LATER)
    outcome = run(site(tmp_path, "wool"), now=NOW)
    assert [warning[:47] for warning in outcome.warnings] == [
        "The clock says 2025-03-01T12:00:00+00:00, but a"
    ]
    dates = {entry.title: entry.published for entry in feedparser.parse(tree(tmp_path)["atom.xml"]).entries}
    assert set(dates.values()) == {LATER.isoformat()}


@pytest.mark.parametrize("name", ["dcterms.identifier", "DC.identifier"])
def test_a_saved_page_may_name_itself(tmp_path: Path, name: str) -> None:
    page = '<html><head><meta name="{}" content="doc-7"></head><body><h1>{}</h1><p>{}</p></body></html>'
    site(tmp_path, "water")
    edit(
        tmp_path,
        "one.html",
        page.format(name, "Clay masks", "Put clay on for ten minutes, then wash it off."),
    )
    run(tmp_path)
    before = ids(tmp_path)
    (tmp_path / "articles/one.html").unlink()
    edit(
        tmp_path,
        "two.html",
        page.format(name, "Mud and skin", "Nobody should leave mud on overnight at all."),
    )
    run(tmp_path, now=LATER)
    assert ids(tmp_path) == before
    assert rows(tmp_path)["two.html"]["recognised"] == "known again by the id that it gives; it was one.html"
