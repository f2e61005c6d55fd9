"""Corrections and retractions, from the command to every channel."""

import json
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from flows.settings import load
from flows.statements import Kind, state, take_back
from pipeline.errors import UsageError
from tests.test_cli import handbill
from tests.test_publish import LATER, NOW, SETTINGS, run, site, tree

WITH_LEAFLETS = SETTINGS.replace('"page",', '"page", "leaflet",')
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def say(folder: Path, wanted: str, kind: Kind, text: str) -> None:
    state(load(str(folder / "handbill.toml")), wanted, kind, text, LATER)


def row(folder: Path, source: str) -> dict[str, str]:
    report = json.loads((folder / "public/current/report.json").read_bytes())
    found: dict[str, str] = next(each for each in report["articles"] if each["source"] == source)
    return found


def test_a_correction_keeps_the_id_and_shows_its_note_everywhere(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = feedparser.parse(tree(tmp_path)["feed.xml"]).entries
    say(tmp_path, "wool.txt", Kind.CORRECTION, "It was  twenty,\nnot ten minutes.")
    assert run(tmp_path, now=LATER).swap.changed
    files = tree(tmp_path)
    after = feedparser.parse(files["feed.xml"]).entries
    assert {entry.id for entry in after} == {entry.id for entry in before}
    (corrected,) = (entry for entry in after if "Corrected on" in entry.content[0].value)
    assert corrected.id == next(entry.id for entry in before if "wool" in entry.title)
    assert corrected.updated == LATER.isoformat()
    assert "It was twenty, not ten minutes." in corrected.content[0].value
    page = files[f"articles/{row(tmp_path, 'wool.txt')['slug']}/index.html"].decode()
    assert "<strong>Corrected on 1 September 2025:</strong> It was twenty, not ten minutes." in page
    assert not run(tmp_path, now=LATER).swap.changed


def test_a_retraction_takes_the_text_from_every_channel_and_can_be_undone(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool", settings=WITH_LEAFLETS))
    before, wool = tree(tmp_path), row(tmp_path, "wool.txt")
    text = b"Use a little wool in the evening"
    assert any(text in data for data in before.values())
    say(tmp_path, wool["id"], Kind.RETRACTION, "Wool does nothing.")
    run(tmp_path, now=LATER)
    files = tree(tmp_path)
    assert not any(text in data for data in files.values())
    assert f"leaflets/{wool['slug']}.a4.pdf" in before
    assert f"leaflets/{wool['slug']}.a4.pdf" not in files
    page = files[f"articles/{wool['slug']}/index.html"].decode()
    assert "retracted on 1 September 2025.</strong> Wool does nothing." in page
    assert wool["slug"].encode() not in files["index.html"]
    assert b"What wool does" not in next(data for path, data in files.items() if path.endswith("letter.html"))
    old = {entry.id for entry in feedparser.parse(before["feed.xml"]).entries}
    new = feedparser.parse(files["feed.xml"]).entries
    assert {entry.id for entry in new} == old
    assert new[0].title.startswith("Retracted: ") or new[1].title.startswith("Retracted: ")
    (tombstone,) = etree.fromstring(files["atom.xml"]).iter(TOMBSTONE)
    assert tombstone.get("when") == LATER.isoformat()
    assert not run(tmp_path, now=LATER).swap.changed
    take_back(load(str(tmp_path / "handbill.toml")), wool["slug"])
    run(tmp_path, now=LATER)
    assert tree(tmp_path) == before


def test_a_retraction_outlives_its_source_and_the_catalogue(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    say(tmp_path, "wool.txt", Kind.RETRACTION, "Wool does nothing.")
    (tmp_path / "articles/wool.txt").unlink()
    run(tmp_path, now=LATER)
    files = tree(tmp_path)
    assert b"Wool does nothing." in files["feed.xml"]
    assert b"evening" not in files[f"articles/{row(tmp_path, 'wool.txt')['slug']}/index.html"]
    for file in (tmp_path / "public/.handbill").glob("catalogue.sqlite*"):
        file.unlink()
    run(tmp_path, now=LATER)
    run(tmp_path, now=LATER)
    assert tree(tmp_path) == files


def test_when_all_articles_are_retracted_the_notices_stay(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    say(tmp_path, "water.txt", Kind.RETRACTION, "Too wet.")
    run(tmp_path, now=LATER)
    assert b"Too wet." in tree(tmp_path)["feed.xml"]
    assert not any("newsletter" in path for path in tree(tmp_path))


def test_what_cannot_be_stated_is_refused_in_plain_words(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    with pytest.raises(UsageError, match="No published article has the id, slug or source sand"):
        say(tmp_path, "sand.txt", Kind.CORRECTION, "x")
    with pytest.raises(UsageError, match="The correction says nothing"):
        say(tmp_path, "water.txt", Kind.CORRECTION, " ")
    with pytest.raises(UsageError, match="The article was not retracted"):
        take_back(load(str(tmp_path / "handbill.toml")), "water.txt")
    say(tmp_path, "water.txt", Kind.RETRACTION, "Too wet.")
    with pytest.raises(UsageError, match="there is nothing to correct"):
        say(tmp_path, "water.txt", Kind.CORRECTION, "x")


def test_the_commands_say_what_they_recorded(tmp_path: Path) -> None:
    run(site(tmp_path, "water"), now=NOW)
    done = handbill(tmp_path, "correct", "water.txt", "--note", "Less water.")
    assert done.stdout == "Recorded the correction of water.txt. It shows with the next publish.\n"
    done = handbill(tmp_path, "retract", "water.txt", "--reason", "Too wet.")
    assert done.stdout == "Recorded the retraction of water.txt. It shows with the next publish.\n"
    done = handbill(tmp_path, "retract", "water.txt", "--undo")
    assert done.stdout == "water.txt is no longer retracted. It shows with the next publish.\n"
    done = handbill(tmp_path, "retract", "water.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Give either a --reason or --undo." in done.stderr
