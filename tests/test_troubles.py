"""What a person sees at the command line when the world around it is not as it should be."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import load
from tests.test_publish import ROOT, rows, site, text_of, tree


def publish(folder: Path, *prefix: str, epoch: int = 1_740_830_400) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*prefix, sys.executable, "-c", "from flows.cli import main; main()", "publish", "--no-prefect"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": str(epoch), "TZ": "Europe/London"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def edit(folder: Path, more: str) -> None:
    (folder / "articles/water.txt").write_text(text_of("water", more=f"\n{more}\n"), encoding="utf-8")


def test_a_locked_catalogue_ends_a_publish_with_11_and_the_old_release_stays(tmp_path: Path) -> None:
    site(tmp_path, "water")
    assert publish(tmp_path).returncode == 0
    before = tree(tmp_path)
    edit(tmp_path, "Less of it.")
    file = load(str(tmp_path / "handbill.toml")).catalogue.file
    assert file
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    done = publish(tmp_path)
    other.close()
    assert done.returncode == 11, done.stderr
    assert "The catalogue is locked by another program" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(tmp_path) == before
    again = publish(tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert tree(tmp_path) != before


def test_a_clock_that_was_set_back_is_a_warning_and_no_date_runs_backwards(tmp_path: Path) -> None:
    site(tmp_path, "water")
    assert publish(tmp_path).returncode == 0
    (tmp_path / "articles/wool.txt").write_text(text_of("wool"), encoding="utf-8")
    done = publish(tmp_path, epoch=1_500_000_000)
    assert done.returncode == 0
    assert "was it set back?" in done.stderr
    assert b"2017-" not in b"".join(tree(tmp_path).values())
    assert {row["status"] for row in rows(tmp_path).values()} == {"published"}


def test_the_hour_that_a_clock_shows_twice_is_no_clock_set_back(tmp_path: Path) -> None:
    """On 26 October 2025 London's clocks went back from 01:59 to 01:00: 00:30 and 01:30 UTC look alike."""
    site(tmp_path, "water")
    assert publish(tmp_path, epoch=1_761_438_600).returncode == 0
    (tmp_path / "articles/wool.txt").write_text(text_of("wool"), encoding="utf-8")
    done = publish(tmp_path, epoch=1_761_442_200)
    assert (done.returncode, done.stderr) == (0, "")
    feed = tree(tmp_path)["feed.json"].decode()
    assert "2025-10-26T00:30:00" in feed
    assert "2025-10-26T01:30:00" in feed


def without_privilege() -> list[str]:
    """Return what runs a command as a user whom permissions bind, which the superuser is not."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("permissions do not bind the superuser, and setpriv is missing")
    rights = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]


def test_sources_that_are_partly_unreadable_keep_their_published_articles(tmp_path: Path) -> None:
    prefix = without_privilege()
    folder = tmp_path / "articles/locked"
    folder.mkdir(parents=True)
    (folder / "wool.txt").write_text(text_of("wool"), encoding="utf-8")
    site(tmp_path, "water")
    assert publish(tmp_path).returncode == 0
    before = rows(tmp_path)["locked/wool.txt"]["id"]
    edit(tmp_path, "Less of it.")
    folder.chmod(0)
    try:
        done = publish(tmp_path, *prefix)
    finally:
        folder.chmod(0o755)
    assert done.returncode == 3, done.stderr
    assert "cannot be opened: Permission denied." in done.stderr
    row = rows(tmp_path)["locked/wool.txt"]
    assert (row["id"], row["status"]) == (before, "kept-previous")
    assert b"Less of it." in b"".join(tree(tmp_path).values())
    again = publish(tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert rows(tmp_path)["locked/wool.txt"]["id"] == before
