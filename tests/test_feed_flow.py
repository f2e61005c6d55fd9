"""Feeds from one publish to the next: ids, archives, topics, addresses, and what a browser is shown."""

import json
import re
from pathlib import Path

import feedparser
import pytest
from lxml import etree, html

from outputs.feed import render_feed
from pipeline.errors import ReleaseBroken, ReleaseRefused
from tests.editions import full_edition
from tests.test_publish import LATER, NOW, SETTINGS, TOPICS, run, site, text_of, tree

WORDS = ["dry", "tight", "cold", "warm", "soft", "clean", "plain", "short", "long", "daily", "early", "late"]


def ids(folder: Path, name: str = "feed.xml") -> list[str]:
    return [entry.id for entry in feedparser.parse(tree(folder)[name]).entries]


def long_text(n: int, *, more: str = "") -> str:
    """Return an article of some 9 KB that shares nothing with its neighbours but the words."""
    sentences = (
        f"Rule {n} {i} for {WORDS[(n + i) % 12]} skin needs {WORDS[(n * i) % 12]} water {n * 100 + i} times."
        for i in range(150)
    )
    return f"What rule {n} does for your skin\n\n" + "\n\n".join(sentences) + f"\n{more}"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose feed does not hold all of its articles."""
    folder = site(tmp_path_factory.mktemp("large"))
    for n in range(70):
        (folder / f"articles/{n:02d}.txt").write_text(long_text(n), encoding="utf-8")
    run(folder)
    return folder


def test_no_edit_of_title_body_date_and_name_makes_an_item_new(tmp_path: Path) -> None:
    run(site(tmp_path, *TOPICS))
    before = {name: ids(tmp_path, name) for name in ("feed.xml", "atom.xml")}
    links = {entry.link for entry in feedparser.parse(tree(tmp_path)["feed.xml"]).entries}
    for number, topic in enumerate(TOPICS):
        (tmp_path / f"articles/{topic}.txt").unlink()
        title, *body = text_of(topic, more="\nThis was put right today.\n").split("\n")
        edited = "\n".join([f"News: {title}", "", f"Published on May {number + 1}, 2019", *body])
        (tmp_path / f"articles/{number}.txt").write_text(edited, encoding="utf-8")
    run(tmp_path, now=LATER)
    for name, old in before.items():
        assert set(ids(tmp_path, name)) == set(old)
    entries = feedparser.parse(tree(tmp_path)["feed.xml"]).entries
    assert {entry.link for entry in entries} == links
    assert all(entry.title.startswith("News: ") for entry in entries)
    assert all(entry.published_parsed[:3] == (2025, 3, 1) for entry in entries)
    assert all(entry.updated == LATER.isoformat() for entry in entries)


def test_archives_are_carried_on_whatever_happens_to_their_articles(large: Path) -> None:
    before = {path: data for path, data in tree(large).items() if "-archive-" in path}
    assert {"feed-archive-1.xml", "atom-archive-1.xml", "feed-archive-1.json"} <= set(before)
    first = [entry.id for entry in feedparser.parse(before["feed-archive-1.xml"]).entries]
    assert not run(large, now=LATER).swap.changed
    for n in range(30):
        file = large / f"articles/{n:02d}.txt"
        if n < 10:
            file.unlink()
        else:
            file.write_text(long_text(n, more="\nThis was put right today.\n"), encoding="utf-8")
    run(large, now=LATER)
    files = tree(large)
    assert {path: files[path] for path in before} == before
    assert len(set(first) - set(ids(large))) < len(first)
    shown = feedparser.parse(files["feed.xml"]).entries
    assert sum("updated" in entry.keys() and entry.updated == LATER.isoformat() for entry in shown) == 20  # noqa: SIM118
    assert max(len(data) for path, data in files.items() if path.endswith((".xml", ".json"))) <= 512 * 1024


def test_an_archive_that_was_read_once_is_not_read_again(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(2):
        (large / "articles/new.txt").write_text(text_of("silk", more=f"\n{n} times.\n"), encoding="utf-8")
        run(large, now=LATER)
        monkeypatch.setattr("flows.archives._read", None)
    assert {"feed-archive-1.xml", "atom-archive-1.xml", "feed-archive-1.json"} <= tree(large).keys()
    (large / "articles/new.txt").unlink()


def test_an_archive_that_is_damaged_is_named_and_the_release_stays(large: Path) -> None:
    file = next((large / "public/current").resolve().glob("atom-archive-1.xml"))
    whole = file.read_bytes()
    file.unlink()
    file.write_bytes(whole[: len(whole) // 2])
    (large / "articles/new.txt").write_text(text_of("silk"), encoding="utf-8")
    try:
        with pytest.raises(ReleaseBroken, match="is damaged") as caught:
            run(large, now=LATER)
        assert caught.value.where.endswith("atom-archive-1.xml")
    finally:
        file.write_bytes(whole)
        (large / "articles/new.txt").unlink()


def test_topics_of_a_source_are_categories_and_feeds(tmp_path: Path) -> None:
    settings = SETTINGS.replace('sources = ["articles"]', "") + (
        '[[sources]]\npath = "articles/w*.txt"\ntopics = ["Water & wool"]\n'
        '[[sources]]\npath = "articles"\n[feed]\nby_topic = true\nby_language = true\n'
    )
    run(site(tmp_path, "water", "wool", "salt", settings=settings))
    files = tree(tmp_path)
    topic = feedparser.parse(files["topics/water-wool/feed.xml"])
    assert topic.feed.title == "Notes: Water & wool"
    assert [[tag.term for tag in entry.tags] for entry in topic.entries] == [["Water & wool"]] * 2
    assert len(ids(tmp_path, "languages/en/atom.xml")) == len(ids(tmp_path)) == 3
    (tmp_path / "articles/wool.txt").write_bytes(b"")
    run(tmp_path, now=LATER)
    assert tree(tmp_path)["topics/water-wool/feed.xml"] == files["topics/water-wool/feed.xml"]


def test_a_site_beyond_ascii_is_released_with_addresses_that_every_reader_knows(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=SETTINGS.replace("notes.example", "bücher.example/ä")))
    (entry,) = feedparser.parse(tree(tmp_path)["feed.xml"]).entries
    assert entry.link.startswith("https://xn--bcher-kva.example/%C3%A4/articles/")


def test_a_release_without_its_report_is_guarded_too(tmp_path: Path) -> None:
    run(site(tmp_path, *TOPICS))
    (tmp_path / "public/current/report.json").unlink()
    for topic in TOPICS[2:]:
        (tmp_path / f"articles/{topic}.txt").unlink()
    with pytest.raises(ReleaseRefused, match="4 of 6 published articles would vanish"):
        run(tmp_path)


def test_a_feed_that_would_lose_all_its_items_is_refused(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    before = tree(tmp_path)
    (tmp_path / "articles/water.txt").unlink()
    other = text_of("silk").replace("skin", "silk") * 3
    (tmp_path / "articles/silk.txt").write_text(other, encoding="utf-8")
    with pytest.raises(ReleaseRefused) as caught:
        run(tmp_path)
    assert caught.value.exit_code == 4
    assert tree(tmp_path) == before


def test_pages_name_all_feeds_for_discovery(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    files = tree(tmp_path)
    article = next(path for path in files if path.startswith("articles/") and path.endswith(".html"))
    for path, root in (("index.html", ""), (article, "../../")):
        links = html.document_fromstring(files[path]).iter("link")
        assert {str(link.get("type")): link.get("href") for link in links if link.get("type")} == {
            "application/rss+xml": f"{root}feed.xml",
            "application/atom+xml": f"{root}atom.xml",
            "application/feed+json": f"{root}feed.json",
        }


def text_of_page(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml"])
def test_the_stylesheet_shows_the_elements_that_a_feed_has(name: str) -> None:
    files = {each.path: each.data for each in render_feed(full_edition())}
    style = files["feed.css"].decode()
    shown = re.findall(r"(\w+) > (\w+)(?:\[rel=\"alternate\"\])?[ ,]", style)
    tree = etree.fromstring(files[name])
    pairs = {
        (etree.QName(parent).localname, etree.QName(child).localname)
        for parent in tree.iter("*")
        for child in parent.iterchildren("*")
    }
    both = {"feed.xml": {"channel", "item"}, "atom.xml": {"feed", "entry"}}[name]
    assert {pair for pair in shown if pair[0] in both} <= pairs
    assert "This is a feed." in style


def test_dates_of_a_feed_are_those_of_its_articles_not_of_the_run(tmp_path: Path) -> None:
    run(site(tmp_path, "water"), now=NOW)
    assert feedparser.parse(tree(tmp_path)["feed.xml"]).feed.updated == "Sat, 01 Mar 2025 12:00:00 +0000"
    assert json.loads(tree(tmp_path)["feed.json"])["items"][0]["date_published"] == NOW.isoformat()
