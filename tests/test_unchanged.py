"""The short way of an unchanged run: what it answers, what it notices, and what it leaves alone."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import unchanged
from flows.release import locked
from flows.settings import load
from flows.snapshot import take
from flows.stages import Quiet
from flows.statements import Kind, state
from flows.statuses import is_racy, row, rows
from flows.steps import Outcome, present, publish

ROOT = Path(__file__).parent.parent
HEAVY = ("prefect", "weasyprint", "sqlalchemy", "pydantic", "lxml", "numpy", "click", "jinja2")
SETTINGS = """
sources = ["articles", "more/*.txt"]
[site]
title = "Notes"
url = "https://notes.example/"
[brand]
logo = "logo.svg"
[brands.riverside]
name = "Riverside"
logo = "river.svg"
[cleaning]
policy = "rules"
[channels]
enabled = ["page", "feed", "index"]
"""
TEXT = "What {0} does\n\nMany people ask whether {0} helps when the skin is dry and tight after a cold day.\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "articles" / "inner").mkdir(parents=True)
    (tmp_path / "more").mkdir()
    (tmp_path / "articles" / "water.txt").write_text(TEXT.format("water"))
    (tmp_path / "articles" / "inner" / "wool.txt").write_text(TEXT.format("wool"))
    (tmp_path / "more" / "salt.txt").write_text(TEXT.format("salt"))
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    (tmp_path / "river.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"/>')
    (tmp_path / "handbill.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path


def run() -> Outcome:
    return publish(load(), stages=Quiet(), now=present())


def answer(*words: str) -> int | None:
    return unchanged.answer(["publish", *words])


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_ino, path.lstat().st_ctime_ns) for path in folder.rglob("*")}


def test_an_unchanged_run_writes_nothing_and_says_so(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = run().swap.name
    before = state_of(site)
    assert answer() == 0
    assert state_of(site) == before
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "3 articles published.",
        "5 warnings to look at (3 title-missing, 2 near-duplicate): see public/current/report.json.",
        f"Nothing changed: public/current already shows release {name}.",
    ]
    assert answer("--quiet", "--no-prefect") == 0
    assert capsys.readouterr() == ("", "")


def test_an_unchanged_run_imports_nothing_heavy(site: Path) -> None:
    run()
    code = (
        "import sys\nfrom flows.main import main\n"
        "try:\n    main()\nfinally:\n"
        f"    print(sorted({{*sys.modules}} & {set(HEAVY)!r}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "publish"],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "Nothing changed" in done.stdout
    assert done.stderr == "[]\n"


def edit(site: Path) -> None:
    (site / "articles" / "water.txt").write_text(TEXT.format("WATER"))


def edit_and_set_the_date_back(site: Path) -> None:
    file = site / "articles" / "inner" / "wool.txt"
    before = file.stat()
    file.write_text(TEXT.format("WOOL"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def point(link: Path, target: str | Path) -> None:
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def move_and_link(site: Path) -> None:
    (site / "articles" / "inner").rename(site / "elsewhere")
    (site / "articles" / "inner").symlink_to(site / "more")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a source is edited": edit,
    "a source is edited and its date set back": edit_and_set_the_date_back,
    "a source is added": lambda site: (site / "articles" / "oats.txt").write_text(TEXT.format("oats")),
    "a source is added deep down": lambda site: (site / "articles/inner/clay.txt").write_text(
        "Clay\n\nIt is."
    ),
    "a source is added that a glob names": lambda site: (site / "more" / "x.txt").write_text("X\n\nIt is."),
    "a source is renamed": lambda site: (site / "more" / "salt.txt").rename(site / "more" / "pepper.txt"),
    "a source is deleted": lambda site: (site / "more" / "salt.txt").unlink(),
    "a file of another kind is added": lambda site: (site / "articles" / "a.docx").write_text("?"),
    "a folder becomes a link elsewhere": move_and_link,
    "the settings are edited": lambda site: (site / "handbill.toml").write_text(SETTINGS + "\n# more\n"),
    "the logo is edited": lambda site: (site / "logo.svg").write_text("<svg/>"),
    "current is gone": lambda site: (site / "public" / "current").unlink(),
    "current shows another release": lambda site: point(site / "public" / "current", "releases/other"),
    "a killed run left something": lambda site: (site / "public/.handbill/staging-x").mkdir(),
    "the note is damaged": lambda site: (site / "public/.handbill/unchanged").write_bytes(b"damage" * 100),
    "the note is empty": lambda site: (site / "public/.handbill/unchanged").write_bytes(b""),
    "an article is corrected": lambda site: state(
        load(), "water.txt", Kind.CORRECTION, "A word was wrong.", present()
    ),
    "the catalogue is gone": lambda site: (site / "public/.handbill/catalogue.sqlite").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_noticed(site: Path, change: str) -> None:
    run()
    assert answer() == 0
    CHANGES[change](site)
    assert answer() is None


@pytest.mark.parametrize("words", [["--allow-shrink"], ["articles"], ["--out", "there"], ["--config", "x"]])
def test_another_call_is_not_answered(site: Path, words: list[str]) -> None:
    run()
    assert answer(*words) is None
    assert unchanged.answer(["inspect", "x"]) is None


def test_a_call_with_its_own_sources_and_folder_is_answered_as_well(site: Path) -> None:
    publish(load(sources=("articles",), out="there"), stages=Quiet(), now=present())
    assert answer("articles", "--out", "there") == 0
    assert answer("articles", "--out=there") == 0
    assert answer("--out", "there") is None


def test_problems_are_told_again(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "articles" / "empty.txt").write_bytes(b"")
    assert run().report.exit_code == 3
    assert answer() == 3
    shown = capsys.readouterr()
    assert "handbill: articles/empty.txt: is empty." in shown.err
    assert "3 articles published, 1 refused." in shown.out


def test_verify_reads_what_the_dates_do_not_tell(site: Path) -> None:
    run()
    assert answer("--verify") == 0
    page = next((site / "public" / "current").rglob("articles/*/index.html"))
    page.write_text("damaged by hand")
    assert answer() == 0
    assert answer("--verify") is None
    assert publish(load(), stages=Quiet(), now=present(), verify=True).swap.changed
    assert "damaged" not in (site / "public/current" / page.relative_to(site / "public/current")).read_text()


def test_a_file_as_young_as_the_look_at_it_is_not_trusted() -> None:
    tick = 1_700_000_000_123_000_000
    assert is_racy(("a", 1, tick, tick, 1), tick)
    assert is_racy(("a", 1, tick - 9, tick, 1), tick)
    assert not is_racy(("a", 1, tick - 1, tick - 1, 1), tick)
    # Whole seconds: a file system that keeps no finer time may have seen a later change.
    whole = 1_700_000_000_000_000_000
    assert is_racy(("a", 1, whole, whole, 1), tick)


def test_a_file_that_is_not_trusted_by_its_date_is_read(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock of whole seconds: the edit leaves no trace in the status."""
    file = site / "articles" / "water.txt"
    frozen = row(str(file.relative_to(site)))
    ahead = (*frozen[:2], 2**62, *frozen[3:])

    def coarse(roots: object) -> list[tuple[str, int, int, int, int]]:
        found = rows(roots)  # type: ignore[arg-type]
        return [ahead if one[0] == frozen[0] else one for one in found]

    monkeypatch.setattr(unchanged, "rows", coarse)
    monkeypatch.setattr("flows.snapshot.rows", coarse)
    run()
    assert answer() == 0
    file.write_text(TEXT.format("WATER"))
    assert answer() is None
    assert run().swap.changed


