"""The way from files to a release, with the real pipeline and channels, with and without Prefect."""

import datetime as dt
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TypeAlias

import pytest

from flows.forkserver import is_due
from flows.settings import load
from flows.stages import Quiet
from flows.steps import NothingPublished, Outcome, present, publish
from pipeline.errors import LockHeld, ReleaseRefused, UsageError

NOW = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2025, 9, 1, 12, 0, tzinfo=dt.UTC)
ROOT = Path(__file__).parent.parent
TOPICS = ("water", "wool", "salt", "honey", "oats", "clay")
Row: TypeAlias = dict[str, object]

# Leaflets cost a second each; the tests that are not about them do without.
SETTINGS = """
sources = ["articles"]
[site]
title = "Notes"
url = "https://notes.example/"
[channels]
enabled = ["page", "feed", "index", "newsletter"]
[publish]
lock_wait_s = 0.1
"""


def text_of(topic: str, *, more: str = "") -> str:
    return (
        f"What {topic} does for your skin\n\n"
        f"Many people ask whether {topic} helps when the skin is dry and tight after a cold day.\n\n"
        f"How to use {topic}\n\n"
        f"Use a little {topic} in the evening, wait for ten minutes, and wash it off.\n{more}"
    )


def site(folder: Path, *topics: str, settings: str = SETTINGS) -> Path:
    (folder / "articles").mkdir(exist_ok=True)
    for topic in topics:
        (folder / "articles" / f"{topic}.txt").write_text(text_of(topic), encoding="utf-8")
    (folder / "handbill.toml").write_text(settings, encoding="utf-8")
    return folder


def run(folder: Path, *, now: dt.datetime = NOW, allow_shrink: bool = False) -> Outcome:
    settings = load(str(folder / "handbill.toml"))
    return publish(settings, stages=Quiet(), now=now, allow_shrink=allow_shrink)


def rows(folder: Path) -> dict[str, Row]:
    report = json.loads((folder / "public/current/report.json").read_bytes())
    return {row["source"]: row for row in report["articles"]}


def tree(folder: Path) -> dict[str, bytes]:
    current = folder / "public" / "current"
    return {
        str(file.relative_to(current)): file.read_bytes() for file in current.rglob("*") if file.is_file()
    }


def test_a_release_holds_what_the_contract_names(tmp_path: Path) -> None:
    outcome = run(site(tmp_path, "water", settings=SETTINGS.replace('"page",', '"page", "leaflet",')))
    assert outcome.report.exit_code == 0
    slug = rows(tmp_path)["water.txt"]["slug"]
    assert {
        "index.html",
        "feed.xml",
        f"articles/{slug}/index.html",
        f"articles/{slug}/article.json",
        f"leaflets/{slug}.a4.pdf",
        "newsletter/2025-03-01/newsletter.html",
        "newsletter/2025-03-01/newsletter.txt",
        "report.json",
    } <= set(tree(tmp_path))


def test_the_report_counts_every_line(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    row = rows(tmp_path)["water.txt"]
    assert (row["status"], row["error"]) == ("published", None)
    assert "water" in str(row["slug"])
    counts = row["counts"]
    assert isinstance(counts, dict)
    assert set(counts) == {"kept", "meta", "removed", "blank"}
    assert sum(counts.values()) == len(text_of("water").splitlines())


def test_publishing_twice_gives_the_same_bytes_and_changes_nothing(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = tree(tmp_path)
    again = run(tmp_path, now=LATER)
    assert not again.swap.changed
    assert tree(tmp_path) == before


def test_another_folder_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b c").mkdir()
    run(site(tmp_path / "a", "water", "wool"))
    run(site(tmp_path / "b c", "wool", "water"))
    assert tree(tmp_path / "a") == tree(tmp_path / "b c")


def test_an_unchanged_leaflet_is_not_rendered_again(tmp_path: Path) -> None:
    with_leaflets = SETTINGS.replace('"page",', '"page", "leaflet",')
    run(site(tmp_path, "water", "wool", settings=with_leaflets))
    cached = {path: path.stat().st_mtime_ns for path in (tmp_path / "public/.handbill/cache").rglob("*.pdf")}
    assert len(cached) == 2
    (tmp_path / "articles" / "wool.txt").write_text(
        text_of("wool", more="\nRinse it well.\n"), encoding="utf-8"
    )
    run(tmp_path, now=LATER)
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "public/.handbill/cache").rglob("*.pdf")}
    assert len(after) == 2
    assert len(cached.items() & after.items()) == 1


