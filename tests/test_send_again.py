"""What `handbill send` does with an issue that went out before: by its ledger, without one, or by another."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from flows import sent_issues
from flows.settings import load
from tests.mail_servers import Act, MailServer, running
from tests.test_publish import NOW, SETTINGS, run, site
from tests.test_send import ISSUE, LETTERS, accept, listed, people, send, settings_for


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Publish a site with one issue."""
    monkeypatch.setenv("HANDBILL_UNSUBSCRIBE_KEY", "k")
    run(site(tmp_path, "water", settings=SETTINGS + LETTERS), now=NOW)
    return tmp_path


def lose_catalogue(folder: Path) -> None:
    for file in (folder / "public/.handbill").glob("catalogue.sqlite*"):
        file.unlink()


def test_those_who_were_refused_are_tried_again_when_a_person_says_so(folder: Path) -> None:
    acts = {"person0": Act.NO_RCPT}
    listed(folder, people(2))
    with running(MailServer(lambda address, _: acts.get(address.split("@")[0], Act.ACCEPT))) as mail:
        settings_for(folder, mail.port)
        assert send(folder, ISSUE, "--to", "list.csv")[0] == 3
        acts.clear()
        assert send(folder, ISSUE, "--to", "list.csv")[0] == 3
        assert mail.attempts["person0@example.org"] == 1
        code, out, _ = send(folder, ISSUE, "--to", "list.csv", "--again-refused")
        assert (code, out) == (0, f"Issue {ISSUE}: 1 sent, 1 sent before.\n")
    assert mail.times_taken() == Counter(["person0@example.org", "person1@example.org"])


def test_a_list_is_not_mailed_in_the_name_of_nobody(folder: Path) -> None:
    bare = SETTINGS.replace("https://notes.example/", "http://localhost:8000/")
    (folder / "handbill.toml").write_text(f'{bare}[newsletter]\nissue = "n"\n', encoding="utf-8")
    run(folder, now=NOW)
    listed(folder, people(1))
    code, _, err = send(folder, "n", "--to", "list.csv")
    assert code == 1
    assert "newsletter@localhost, which nobody could answer. Set [newsletter] from_address" in err


@pytest.mark.parametrize("rebuilt", [False, True])
def test_an_issue_whose_ledger_is_lost_is_sent_to_nobody_until_a_person_says_so(
    folder: Path, *, rebuilt: bool
) -> None:
    listed(folder, people(2))
    with running(MailServer(accept)) as mail:
        settings_for(folder, mail.port)
        assert send(folder, ISSUE, "--to", "list.csv")[0] == 0
        lose_catalogue(folder)
        if rebuilt:
            run(folder, now=NOW)
        code, out, err = send(folder, ISSUE, "--to", "list.csv")
        assert (code, out) == (4, "")
        assert f"Issue {ISSUE} was sent before, and the catalogue no longer knows to whom." in err
        assert "--anew" in err
        assert mail.times_taken() == Counter(people(2))
        listed(folder, ["later@example.org"])
        assert send(folder, ISSUE, "--to", "list.csv", "--anew")[0] == 0
        code, out, _ = send(folder, ISSUE, "--to", "list.csv")  # the ledger knows again
        assert (code, out) == (0, f"Issue {ISSUE}: 0 sent, 1 sent before.\n")
    assert mail.times_taken() == Counter([*people(2), "later@example.org"])


def test_a_lost_catalogue_still_knows_what_an_issue_told(folder: Path) -> None:
    listed(folder, people(1))
    with running(MailServer(accept)) as mail:
        settings_for(folder, mail.port)
        assert send(folder, ISSUE, "--to", "list.csv")[0] == 0
    before = sent_issues.read(load(str(folder / "handbill.toml")))
    lose_catalogue(folder)
    after = sent_issues.read(load(str(folder / "handbill.toml")))
    assert after == tuple(replace(sent, forgotten=True) for sent in before)
    assert run(folder, now=NOW).report.letters.plan.name == ""
    (copy,) = (folder / "public/sent").iterdir()
    copy.write_text("{}", encoding="utf-8")
    lose_catalogue(folder)
    code, _, err = send(folder, ISSUE, "--to", "list.csv")
    assert code == 2
    assert "What is kept of a sent issue cannot be read" in err


def test_an_issue_that_another_service_sent_is_frozen_and_not_sent_by_mistake(folder: Path) -> None:
    listed(folder, people(1))
    with running(MailServer(accept)) as mail:
        settings_for(folder, mail.port)
        code, out, _ = send(folder, ISSUE, "--mark-sent")
        assert (code, out) == (
            0,
            f"Issue {ISSUE} counts as sent: it stays as it is, and the next one holds what comes.\n",
        )
        assert run(folder, now=NOW).report.letters.plan.name == ""
        code, _, err = send(folder, ISSUE, "--to", "list.csv")
        assert code == 4
        assert f"Issue {ISSUE} was sent by another service." in err
        assert send(folder, ISSUE, "--to", "list.csv", "--anew")[0] == 0
    assert mail.times_taken() == Counter(people(1))
    assert send(folder, ISSUE, "--mark-sent", "--dry-run", "letters")[0] == 1
    assert send(folder, ISSUE, "--mark-sent", "--again-refused")[0] == 1
