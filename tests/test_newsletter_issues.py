"""Issues from one publish to the next: open until they are sent, then as they are for good."""

import json
from pathlib import Path

import pytest

from flows.freezing import find, freeze
from flows.settings import load
from flows.statements import Kind, state
from flows.terminal import summary_lines
from pipeline.errors import ReleaseBroken, ReleaseRefused, UsageError
from tests.test_publish import LATER, NOW, SETTINGS, run, site, text_of, tree

FIRST = "2025-03-01"


def send(folder: Path, name: str = FIRST) -> None:
    freeze(load(str(folder / "handbill.toml")), name, LATER)


def add(folder: Path, topic: str) -> None:
    (folder / "articles" / f"{topic}.txt").write_text(text_of(topic), encoding="utf-8")


def letters(folder: Path) -> dict[str, object]:
    whole = json.loads((folder / "public/current/report.json").read_bytes())
    found = whole["newsletter"]
    assert isinstance(found, dict)
    return found


def files(folder: Path, name: str) -> dict[str, bytes]:
    return {path: data for path, data in tree(folder).items() if path.startswith(f"newsletter/{name}/")}


def test_an_issue_that_was_not_sent_is_made_anew_with_what_came(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    add(tmp_path, "wool")
    run(tmp_path)
    assert letters(tmp_path)["issue"] == FIRST
    assert b"What water does" in files(tmp_path, FIRST)[f"newsletter/{FIRST}/newsletter.txt"]
    assert b"What wool does" in files(tmp_path, FIRST)[f"newsletter/{FIRST}/newsletter.txt"]


def test_a_sent_issue_goes_on_byte_for_byte_and_without_news_there_is_no_other(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = files(tmp_path, FIRST)
    send(tmp_path)
    (tmp_path / "articles/wool.txt").write_text(text_of("wool", more="\nRinse it.\n"), encoding="utf-8")
    outcome = run(tmp_path, now=LATER)
    assert {path: data for path, data in tree(tmp_path).items() if "newsletter/" in path} == before
    said = list(summary_lines(outcome, "public/current"))
    assert f"No new issue of the newsletter: nothing is new since issue {FIRST}." in said
    assert letters(tmp_path)["issue"] == ""
    assert f'href="newsletter/{FIRST}/'.encode() in tree(tmp_path)["index.html"]
    again = tree(tmp_path)
    assert not run(tmp_path, now=LATER).swap.changed
    assert tree(tmp_path) == again


def test_the_next_issue_holds_what_is_new(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = files(tmp_path, FIRST)
    send(tmp_path)
    add(tmp_path, "oats")
    run(tmp_path, now=LATER)
    assert letters(tmp_path)["issue"] == "2025-09-01"
    assert files(tmp_path, FIRST) == before
    text = files(tmp_path, "2025-09-01")["newsletter/2025-09-01/newsletter.txt"]
    assert b"What oats does" in text
    assert b"What wool does" not in text


def test_a_correction_of_what_was_sent_is_in_the_next_issue(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    send(tmp_path)
    settings = load(str(tmp_path / "handbill.toml"))
    state(settings, "wool.txt", Kind.CORRECTION, "It was twenty, not ten minutes.", LATER)
    run(tmp_path, now=LATER)
    found = letters(tmp_path)
    assert (found["issue"], found["corrected"]) == ("2025-09-01", found["articles"])
    assert b"What wool does" in files(tmp_path, "2025-09-01")["newsletter/2025-09-01/newsletter.txt"]
    send(tmp_path, "2025-09-01")
    run(tmp_path, now=LATER)
    assert letters(tmp_path)["issue"] == ""


def test_articles_chosen_by_hand_that_are_not_there_are_named(tmp_path: Path) -> None:
    by_hand = f'{SETTINGS}[newsletter]\narticles = ["wool.txt", "sand.txt"]\n'
    outcome = run(site(tmp_path, "water", "wool", settings=by_hand))
    text = files(tmp_path, FIRST)[f"newsletter/{FIRST}/newsletter.txt"]
    assert b"What wool does" in text
    assert b"What water does" not in text
    said = " ".join(summary_lines(outcome, "public/current"))
    assert "[newsletter] articles names sand.txt: no published article has" in said


def test_one_issue_has_its_own_subject_preheader_and_articles_and_the_next_one_has_not(
    tmp_path: Path,
) -> None:
    own = f"""[issues.{FIRST}]
subject = "Only {{count}}: {{title}}"
preheader = "About wool"
articles = ["wool.txt", "sand.txt"]
"""
    common = '[newsletter]\nsubject = "For all"\npreheader = "Read this"\n'
    outcome = run(site(tmp_path, "water", "wool", settings=SETTINGS + common + own))
    letter = json.loads(files(tmp_path, FIRST)[f"newsletter/{FIRST}/letter.json"])
    assert letter["subject"] == "Only 1: What wool does for your skin"
    assert "About wool" in letter["html"][0]
    assert "What water does" not in letter["html"][0]
    said = " ".join(summary_lines(outcome, "public/current"))
    assert f'[issues."{FIRST}"] articles names sand.txt: no published' in said
    send(tmp_path)
    add(tmp_path, "oats")
    run(tmp_path, now=LATER)
    letter = json.loads(files(tmp_path, "2025-09-01")["newsletter/2025-09-01/letter.json"])
    assert letter["subject"] == "For all"
    assert "Read this" in letter["html"][0]
    assert "What oats does" in letter["html"][0]


def test_a_name_that_was_sent_must_be_changed_for_the_next_issue(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=f'{SETTINGS}[newsletter]\nissue = "spring"\n'))
    before = files(tmp_path, "spring")
    send(tmp_path, "spring")
    add(tmp_path, "wool")
    outcome = run(tmp_path, now=LATER)
    assert files(tmp_path, "spring") == before
    assert any("[newsletter] issue must name the next one" in line for line in summary_lines(outcome, "p"))


def test_a_sent_issue_stands_when_its_articles_are_gone(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    before = files(tmp_path, FIRST)
    send(tmp_path)
    (tmp_path / "articles/wool.txt").unlink()
    run(tmp_path, now=LATER)
    assert files(tmp_path, FIRST) == before


def test_a_sent_issue_goes_on_without_the_newsletter_among_the_channels(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    before = files(tmp_path, FIRST)
    send(tmp_path)
    without = SETTINGS.replace(', "newsletter"', "")
    (tmp_path / "handbill.toml").write_text(without, encoding="utf-8")
    run(tmp_path, now=LATER)
    assert files(tmp_path, FIRST) == before


def test_a_sent_issue_that_was_tampered_with_is_neither_carried_on_nor_sent(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    send(tmp_path)
    file = tmp_path / f"public/current/newsletter/{FIRST}/newsletter.txt"
    file.write_bytes(file.read_bytes() + b"!")
    with pytest.raises(ReleaseBroken, match=f"The files of issue {FIRST} are not what was sent"):
        run(tmp_path, now=LATER)
    with pytest.raises(ReleaseRefused, match="is not what it was when it was first sent") as caught:
        send(tmp_path)
    assert caught.value.exit_code == 4


def test_a_sent_issue_comes_back_when_somebody_has_gone_back_to_an_older_release(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    older = (tmp_path / "public/current").readlink()
    add(tmp_path, "wool")
    (tmp_path / "handbill.toml").write_text(f'{SETTINGS}[newsletter]\nissue = "wool"\n', encoding="utf-8")
    run(tmp_path)
    before = files(tmp_path, "wool")
    send(tmp_path, "wool")
    (tmp_path / "public/current").unlink()
    (tmp_path / "public/current").symlink_to(older)
    assert files(tmp_path, "wool") == {}
    run(tmp_path, now=LATER)
    assert files(tmp_path, "wool") == before


def test_only_an_issue_of_the_current_release_is_found(tmp_path: Path) -> None:
    site(tmp_path, "water")
    settings = load(str(tmp_path / "handbill.toml"))
    with pytest.raises(UsageError, match="There is no issue 2025-03-01") as caught:
        find(settings, FIRST)
    assert caught.value.remedy == "Run: handbill publish"
    run(tmp_path, now=NOW)
    for name in ("spring", "", "..", "../articles"):
        with pytest.raises(UsageError, match=r"There is no issue|Which issue is meant\?") as caught:
            find(settings, name)
        assert caught.value.remedy == f"Issues: {FIRST}."
