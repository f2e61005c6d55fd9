"""Leaflets of the release before are taken as they are, and every change of one is seen."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from flows import leaflets
from flows.leaflet_worker import Job
from flows.settings import load
from flows.stages import Quiet
from flows.steps import publish
from tests import test_publish
from tests.test_incremental import MONDAY
from tests.test_publish import site, text_of, tree

SETTINGS = test_publish.SETTINGS.replace('"newsletter"', '"leaflet"')
# No font has it, so that the renderer has something to say of the leaflet.
ODD = "In some old books of the house it is also written with the sign \ue123 alone."


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Note of every run the sources whose leaflets were looked for in the cache."""
    runs: list[list[str]] = []
    render = leaflets.render

    def noted(jobs: Sequence[Job], **terms: object) -> list[leaflets.Outcome]:
        runs.append([each.edition.items[0].source for each in jobs])
        return render(jobs, **terms)  # type: ignore[arg-type]

    monkeypatch.setattr("flows.leaflets.render", noted)
    return runs


@pytest.fixture
def published(tmp_path: Path, asked: list[list[str]]) -> Path:
    site(tmp_path, "wool", "salt", settings=SETTINGS)
    (tmp_path / "articles/salt.txt").write_text(text_of("salt", more=f"\n{ODD}\n"), encoding="utf-8")
    run(tmp_path)
    asked.clear()
    return tmp_path


def run(folder: Path, *, verify: bool = False) -> None:
    publish(load(str(folder / "handbill.toml")), stages=Quiet(), now=MONDAY, verify=verify)


def edit(folder: Path, more: str) -> None:
    (folder / "articles/wool.txt").write_text(text_of("wool", more=f"\n{more}\n"), encoding="utf-8")


def pdf(folder: Path, topic: str) -> Path:
    (found,) = (folder / "public/current").glob(f"leaflets/*{topic}*.pdf")
    return found


def row(folder: Path, topic: str) -> object:
    report = json.loads((folder / "public/current/report.json").read_bytes())
    return next(each for each in report["articles"] if each["source"] == f"{topic}.txt")


def cached(folder: Path) -> set[str]:
    return {path.name for path in (folder / "public/.handbill/cache/leaflets").iterdir()}


def test_only_the_leaflet_of_what_changed_is_looked_for(published: Path, asked: list[list[str]]) -> None:
    before, told, kept = pdf(published, "salt").read_bytes(), row(published, "salt"), cached(published)
    assert "unprinted-characters" in str(told)
    edit(published, "Rinse it well.")
    run(published)
    assert asked == [["wool.txt"]]
    assert pdf(published, "salt").read_bytes() == before
    assert row(published, "salt") == told
    assert len(cached(published) & kept) == 1
    # The same release, had all been looked for.
    whole = tree(published)
    shutil.rmtree(published / "public/.handbill/cache")
    edit(published, "Rinse it.")
    edit(published, "Rinse it well.")
    run(published)
    assert tree(published) == whole
    assert asked[1:] == [["salt.txt", "wool.txt"]]


def test_a_leaflet_that_was_changed_in_the_release_is_put_right(
    published: Path, asked: list[list[str]]
) -> None:
    before = pdf(published, "salt").read_bytes()
    pdf(published, "salt").write_bytes(before[:-100])
    edit(published, "Rinse it well.")
    run(published)
    assert asked == [["salt.txt", "wool.txt"]]
    assert pdf(published, "salt").read_bytes() == before


def test_no_status_is_trusted_where_all_is_to_be_verified(published: Path, asked: list[list[str]]) -> None:
    file, before = pdf(published, "salt"), pdf(published, "salt").read_bytes()
    status = file.stat()
    file.write_bytes(before[:-1] + b"\0")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    run(published, verify=True)
    assert asked == [["salt.txt", "wool.txt"]]
    assert pdf(published, "salt").read_bytes() == before
    edit(published, "Rinse it well.")
    run(published)
    assert asked[1:] == [["wool.txt"]]


def test_another_dress_is_printed_anew(published: Path, asked: list[list[str]]) -> None:
    site(published, settings=f'{SETTINGS}[brand]\nname = "The house of wool"\n')
    run(published)
    assert asked == [["salt.txt", "wool.txt"]]
    asked.clear()
    site(published, settings=f'{SETTINGS}[leaflet]\nformats = ["a5"]\n')
    run(published)
    assert asked == [["salt.txt", "wool.txt"]]