def test_a_moment_at_which_something_falls_due_ends_the_short_way(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    file = site / "public/.handbill/unchanged"
    note = unchanged.unpacked(file.read_bytes())
    assert note
    pairs = [(name, value) for name, values in note.items() for value in values]
    file.write_bytes(unchanged.noted([(n, "2000000000" if n == "until" else v) for n, v in pairs]))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1999999999")
    assert answer() == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "2000000000")
    assert answer() is None


READER = """
import os, sys
opened = []
root = os.path.realpath(".")
def hear(event, details):
    if event == "open" and isinstance(details[0], (str, bytes)) and not (details[2] or 0) & os.O_CREAT:
        path = os.path.realpath(os.fsdecode(details[0]))
        if path.startswith(root + os.sep) and not path.startswith(root + os.sep + "public"):
            opened.append(path)
sys.addaudithook(hear)
from flows.settings import load
from flows.stages import Quiet
from flows.steps import present, publish
publish(load(), stages=Quiet(), now=present())
print("\\n".join(sorted({path for path in opened if os.path.isfile(path)})))
"""


def test_every_file_that_a_publish_reads_is_noted(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READER],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    read = {os.path.relpath(line, os.path.realpath(site)) for line in done.stdout.splitlines()}
    with locked(Path("public"), wait_s=0):
        noted = {one[0] for one in take(load()).rows}
    assert {"handbill.toml", "logo.svg", "river.svg", "articles/water.txt"} <= read
    assert read <= noted
