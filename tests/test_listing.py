"""Folders that are as they were are not listed again, and every change of one is seen."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flows import listing, release
from flows.listing import Noted
from flows.pieces import Piece, files_of
from tests.test_release import pieces, seen


def ground(top: Path) -> Path:
    for name in ("articles/a/index.html", "articles/a/article.json", "articles/b/index.html", "feed.xml"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(name)
    return top


def later(top: Path) -> int:
    """Return a moment of the file system's time after all that has happened in a folder."""
    newest = max(path.stat().st_ctime_ns for path in (top, *top.rglob("*")))
    probe = top.parent / "probe"
    probe.touch()
    while probe.stat().st_mtime_ns <= newest:
        os.utime(probe)
    return probe.stat().st_mtime_ns


def numbers(top: Path) -> dict[str, int]:
    return {path: (top / path).stat().st_ino for path in files_of(top)}


def look(
    top: Path, known: Mapping[str, Noted] = listing.NOTHING, probed_ns: int = 0
) -> tuple[dict[str, int], dict[str, Noted]]:
    """Return the numbers of all files by path, and the rows."""
    found = [*listing.look(top, known, probed_ns)]
    named = {folder.path + name: number for folder in found for name, number in folder.files}
    return named, {folder.path: folder.row for folder in found if folder.row}


def test_a_folder_that_is_as_it_was_is_taken_from_its_row(tmp_path: Path) -> None:
    top = ground(tmp_path / "release")
    first, rows = look(top, probed_ns=later(top))
    assert first == numbers(top)
    assert set(rows) == {"articles/a/", "articles/b/"}
    status, ((_, number),) = rows["articles/b/"]
    known = {**rows, "articles/b/": (status, (("other.html", number),))}
    again, rows = look(top, known, later(top))
    assert set(again) ^ set(first) == {"articles/b/index.html", "articles/b/other.html"}
    assert rows == known


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "stray.html").write_text("x"),
        lambda folder: (folder / "index.html").unlink(),
        lambda folder: (folder / "index.html").rename(folder / "other.html"),
        lambda folder: (folder / "article.json").replace(folder / "index.html"),
        lambda folder: (folder / "deep").mkdir(),
    ],
)
def test_every_change_of_a_folder_is_seen(tmp_path: Path, change: Callable[[Path], object]) -> None:
    top = ground(tmp_path / "release")
    _, known = look(top, probed_ns=later(top))
    kept_ns = (top / "articles/a").stat().st_mtime_ns
    change(top / "articles/a")
    os.utime(top / "articles/a", ns=(kept_ns, kept_ns))
    again, rows = look(top, known, later(top))
    assert again == numbers(top)
    assert rows.get("articles/a/") != known["articles/a/"]
    assert rows["articles/b/"] == known["articles/b/"]


def test_a_folder_that_changed_in_this_tick_of_the_clock_has_no_row(tmp_path: Path) -> None:
    top = ground(tmp_path / "release")
    probed_ns = later(top)
    while (top / "articles/a").stat().st_ctime_ns < probed_ns:
        (top / "articles/a/new.html").touch()
        (top / "articles/a/new.html").unlink()
    _, rows = look(top, probed_ns=probed_ns)
    assert set(rows) == {"articles/b/"}


def test_rows_are_kept_in_a_file_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    top = ground(tmp_path / "release")
    (top / "articles/b/\udcff\n.html").write_text("a name that is no text")
    _, rows = look(top, probed_ns=later(top))
    (tmp_path / "work").mkdir()
    file = listing.file_of(tmp_path / "work", top)
    assert listing.read(file) == {}
    listing.keep(file, rows)
    assert listing.read(file) == rows
    file.write_bytes(file.read_bytes()[:-1])
    assert listing.read(file) == {}
    listing.keep(file, rows)
    listing.clear(tmp_path / "work", [top])
    assert listing.read(file) == rows
    listing.clear(tmp_path / "work", [tmp_path])
    assert not file.exists()


def show(out: Path, parts: list[Piece], *, keep: int) -> None:
    with release.locked(out, wait_s=0):
        probed_ns = (out / ".handbill/lock").stat().st_mtime_ns
        staged = release.prepare(out, parts, probed_ns=probed_ns)
        release.commit(out, staged, keep=keep, remember=lambda: None)


def _articles(n: int) -> list[Piece]:
    return pieces(index=f"{n}", **{f"articles_{name}_index": name for name in "abc"})


def test_a_folder_of_a_spare_release_that_was_changed_after_its_row_was_kept_is_put_right(
    tmp_path: Path,
) -> None:
    for n in range(7):
        show(tmp_path, _articles(n), keep=2)
        later(tmp_path / "releases")
    spare = tmp_path / ".handbill/spare"
    known = listing.read(listing.file_of(tmp_path / ".handbill", spare))
    assert set(known) == {"articles/a/", "articles/b/", "articles/c/"}
    (spare / "articles/a/stray.html").write_text("x")
    (spare / "articles/b/index.html").unlink()
    (spare / "articles/c/index.html").unlink()
    (spare / "articles/c/index.html").write_text("torn")
    show(tmp_path, _articles(7), keep=2)
    assert seen(tmp_path) == {piece.path: piece.read().decode() for piece in _articles(7)}


def test_the_rows_of_a_release_go_with_it(tmp_path: Path) -> None:
    for n in range(9):
        show(tmp_path, _articles(n), keep=2)
        later(tmp_path / "releases")
    assert len(list((tmp_path / ".handbill/cache").iterdir())) == 3
    show(tmp_path, _articles(9), keep=1)
    assert len(list((tmp_path / ".handbill/cache").iterdir())) == 2
