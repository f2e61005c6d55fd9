"""A run that links the pages of the release before gives the bytes of one that makes all of them."""

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from flows.settings import load
from flows.stages import Quiet
from flows.statements import Kind, state
from flows.steps import Outcome, publish
from outputs.edition import Artifact, Edition, Item
from outputs.feed.entry import Entry, entry_of
from outputs.page import render_page
from pipeline.errors import UsageError
from tests.test_publish import SETTINGS, TOPICS, rows, site, text_of, tree

MONDAY = dt.datetime(2025, 3, 3, 6, tzinfo=dt.UTC)
BRAND = '\n[brand]\nname = "The house of wool"\n'


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the source of every page that is rendered."""
    sources: list[str] = []

    def noted(edition: Edition, item: Item) -> tuple[Artifact, ...]:
        sources.append(item.source)
        return render_page(edition, item)

    monkeypatch.setattr("outputs.page.render_page", noted)
    return sources


def run(folder: Path, hour: int = 0, *, verify: bool = False) -> Outcome:
    settings = load(str(folder / "handbill.toml"))
    now = MONDAY + dt.timedelta(hours=hour)
    return publish(settings, stages=Quiet(), now=now, allow_shrink=True, verify=verify)


def edit(folder: Path, topic: str, more: str) -> None:
    (folder / f"articles/{topic}.txt").write_text(text_of(topic, more=f"\n{more}\n"), encoding="utf-8")


def correct(folder: Path, source: str, hour: int) -> None:
    settings = load(str(folder / "handbill.toml"))
    state(settings, source, Kind.CORRECTION, f"Ten, at {hour}.", MONDAY + dt.timedelta(hours=hour))


def retract(folder: Path, source: str, hour: int) -> None:
    settings = load(str(folder / "handbill.toml"))
    state(settings, source, Kind.RETRACTION, "It was wrong.", MONDAY + dt.timedelta(hours=hour))


def test_only_the_page_that_changed_is_rendered(tmp_path: Path, rendered: list[str]) -> None:
    run(site(tmp_path, *TOPICS))
    assert sorted(rendered) == sorted(f"{topic}.txt" for topic in TOPICS)
    rendered.clear()
    edit(tmp_path, "wool", "Rinse it well.")
    outcome = run(tmp_path, 1)
    assert rendered == ["wool.txt"]
    assert outcome.swap.linked >= 2 * len(TOPICS) - 2
    rendered.clear()
    correct(tmp_path, "salt.txt", 2)
    run(tmp_path, 2)
    assert rendered == ["salt.txt"]


def test_a_retracted_article_has_no_reading_grade(tmp_path: Path) -> None:
    run(site(tmp_path, "salt"))
    assert rows(tmp_path)["salt.txt"]["readability"] is not None
    retract(tmp_path, "salt.txt", 1)
    outcome = run(tmp_path, 1)
    assert rows(tmp_path)["salt.txt"]["readability"] is None
    assert [entry.grade for entry in outcome.report.entries] == [None]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the source of every entry that is written for the feeds."""
    sources: list[str] = []

    def noted(edition: Edition, item: Item) -> Entry:
        sources.append(item.source)
        return entry_of(edition, item)

    monkeypatch.setattr("outputs.feed.render.entry_of", noted)
    return sources


def test_only_the_entry_that_changed_is_written(tmp_path: Path, written: list[str]) -> None:
    run(site(tmp_path, *TOPICS))
    assert sorted(written) == sorted(f"{topic}.txt" for topic in TOPICS)
    written.clear()
    edit(tmp_path, "wool", "Rinse it well.")
    run(tmp_path, 1)
    assert written == ["wool.txt"]
    written.clear()
    correct(tmp_path, "salt.txt", 2)
    run(tmp_path, 2)
    assert written == ["salt.txt"]
    written.clear()
    run(tmp_path, 3, verify=True)
    assert len(written) == len(TOPICS)


def test_other_terms_are_in_every_entry(tmp_path: Path, written: list[str]) -> None:
    run(site(tmp_path, *TOPICS))
    written.clear()
    run(site(tmp_path, *TOPICS, settings=f'{SETTINGS}\n[feed]\nrights = "Ask us"\n'), 1)
    assert len(written) == len(TOPICS)
    assert (tmp_path / "public/current/feed.xml").read_text(encoding="utf-8").count("Ask us") >= len(TOPICS)


