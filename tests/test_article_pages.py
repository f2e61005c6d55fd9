"""Pages rendered on several cores: the same bytes, and an article's failure costs only itself."""

import os
import sqlite3
from pathlib import Path

import pytest

from flows import article_pages, crew, feed_crew
from flows.shelf import FILE_NAME
from outputs.edition import Artifact, Edition, Item
from outputs.feed import render
from tests.test_publish import SETTINGS, TOPICS, rows, run, site, tree

HERE = os.getpid()


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few pages be worth a fork, taken one at a time, and few items of a feed fill it."""
    monkeypatch.setattr(crew, "_WORTH_A_FORK", 1)
    monkeypatch.setattr(crew, "_FEW", 1)
    monkeypatch.setattr(feed_crew, "_MANY", 1)
    monkeypatch.setattr(render, "LIMIT_BYTES", 6000)


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let a fork have a page at least: return the folder that tells by which process each was made."""
    make, folder = article_pages._made, tmp_path / "makers"
    folder.mkdir()

    def made(edition: Edition, item: Item) -> tuple[tuple[Artifact, ...], str]:
        is_fork = os.getpid() != HERE
        # The first one is made before there are forks.
        while not is_fork and any(folder.glob("* here")) and not any(folder.glob("* fork")):
            pass
        (folder / f"{item.source} {'fork' if is_fork else 'here'}").touch()
        if (folder / f"{item.source} bad").exists():
            raise ValueError("a fault")
        return make(edition, item)

    monkeypatch.setattr(article_pages, "_made", made)
    return folder


def _site(folder: Path, *, workers: int, title: str = "Notes") -> Path:
    folder.mkdir(exist_ok=True)
    settings = SETTINGS.replace('"Notes"', f'"{title}"')
    return site(folder, *TOPICS, settings=f"{settings}workers = {workers}\n")


def _alone(folder: Path, *, title: str = "Notes") -> dict[str, bytes]:
    """Return what one process publishes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crew, "can_fork", lambda: False)
        run(_site(folder, workers=1, title=title))
    return tree(folder)


def test_forks_render_the_same_bytes(tmp_path: Path) -> None:
    one = _alone(tmp_path / "one")
    run(_site(tmp_path / "three", workers=3))
    assert tree(tmp_path / "three") == one
    assert len([path for path in one if path.startswith("feed-archive-")]) > 1


def test_a_fork_has_its_share(tmp_path: Path, makers: Path) -> None:
    run(_site(tmp_path / "two", workers=2))
    assert {file.name.split()[0] for file in makers.iterdir()} == {f"{topic}.txt" for topic in TOPICS}
    assert any(makers.glob("* fork"))


def test_a_page_that_fails_in_a_fork_costs_only_itself(tmp_path: Path, makers: Path) -> None:
    folder = _site(tmp_path / "two", workers=2)
    (makers / "salt.txt bad").touch()
    run(folder)
    found = {source: row["status"] for source, row in rows(folder).items()}
    assert found == {f"{topic}.txt": "refused" if topic == "salt" else "published" for topic in TOPICS}


def test_a_text_that_is_damaged_on_the_shelf_is_mended(tmp_path: Path, makers: Path) -> None:
    folder = _site(tmp_path / "two", workers=2)
    run(folder)
    shelf = folder / "public/.handbill/cache" / FILE_NAME
    with sqlite3.connect(shelf) as connection:
        connection.execute("UPDATE readings SET body = x'00'")
    connection.close()
    for file in makers.iterdir():
        file.unlink()
    run(_site(folder, workers=2, title="Other notes"))
    assert any(makers.glob("* fork"))
    assert {row["status"] for row in rows(folder).values()} == {"published"}
    pages = {path: data for path, data in tree(folder).items() if path.endswith("index.html")}
    again = _alone(tmp_path / "one", title="Other notes")
    assert pages == {path: data for path, data in again.items() if path.endswith("index.html")}
    run(folder)
    with sqlite3.connect(shelf) as connection:
        assert connection.execute("SELECT count(*) FROM readings WHERE body = x'00'").fetchone() == (0,)
    connection.close()
