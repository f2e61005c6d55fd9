"""Releases that wait for a person's word: proposed, looked at, approved or rejected."""

import json
from pathlib import Path

import pytest

from flows import approval, memory, proposals
from flows.catalogue import approvals, engine
from flows.catalogue.address import Address, in_file
from flows.freezing import freeze
from flows.identity import Status
from flows.settings import Settings, load
from flows.statements import Kind, state
from flows.terminal import summary_lines
from pipeline.errors import ReleaseRefused, UsageError
from tests.test_cli import handbill
from tests.test_publish import LATER, NOW, SETTINGS, rows, run, site, text_of, tree

ALL = SETTINGS + 'approval = "all"\n'
CHANGED = SETTINGS + 'approval = "changed"\n'


def settings_of(folder: Path) -> Settings:
    return load(str(folder / "handbill.toml"))


def waiting(folder: Path) -> proposals.Proposal:
    (proposal,) = proposals.waiting(folder / "public")
    return proposal


def approve(folder: Path, by: str = "Ada") -> approval.Approved:
    return approval.approve(settings_of(folder), waiting(folder).name, by, LATER)


def files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def edit(folder: Path, topic: str, more: str) -> None:
    (folder / "articles" / f"{topic}.txt").write_text(text_of(topic, more=more), encoding="utf-8")


def test_a_release_waits_until_it_is_approved_and_then_is_what_was_proposed(tmp_path: Path) -> None:
    outcome = run(site(tmp_path, "water", "wool", settings=ALL))
    assert outcome.report.exit_code == 0
    assert not (tmp_path / "public/current").exists()
    proposal = waiting(tmp_path)
    assert outcome.proposal == proposal
    assert proposal.changes.added == ("what-water-does-for-your-skin", "what-wool-does-for-your-skin")
    proposed = files(proposal.folder(tmp_path / "public"))
    approved = approve(tmp_path)
    assert tree(tmp_path) == proposed
    assert approved.swap.name == proposal.name
    assert proposals.waiting(tmp_path / "public") == ()
    assert not run(tmp_path, now=LATER).swap.changed


def test_what_waits_is_what_no_approval_would_have_published(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    run(site(tmp_path / "a", "water", settings=ALL))
    approve(tmp_path / "a")
    run(site(tmp_path / "b", "water"))
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_readers_see_the_old_release_while_the_new_one_waits(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    before = tree(tmp_path)
    site(tmp_path, "wool", settings=ALL)
    edit(tmp_path, "water", "Rinse it well.\n")
    outcome = run(tmp_path, now=LATER)
    changes = waiting(tmp_path).changes
    assert (len(changes.added), len(changes.changed), len(changes.gone)) == (1, 1, 0)
    assert tree(tmp_path) == before
    lines = list(summary_lines(outcome, str(tmp_path / "public/current")))
    assert any(
        line.startswith(f"Release {waiting(tmp_path).name} waits for approval: 1 new") for line in lines
    )
    approve(tmp_path)
    assert len(rows(tmp_path)) == 2


def test_the_same_sources_wait_as_the_same_proposal_also_on_another_day(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=ALL))
    first = waiting(tmp_path)
    run(tmp_path, now=LATER)
    assert waiting(tmp_path) == first


def test_a_change_needs_an_approval_of_its_own(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=ALL))
    old = waiting(tmp_path)
    edit(tmp_path, "water", "Rinse it well.\n")
    run(tmp_path, now=LATER)
    assert waiting(tmp_path).content_hash != old.content_hash
    with pytest.raises(UsageError, match="No release with the hash"):
        approval.approve(settings_of(tmp_path), old.name, "Ada", LATER)
    approve(tmp_path)
    edit(tmp_path, "water", "Rinse it twice.\n")
    run(tmp_path, now=LATER)
    assert b"Rinse it well" in tree(tmp_path)["feed.xml"]


