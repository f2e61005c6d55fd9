"""What is kept of the sources between runs: only what changed is read, and damage costs time alone."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path

import pytest

from flows import leaflets, shards
from flows.extract import Packed, brief_of, extract, measures_of, pack, unpack, unpack_blocks
from flows.ingest import read_file
from flows.leaflet_cache import Printed
from flows.limits import Limits
from flows.locate import Located, Refusal
from flows.parts import Parts
from flows.readings import Read, gather
from flows.settings import load
from flows.shards import Made, Task
from flows.shelf import FILE_NAME
from flows.stages import Quiet, T
from flows.steps import present, publish
from flows.stored import readability_of
from pipeline.assemble import assemble
from pipeline.model import Article, Block
from pipeline.overrides import NO_OVERRIDES
from pipeline.policy import Policy
from pipeline.readability import Readability, readability
from tests.editions import brief, edition
from tests.killed import ends_with_all_its_processes
from tests.test_publish import TOPICS, rows, site, text_of, tree

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


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count, for every run, the sources that were read anew."""
    counts: list[int] = []

    def counted(*arguments: object) -> Read:
        found = gather(*arguments)  # type: ignore[arg-type]
        counts.append(found.anew)
        return found

    monkeypatch.setattr("flows.intake.gather", counted)
    return counts


def run(folder: Path) -> None:
    publish(load(str(folder / "handbill.toml")), stages=Quiet(), now=present())


def shelf(folder: Path) -> Path:
    return folder / "public/.handbill/cache" / FILE_NAME


def test_a_run_that_cannot_remember_its_sources_says_so_and_is_out(tmp_path: Path, read: list[int]) -> None:
    run(site(tmp_path, "salt", "wool", settings=SETTINGS))
    (tmp_path / "articles/wool.txt").write_text(text_of("wool", more="\nRinse it well.\n"), encoding="utf-8")
    refuse = "CREATE TRIGGER no BEFORE INSERT ON files BEGIN SELECT RAISE(FAIL, 'the disk refuses'); END"
    with closing(sqlite3.connect(shelf(tmp_path))) as connection:
        connection.execute(refuse)
    outcome = publish(load(str(tmp_path / "handbill.toml")), stages=Quiet(), now=present())
    assert [warning for warning in outcome.warnings if "the disk refuses" in warning]
    assert any("Rinse it well." in data.decode() for data in tree(tmp_path).values())
    with closing(sqlite3.connect(shelf(tmp_path))) as connection:
        connection.execute("DROP TRIGGER no")
    run(tmp_path)
    run(tmp_path)
    assert read == [2, 1, 0, 0]


def test_only_what_changed_is_read_anew(tmp_path: Path, read: list[int]) -> None:
    run(site(tmp_path, *TOPICS, settings=SETTINGS))
    run(tmp_path)
    (tmp_path / "articles/wool.txt").write_text(text_of("wool", more="\nRinse it well.\n"), encoding="utf-8")
    run(tmp_path)
    os.utime(tmp_path / "articles/salt.txt")
    run(tmp_path)
    (tmp_path / "articles/clay.txt").rename(tmp_path / "articles/earth.txt")
    run(tmp_path)
    assert read == [6, 0, 1, 0, 0]


def test_another_policy_is_another_reading(tmp_path: Path, read: list[int]) -> None:
    run(site(tmp_path, "water", settings=SETTINGS))
    run(site(tmp_path, "water", settings=SETTINGS.replace('"rules"', '"balanced"')))
    assert read == [1, 1]


