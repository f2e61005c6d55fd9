"""`handbill leaflet`, as a person calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.pdf_check import pages_of
from flows.settings import load
from flows.stages import Quiet
from flows.steps import present, publish

ROOT = Path(__file__).parent.parent
ARTICLE = """A plain title about dry hands

Cold air and hot water take the oil out of your skin, and by January many hands are rough and sore.

What helps

  - Wear gloves outside.
  - Use a thick cream at night, and again in the morning.
"""
SETTINGS = """
sources = ["texts"]
[site]
title = "Notes"
url = "https://notes.example/"
[brands.riverside]
name = "Riverside"
"""


def handbill(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "leaflet", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1740830400", **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "article.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def test_a_leaflet_needs_no_settings_and_leaves_nothing_but_itself(folder: Path) -> None:
    done = handbill(folder, "texts/article.txt")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"Wrote a-plain-title-about-dry-hands.a4.pdf.\n"
    assert pages_of((folder / "a-plain-title-about-dry-hands.a4.pdf").read_bytes()) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["a-plain-title-about-dry-hands.a4.pdf", "texts"]


def test_it_is_the_leaflet_that_publishing_makes_in_every_byte(folder: Path) -> None:
    (folder / "handbill.toml").write_text(SETTINGS, encoding="utf-8")
    done = handbill(folder, "texts/article.txt", "-o", "-")
    branded = handbill(folder, "texts/article.txt", "--brand", "riverside", "-o", "mine.pdf")
    assert (done.returncode, branded.returncode) == (0, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1740830400")
        publish(load(str(folder / "handbill.toml")), stages=Quiet(), now=present())
    leaflets = folder / "public/current/leaflets"
    assert done.stdout == (leaflets / "a-plain-title-about-dry-hands.a4.pdf").read_bytes()
    theirs = (leaflets / "riverside/a-plain-title-about-dry-hands.a4.pdf").read_bytes()
    assert (folder / "mine.pdf").read_bytes() == theirs
    assert theirs != done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["none.txt"], 3, "none.txt: does not exist."),
        (["texts"], 3, "texts: is a folder."),
        (["texts/article.txt", "--brand", "none"], 1, "There is no brand 'none' in the settings."),
        (["texts/article.txt", "--format", "a3"], 1, "'a3' is not one of 'a4', 'letter'"),
        (["texts/article.txt", "-o", "none/a.pdf"], 1, "none/a.pdf: cannot be written: No such file"),
        (["texts/article.txt", "-o", "-", "--open"], 1, "Standard output cannot be opened."),
        (["empty.txt"], 3, "empty.txt: is empty."),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_code(
    folder: Path, arguments: list[str], code: int, message: str
) -> None:
    (folder / "empty.txt").write_bytes(b"")
    done = handbill(folder, *arguments)
    assert done.returncode == code, done.stderr
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not list(folder.glob("*.pdf"))


def test_a_hostile_text_ends_in_a_line_that_names_the_limit(folder: Path) -> None:
    settings = SETTINGS + "[leaflet]\nlimits = {cpu_s = 2}\n"
    (folder / "handbill.toml").write_text(settings, encoding="utf-8")
    hostile = ARTICLE + "\na" + "\u0301" * 30_000 + "\n"
    (folder / "hostile.txt").write_text(hostile, encoding="utf-8")
    done = handbill(folder, "hostile.txt")
    assert done.returncode == 3
    assert b"hostile.txt: took more than 2 s of processor time to print." in done.stderr


def test_what_a_person_should_know_is_told_beside_the_leaflet(folder: Path) -> None:
    (folder / "odd.txt").write_text(ARTICLE + "\nTake one of these:\n", encoding="utf-8")
    done = handbill(folder, "odd.txt", "-o", "odd.pdf")
    assert done.returncode == 0
    assert b"warning: lead-in-without-content" in done.stderr


def test_the_leaflet_is_opened_by_the_program_of_the_system(folder: Path) -> None:
    opener = folder / "xdg-open"
    opener.write_text('#!/bin/sh\necho "$@" > opened\n', encoding="utf-8")
    opener.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    if sys.platform != "linux":
        pytest.skip("another program opens files here")
    assert handbill(folder, "texts/article.txt", "-o", "a.pdf", "--open", PATH=path).returncode == 0
    assert (folder / "opened").read_text(encoding="utf-8") == "a.pdf\n"