def test_what_is_taken_back_before_its_approval_no_longer_waits(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    site(tmp_path, "wool", settings=ALL)
    run(tmp_path, now=LATER)
    (tmp_path / "articles/wool.txt").unlink()
    run(tmp_path, now=LATER)
    assert proposals.waiting(tmp_path / "public") == ()


def test_content_that_was_approved_once_goes_out_again_by_itself(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=ALL))
    approve(tmp_path)
    first = tree(tmp_path)
    site(tmp_path, "wool", settings=ALL)
    run(tmp_path, now=LATER)
    approve(tmp_path)
    (tmp_path / "articles/wool.txt").unlink()
    assert run(tmp_path, now=LATER).swap.changed
    assert tree(tmp_path) == first


def test_proposed_files_that_were_touched_are_refused(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=ALL))
    page = next(waiting(tmp_path).folder(tmp_path / "public").glob("articles/*/index.html"))
    page.write_text(page.read_text().replace("ten minutes", "two hours"))
    with pytest.raises(ReleaseRefused, match="not those that were proposed") as caught:
        approve(tmp_path)
    assert caught.value.exit_code == 4
    assert not (tmp_path / "public/current").exists()


def test_a_retraction_after_the_proposal_is_not_overruled_by_its_approval(tmp_path: Path) -> None:
    run(site(tmp_path, "water", "wool"))
    site(tmp_path, "salt", settings=ALL)
    run(tmp_path, now=LATER)
    state(settings_of(tmp_path), "wool.txt", Kind.RETRACTION, "Wool does nothing.", LATER)
    with pytest.raises(ReleaseRefused, match="corrected or retracted after this release was proposed"):
        approve(tmp_path)
    run(tmp_path, now=LATER)
    approve(tmp_path)
    assert b"Wool does nothing." in tree(tmp_path)["feed.xml"]


def test_a_release_proposed_before_an_issue_was_sent_does_not_replace_its_files(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    issue = "2025-03-01"
    site(tmp_path, "wool", settings=ALL)
    run(tmp_path, now=LATER)
    freeze(settings_of(tmp_path), issue, LATER)
    before = files(tmp_path / "public/current/newsletter" / issue)
    with pytest.raises(ReleaseRefused, match=f"Issue {issue} of the newsletter was sent after") as caught:
        approve(tmp_path)
    assert "Publish again" in caught.value.remedy
    run(tmp_path, now=LATER)
    approve(tmp_path)
    assert files(tmp_path / "public/current/newsletter" / issue) == before
    assert "articles/what-wool-does-for-your-skin/index.html" in tree(tmp_path)


def test_a_rejected_release_is_not_proposed_again_until_it_changes(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=ALL))
    approval.reject(settings_of(tmp_path), waiting(tmp_path).name, "Ada", "The dose is wrong.", LATER)
    assert proposals.waiting(tmp_path / "public") == ()
    with pytest.raises(ReleaseRefused, match=r"Ada rejected this release: The dose is wrong\.") as caught:
        run(tmp_path, now=LATER)
    assert caught.value.exit_code == 4
    edit(tmp_path, "water", "Rinse it well.\n")
    run(tmp_path, now=LATER)
    approve(tmp_path)
    assert b"Rinse it well" in tree(tmp_path)["feed.xml"]


def test_by_changed_only_what_articles_say_must_wait(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=CHANGED))
    approve(tmp_path)
    site(tmp_path, settings=CHANGED.replace('title = "Notes"', 'title = "New notes"'))
    assert run(tmp_path, now=LATER).swap.changed
    assert b"New notes" in tree(tmp_path)["index.html"]
    edit(tmp_path, "water", "Rinse it well.\n")
    assert not run(tmp_path, now=LATER).swap.changed
    assert waiting(tmp_path).changes.changed == ("what-water-does-for-your-skin",)