@pytest.mark.parametrize("name", ["index.html", "article.json"])
def test_a_page_that_is_damaged_in_the_release_is_made_again(tmp_path: Path, name: str) -> None:
    run(site(tmp_path, *TOPICS))
    page = f"articles/{rows(tmp_path)['wool.txt']['slug']}/{name}"
    good = tree(tmp_path)[page]
    (tmp_path / "public/current" / page).write_bytes(b"<p>Nothing</p>")
    edit(tmp_path, "salt", "Not on a cut.")
    run(tmp_path, 1)
    assert tree(tmp_path)[page] == good


def test_a_page_that_was_changed_in_silence_is_found_by_verify(tmp_path: Path) -> None:
    run(site(tmp_path, *TOPICS))
    page = tmp_path / f"public/current/articles/{rows(tmp_path)['wool.txt']['slug']}/index.html"
    good, status = page.read_bytes(), page.stat()
    with page.open("r+b") as file:
        file.write(b"<!DOCTYPE HTML>")
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    edit(tmp_path, "salt", "Not on a cut.")
    run(tmp_path, 1, verify=True)
    assert (tmp_path / "public/current" / page.relative_to(tmp_path / "public/current")).read_bytes() == good


def test_another_brand_is_on_every_page(tmp_path: Path, rendered: list[str]) -> None:
    run(site(tmp_path, *TOPICS))
    rendered.clear()
    run(site(tmp_path, settings=SETTINGS + BRAND), 1)
    assert len(rendered) == len(TOPICS)


@pytest.mark.parametrize("manifest", ["kept", "lost"])
def test_all_files_are_checked_where_some_are_gone_and_else_the_new_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manifest: str
) -> None:
    checked: list[str] = []

    def noted(folder: Path, name: str, *rest: object, **more: object) -> Iterator[str]:
        checked.append(name)
        return iter(())

    run(site(tmp_path, *TOPICS))
    monkeypatch.setattr("flows.verify._faults", noted)
    edit(tmp_path, "wool", "Rinse it well.")
    if manifest == "lost":
        with closing(sqlite3.connect(tmp_path / "public/.handbill/catalogue.sqlite")) as catalogue:
            catalogue.execute("DELETE FROM manifests")
            catalogue.commit()
    run(tmp_path, 1)
    slug = rows(tmp_path)["salt.txt"]["slug"]
    assert "report.json" in checked
    assert f"articles/{slug}/index.html" not in checked
    checked.clear()
    (tmp_path / "articles/wool.txt").unlink()
    run(tmp_path, 2)
    assert set(checked) == set(tree(tmp_path))


def _change(chance: Random, folder: Path, hour: int) -> None:
    """Change something at random, as people do between two runs."""
    files = sorted((folder / "articles").glob("*.txt"))
    file = chance.choice(files)
    whats: list[Callable[[], object]] = [
        lambda: file.write_text(f"{file.read_text()}\nUse {hour} drops of it.\n", encoding="utf-8"),
        lambda: file.write_text(f"{file.read_text()}\n\nAt {hour}\n\nRest.\n", encoding="utf-8"),
        lambda: file.unlink() if len(files) > 3 else None,
        lambda: file.rename(file.with_name(f"{file.stem}-{hour}.txt")),
        lambda: site(folder, f"cream {hour}", settings=(folder / "handbill.toml").read_text()),
        lambda: file.write_bytes(b"\0\1\2" * 50),
        lambda: (folder / "handbill.toml").write_text(SETTINGS + chance.choice(["", BRAND])),
        lambda: correct(folder, chance.choice(sorted(rows(folder))), hour),
        lambda: retract(folder, chance.choice(sorted(rows(folder))), hour),
        lambda: (folder / "public/current/index.html").write_bytes(b""),
    ]
    chance.choice(whats)()


@pytest.mark.parametrize("seed", range(6))
def test_any_edits_give_what_a_run_without_memory_of_pages_gives(tmp_path: Path, seed: int) -> None:
    chance, here = Random(seed), tmp_path / "here"
    here.mkdir()
    run(site(here, *TOPICS))
    for hour in range(1, 6):
        for _ in range(chance.randint(1, 2)):
            with suppress(UsageError):  # what is retracted already cannot be corrected: nothing changes
                _change(chance, here, hour)
        # The same catalogue, settings and release; but nothing is remembered of readings and pages.
        fresh = tmp_path / f"fresh-{hour}"
        shutil.copytree(here, fresh, symlinks=True)
        shutil.rmtree(fresh / "public/.handbill/cache")
        run(here, hour)
        run(fresh, hour)
        assert tree(here) == tree(fresh)
        assert (here / "public/current").readlink() == (fresh / "public/current").readlink()