def test_what_no_source_needs_is_forgotten(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool", settings=SETTINGS))
    (tmp_path / "articles/wool.txt").write_text(text_of("wool", more="\nRinse it.\n"), encoding="utf-8")
    run(tmp_path)
    with sqlite3.connect(shelf(tmp_path)) as connection:
        assert connection.execute("SELECT count(*) FROM readings").fetchone() == (2,)
        assert {path for path, *_ in Parts(connection, "files").rows()} == {
            str(tmp_path / f"articles/{topic}.txt") for topic in ("water", "wool")
        }
        assert len(list(Parts(connection, "briefs").rows())) == 2
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE readings SET head = x'00'",
        "UPDATE readings SET head = substr(head, 1, 9)",
        "UPDATE readings SET sketch = x'000000000001'",
        "UPDATE readings SET sketch = 'text'",
        "UPDATE readings SET body = x'00'",
        "UPDATE readings SET body = NULL WHERE 0; DELETE FROM readings",
        "UPDATE briefs SET held = x'00'",
        "UPDATE briefs SET held = 'text'",
        "UPDATE briefs SET mark = NULL; DELETE FROM readings",
        "UPDATE files SET held = x'00'",
        "UPDATE marks SET held = x'00'",
        "UPDATE pages SET held = x'00'",
        "UPDATE entries SET held = x'00'",
        "UPDATE archives SET held = x'00'; UPDATE shown SET articles = x'00'",
        "DROP TABLE readings",
        "DROP TABLE files",
        "PRAGMA user_version = 99",
    ],
)
def test_a_damaged_entry_is_read_again(tmp_path: Path, damage: str) -> None:
    run(site(tmp_path, "water", "wool", settings=SETTINGS))
    before = tree(tmp_path)
    with sqlite3.connect(shelf(tmp_path)) as connection:
        connection.executescript(damage)
    connection.close()
    # The release goes too, so that every page is made from what is kept.
    (tmp_path / "public/current").unlink()
    run(tmp_path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("content", [b"", b"no database " * 500])
def test_a_damaged_shelf_is_made_anew(tmp_path: Path, content: bytes, read: list[int]) -> None:
    run(site(tmp_path, "water", settings=SETTINGS))
    before = tree(tmp_path)
    shelf(tmp_path).write_bytes(content)
    run(tmp_path)
    assert tree(tmp_path) == before
    assert read == [1, 1]


@dataclass
class Kept:
    """Texts by key, as they were packed."""

    packed: dict[str, Packed]

    def load(self, key: str) -> tuple[Block, ...]:
        return unpack_blocks(self.packed[key].body)

    def measures(self, key: str) -> Readability:
        return measures_of(self.packed[key].head)


def test_a_kept_article_is_the_same_article(tmp_path: Path) -> None:
    (tmp_path / "water.txt").write_text(text_of("water"), encoding="utf-8")
    file = Located("water.txt", str(tmp_path / "water.txt"), "water.txt", ".txt")
    reading = assemble(read_file(file), Policy.RULES)
    made, packed = extract(reading), pack(reading)
    again = unpack(brief_of(packed.head), packed.sketch, Kept({"water": packed}), "water")
    assert again == made
    assert readability_of(again.article) == readability(reading.article.blocks, reading.article.language)
    assert repr(again.article) == repr(made.article)
    assert type(again.article) is not Article


def tasks(folder: Path, *topics: str) -> list[Task]:
    site(folder, *topics)
    files = [Located(f"{topic}.txt", f"{folder}/articles/{topic}.txt", topic, ".txt") for topic in topics]
    return [Task(file, Policy.RULES, NO_OVERRIDES) for file in files]


def test_two_processes_read_as_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "_FEW", 1)
    todo = tasks(tmp_path, *TOPICS)
    with shards.working([todo[:3], todo[3:]], 2) as answers:
        several = [result for answer in answers for result in answer()]
    with shards.working([todo], 1) as answers:
        (one,) = (answer() for answer in answers)
    assert several == one
    assert all(isinstance(result, Made) for result in several)


def test_workers_for_leaflets_start_behind_those_that_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: list[int] = []

    class Watched(Quiet):
        def run(self, name: str, work: Callable[[], T]) -> T:
            if name == "structure 1-2":
                readers.extend(_started(daemon=False))
            return work()

    monkeypatch.setattr(shards, "_FEW", 1)
    site(tmp_path, *TOPICS)
    (tmp_path / "handbill.toml").write_text(f"{SETTINGS}[publish]\nworkers = 2\n", encoding="utf-8")
    with leaflets.warm(1, Limits()):
        publish(load(str(tmp_path / "handbill.toml")), stages=Watched(), now=present())
        printed = leaflets.render(
            [leaflets.job(edition(brief(1)), tmp_path)],
            workers=1,
            limits=Limits(),
            advance=lambda done, of: None,
        )
        (worker,) = _started(daemon=True)
    assert isinstance(printed[0], Printed)
    assert len(readers) == 2
    assert worker > max(readers)


def _started(*, daemon: bool) -> list[int]:
    """Return the numbers of living processes, by their start; workers for leaflets are daemons."""
    return [int(child.name.rpartition("-")[2]) for child in active_children() if child.daemon is daemon]


def test_an_article_that_ends_its_process_is_known_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = shards.work

    def deadly(task: Task) -> Made | Refusal:
        if task.file.key == "salt.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return work(task)

    monkeypatch.setattr(shards, "_FEW", 1)
    monkeypatch.setattr(shards, "work", deadly)
    todo = tasks(tmp_path, *TOPICS)
    with shards.working([todo[:3], todo[3:]], 2) as answers:
        results = [result for answer in answers for result in answer()]
    refused = [result for result in results if isinstance(result, Refusal)]
    assert [(refusal.key, refusal.what) for refusal in refused] == [
        ("salt.txt", "ended the process that read it.")
    ]
    assert len(results) == len(TOPICS)


def test_a_killed_run_leaves_no_process_that_holds_its_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site(tmp_path, *TOPICS)
    settings = f"{SETTINGS}[publish]\nworkers = 2\nlock_wait_s = 0.0\n"
    (tmp_path / "handbill.toml").write_text(settings, encoding="utf-8")
    assert ends_with_all_its_processes(lambda: _publish_until_a_worker_kills_it(tmp_path, monkeypatch))
    run(tmp_path)
    assert len(rows(tmp_path)) == len(TOPICS)


def _publish_until_a_worker_kills_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher, work = os.getpid(), shards.work

    def deadly(task: Task) -> Made | Refusal:
        os.kill(publisher, signal.SIGKILL)
        return work(task)

    monkeypatch.setattr(shards, "_FEW", 1)
    monkeypatch.setattr(shards, "work", deadly)
    run(folder)


def test_a_source_that_was_refused_is_published_when_it_is_mended(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool", settings=SETTINGS))
    (tmp_path / "articles/wool.txt").write_bytes(b"")
    run(tmp_path)
    assert rows(tmp_path)["wool.txt"]["status"] == "kept-previous"
    (tmp_path / "articles/wool.txt").write_text(text_of("wool"), encoding="utf-8")
    run(tmp_path)
    assert rows(tmp_path)["wool.txt"]["status"] == "published"
