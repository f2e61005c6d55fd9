"""Folders that are as they were are not listed again, and every change of one is seen."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import listing, release
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


def test_a_folder_that_is_as_it_was_is_taken_from_its_row(tmp_path: Path) -> None:
    top = ground(tmp_path / "release")
    first = listing.look(top, probed_ns=later(top))
    assert first.numbers == numbers(top)
    assert set(first.rows) == {"articles/a/", "articles/b/"}
    status, ((_, number),) = first.rows["articles/b/"]
    known = {**first.rows, "articles/b/": (status, (("other.html", number),))}
    again = listing.look(top, known, later(top))
    assert set(again.numbers) ^ set(first.numbers) == {"articles/b/index.html", "articles/b/other.html"}
    assert again.rows == known


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
    known = listing.look(top, probed_ns=later(top)).rows
    kept_ns = (top / "articles/a").stat().st_mtime_ns
    change(top / "articles/a")
    os.utime(top / "articles/a", ns=(kept_ns, kept_ns))
    again = listing.look(top, known, later(top))
    assert again.numbers == numbers(top)
    assert again.rows.get("articles/a/") != known["articles/a/"]
    assert again.rows["articles/b/"] == known["articles/b/"]


def test_a_folder_that_changed_in_this_tick_of_the_clock_has_no_row(tmp_path: Path) -> None:
    top = ground(tmp_path / "release")
    probed_ns = later(top)
    while (top / "articles/a").stat().st_ctime_ns < probed_ns:
        (top / "articles/a/new.html").touch()
        (top / "articles/a/new.html").unlink()
    assert set(listing.look(top, probed_ns=probed_ns).rows) == {"articles/b/"}


def test_rows_are_kept_in_a_file_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    top = ground(tmp_path / "release")
    (top / "articles/b/\udcff\n.html").write_text("a name that is no text")
    rows = listing.look(top, probed_ns=later(top)).rows
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