def test_a_damaged_cache_is_rendered_anew(tmp_path: Path) -> None:
    with_leaflets = SETTINGS.replace('"page",', '"page", "leaflet",')
    run(site(tmp_path, "water", settings=with_leaflets))
    before = tree(tmp_path)
    (sheet,) = (tmp_path / "public/.handbill/cache").rglob("*.pdf")
    sheet.write_bytes(b"%PDF-1.7 torn")
    shutil.rmtree(tmp_path / "public/releases")
    run(tmp_path)
    assert tree(tmp_path) == before


def test_an_article_keeps_its_id_when_its_source_is_edited_and_renamed(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = rows(tmp_path)["water.txt"]
    (tmp_path / "articles/water.txt").unlink()
    (tmp_path / "articles/new-name.txt").write_text(
        text_of("water", more="\nThat is all.\n"), encoding="utf-8"
    )
    run(tmp_path, now=LATER)
    after = rows(tmp_path)["new-name.txt"]
    assert (after["id"], after["slug"]) == (before["id"], before["slug"])


def test_a_lost_catalogue_is_recovered_from_the_release(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = tree(tmp_path)
    for file in (tmp_path / "public/.handbill").glob("catalogue.sqlite*"):
        file.unlink()
    assert not run(tmp_path, now=LATER).swap.changed
    assert tree(tmp_path) == before


def test_a_damaged_catalogue_gives_no_new_ids(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    before = tree(tmp_path)
    for file in (tmp_path / "public/.handbill").glob("catalogue.sqlite*"):
        file.write_bytes(b"\0damage" * 1000)
    with pytest.raises(ReleaseRefused, match="The catalogue is damaged"):
        run(tmp_path, now=LATER)
    assert tree(tmp_path) == before


def test_a_bad_source_costs_only_itself(tmp_path: Path) -> None:
    site(tmp_path, "water")
    (tmp_path / "articles/empty.txt").write_bytes(b"")
    (tmp_path / "articles/binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "articles/line.txt").write_text("word " * 1_000_000, encoding="utf-8")
    (tmp_path / "articles/notes.docx").write_bytes(b"PK")
    outcome = run(tmp_path)
    assert outcome.report.exit_code == 3
    found = rows(tmp_path)
    assert {source: row["status"] for source, row in found.items()} == {
        "water.txt": "published",
        "empty.txt": "refused",
        "binary.txt": "refused",
        "line.txt": "refused",
    }
    for refusal in outcome.report.refused:
        assert refusal.what
        assert refusal.remedy
    assert [skipped.key for skipped in outcome.report.skipped] == ["notes.docx"]


def test_a_source_refused_this_time_keeps_its_published_version(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = tree(tmp_path)
    (tmp_path / "articles/water.txt").write_bytes(b"")
    outcome = run(tmp_path, now=LATER)
    assert outcome.report.exit_code == 3
    row = rows(tmp_path)["water.txt"]
    assert row["status"] == "kept-previous"
    assert isinstance(row["error"], dict)
    page = f"articles/{row['slug']}/index.html"
    assert tree(tmp_path)[page] == before[page]
    assert tree(tmp_path)["feed.xml"] == before["feed.xml"]
    (tmp_path / "articles/water.txt").write_text(text_of("water"), encoding="utf-8")
    assert run(tmp_path, now=LATER).report.exit_code == 0
    assert tree(tmp_path) == before


def test_when_everything_is_refused_the_old_release_stays(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    before = tree(tmp_path)
    (tmp_path / "articles/water.txt").write_bytes(b"")
    with pytest.raises(NothingPublished) as caught:
        run(tmp_path)
    assert caught.value.exit_code == 2
    assert [refusal.key for refusal in caught.value.refused] == ["water.txt"]
    assert tree(tmp_path) == before


def test_an_empty_folder_is_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match="No article was found"):
        run(site(tmp_path))


def test_a_release_that_would_lose_most_articles_is_refused(tmp_path: Path) -> None:
    run(site(tmp_path, *TOPICS))
    before = tree(tmp_path)
    for topic in TOPICS[2:]:
        (tmp_path / "articles" / f"{topic}.txt").unlink()
    with pytest.raises(ReleaseRefused, match="4 of 6 published articles would vanish") as caught:
        run(tmp_path)
    assert caught.value.exit_code == 4
    assert tree(tmp_path) == before
    run(tmp_path, allow_shrink=True)
    assert set(rows(tmp_path)) == {"water.txt", "wool.txt"}


def test_losing_half_of_the_articles_is_allowed(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    (tmp_path / "articles/wool.txt").unlink()
    assert run(tmp_path).report.exit_code == 0


def test_the_second_of_two_runs_gives_up_with_a_clear_error(tmp_path: Path) -> None:
    site(tmp_path, "water")
    entered, leave = threading.Event(), threading.Event()

    class Slow(Quiet):
        def note(self, text: str) -> None:
            raise AssertionError(text)

        def advance(self, done: int, total: int) -> None:
            entered.set()
            leave.wait(30)

    settings = load(str(tmp_path / "handbill.toml"))
    first = threading.Thread(target=lambda: publish(settings, stages=Slow(), now=NOW))
    first.start()
    try:
        assert entered.wait(30)
        with pytest.raises(LockHeld):
            run(tmp_path)
    finally:
        leave.set()
        first.join()
    assert set(rows(tmp_path)) == {"water.txt"}


def test_many_leaflets_are_rendered_by_processes_as_one_would(tmp_path: Path) -> None:
    with_leaflets = SETTINGS.replace('"page",', '"page", "leaflet",')
    (tmp_path / "two").mkdir()
    (tmp_path / "one").mkdir()
    run(site(tmp_path / "two", *TOPICS[:4], settings=with_leaflets + "workers = 2\n"))
    run(site(tmp_path / "one", *TOPICS[:4], settings=with_leaflets + "workers = 1\n"))
    assert tree(tmp_path / "two") == tree(tmp_path / "one")


def test_the_moment_is_the_clock_s_or_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert present().isoformat() == "2023-11-14T22:13:20+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        present()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert present().tzinfo is dt.UTC


def handbill(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(folder / "prefect"), **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.slow
def test_prefect_runs_the_same_steps_and_its_log_shows_them(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        hub = f"http://127.0.0.1:{gone.getsockname()[1]}/"
    site(tmp_path, "water", "wool", settings=f'{SETTINGS}[feed]\nhub = "{hub}"\n')
    (tmp_path / "articles/empty.txt").write_bytes(b"")
    epoch = str(int(NOW.timestamp()))
    done = handbill(tmp_path, "publish", SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 3, done.stderr
    assert "2 articles published, 1 refused." in done.stdout
    assert "handbill: articles/empty.txt: is empty." in done.stderr
    for stage in (
        "ingest",
        "structure 1-3",
        "identify",
        "render feed",
        "stage",
        "verify",
        "release",
        "tell the hub",
    ):
        assert f"Task run '{stage}' - Finished in state Completed()" in done.stderr
    assert f"\nhandbill: The hub {hub} was not told of the new feeds" in done.stderr
    assert "Traceback" not in done.stderr
    with_prefect = tree(tmp_path)
    shutil.rmtree(tmp_path / "public")
    run(tmp_path)
    assert tree(tmp_path) == with_prefect


def test_a_server_that_does_not_answer_is_one_clear_line(tmp_path: Path) -> None:
    site(tmp_path, "water")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/api"
        done = handbill(tmp_path, "publish", PREFECT_API_URL=address)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"handbill: {address}: Prefect's server does not answer")
    assert "--no-prefect" in line


def test_the_deployments_point_at_the_flows() -> None:
    import yaml  # type: ignore[import-untyped]

    whole = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    assert len(whole["deployments"]) == 2
    for deployment in whole["deployments"]:
        file, _, name = deployment["entrypoint"].partition(":")
        code = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {name}(" in code
        assert all(f"    {parameter}: " in code for parameter in deployment["parameters"])
        assert deployment["concurrency_limit"] == 1
        (schedule,) = deployment["schedules"]
        assert schedule["timezone"]
        assert len(schedule["cron"].split()) == 5


@pytest.mark.parametrize(
    ("settings", "due"),
    [
        ("", True),
        ('[channels]\nenabled = ["page"]\n', False),
        ('[publish]\nout = "there"\n', False),
        ("channels = 3\n", False),
        ("no toml", False),
    ],
)
def test_workers_are_started_early_only_where_leaflets_are_due(
    tmp_path: Path, settings: str, due: bool
) -> None:
    (tmp_path / "there" / "current").mkdir(parents=True)
    (tmp_path / "handbill.toml").write_text(settings, encoding="utf-8")
    assert is_due(str(tmp_path / "handbill.toml"), None) is due
    assert not is_due(str(tmp_path / "handbill.toml"), str(tmp_path / "there"))
    assert not is_due(str(tmp_path / "missing.toml"), None)


SCRIPT = """
print("begun")
from flows.settings import load
from flows.stages import Quiet
from flows.steps import present, publish

print(publish(load("handbill.toml"), stages=Quiet(), now=present()).report.fresh)
"""


def test_a_script_without_a_main_guard_publishes_once(tmp_path: Path) -> None:
    with_leaflets = SETTINGS.replace('"page",', '"page", "leaflet",')
    site(tmp_path, *TOPICS[:4], settings=with_leaflets + "workers = 2\n")
    (tmp_path / "mine.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "mine.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["begun", "4"], "")