def test_who_decided_what_and_when_is_remembered(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=ALL))
    first = waiting(tmp_path).content_hash
    approval.reject(settings_of(tmp_path), first, "", "Too short.", NOW)
    edit(tmp_path, "water", "Rinse it well.\n")
    run(tmp_path, now=LATER)
    second = waiting(tmp_path).content_hash
    approve(tmp_path, by="Ada  Lovelace\n")
    with engine.opened(settings_of(tmp_path).catalogue) as connection:
        no, yes = approvals.decisions(connection, approval.KIND)
    assert (no.content_hash, no.verdict, no.by, no.reason, no.decided) == (
        first,
        "rejected",
        "",
        "Too short.",
        NOW,
    )
    assert (yes.content_hash, yes.verdict, yes.by) == (second, "approved", "Ada Lovelace")
    assert yes.subject == "https://notes.example/"


def test_articles_that_wait_are_known_as_such(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    site(tmp_path, "wool", settings=ALL)
    run(tmp_path, now=LATER)

    def statuses() -> dict[str, Status]:
        records, _ = memory.recall(in_file(tmp_path / "public/.handbill/catalogue.sqlite"))
        return {record.key: record.status for record in records}

    assert statuses() == {"water.txt": Status.PUBLISHED, "wool.txt": Status.PROPOSED}
    approve(tmp_path)
    assert statuses() == {"water.txt": Status.PUBLISHED, "wool.txt": Status.PUBLISHED}


def test_an_approval_that_was_cut_short_can_be_given_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(site(tmp_path, "water", settings=ALL))
    wanted = waiting(tmp_path)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.release.swap", cut)
        with pytest.raises(KeyboardInterrupt):
            approve(tmp_path)
    assert not (tmp_path / "public/current").exists()
    # It was approved, so the next publish shows it.
    assert run(tmp_path, now=LATER).swap.name == wanted.name
    assert proposals.waiting(tmp_path / "public") == ()


def test_a_note_that_cannot_be_read_is_no_proposal(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=ALL))
    note = tmp_path / "public/proposals" / f"{waiting(tmp_path).name}.json"
    note.write_text(json.dumps({"version": 1, "name": "x"}))
    assert proposals.waiting(tmp_path / "public") == ()
    run(tmp_path, now=LATER)
    assert approve(tmp_path).swap.changed


def test_a_proposal_lives_in_a_catalogue_on_postgresql_too(
    tmp_path: Path, postgresql_catalogue: Address
) -> None:
    site(tmp_path, "water", settings=ALL + f'catalogue = "{postgresql_catalogue.url}"\n')
    run(tmp_path)
    approve(tmp_path)
    assert not run(tmp_path, now=LATER).swap.changed
    records, _ = memory.recall(postgresql_catalogue)
    assert [record.status for record in records] == [Status.PUBLISHED]
    assert not (tmp_path / "public/.handbill/catalogue.sqlite").exists()


def test_the_commands_list_approve_and_reject(tmp_path: Path) -> None:
    run(site(tmp_path, "water", settings=ALL))
    name = waiting(tmp_path).name
    done = handbill(tmp_path, "proposals")
    assert done.stdout.startswith(f"Release {name} waits for approval: 1 new, 0 changed, 0 gone.\n")
    assert "  new      what-water-does-for-your-skin\n" in done.stdout
    done = handbill(tmp_path, "approve", "abc", "--by", "Ada")
    assert done.returncode == 1
    assert "No release with the hash abc waits" in done.stderr
    done = handbill(tmp_path, "approve", name[:6], "--by", "Ada")
    assert (done.returncode, done.stdout) == (0, f"Approved. public/current now shows release {name}.\n")
    assert handbill(tmp_path, "proposals").stdout == "Nothing waits for approval.\n"
    edit(tmp_path, "water", "Rinse it well.\n")
    run(tmp_path, now=LATER)
    done = handbill(tmp_path, "reject", waiting(tmp_path).name, "--reason", "No.", "--by", "Ada")
    assert done.stdout.startswith("Rejected ")
