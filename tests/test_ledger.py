"""Issues that were sent and the ledger of deliveries, on both databases."""

import datetime as dt

import pytest

from flows.catalogue import engine, issues
from flows.catalogue.address import Address
from flows.issues import Issue, Told
from flows.mail.delivery import Choice, Result, State
from flows.mail.ledger import CatalogueLedger
from flows.mail.recipients import Recipient
from tests.editions import BUILT_AT

ANNA, BEN = Recipient("anna@example.org", line=2), Recipient("ben@example.org", line=3)
LATER = BUILT_AT + dt.timedelta(hours=1)
FIRST = Issue(
    "2024-05",
    "aa",
    BUILT_AT,
    (Told("a1", held=True, correction=BUILT_AT), Told("a2", held=False, retraction=LATER)),
)
SECOND = Issue("2024-06", "bb", LATER, ())


def states(where: Address, issue: str = "2024-05", choice: Choice = Choice.LEAVE) -> dict[str, State]:
    with engine.kept(where) as door:
        known = CatalogueLedger(door, issue, lambda: LATER, choice).settled()
    return {delivery.shown[:1]: delivery.state for delivery in known.values()}


def test_issues_are_read_back_as_they_were_frozen(where: Address) -> None:
    with engine.opened(where) as connection:
        issues.freeze(connection, SECOND)
        issues.freeze(connection, FIRST)
        assert issues.read(connection) == (FIRST, SECOND)


def test_a_frozen_issue_never_changes(where: Address) -> None:
    with engine.opened(where) as connection:
        issues.freeze(connection, FIRST)
        issues.freeze(connection, Issue("2024-05", "other", LATER, (Told("a3", held=True),)))
        assert issues.read(connection) == (FIRST,)


def test_what_is_begun_and_finished_is_known_to_the_next_run(where: Address) -> None:
    with engine.kept(where) as door:
        ledger = CatalogueLedger(door, "2024-05", lambda: BUILT_AT)
        assert ledger.begin(ANNA, "<1@x>")
        ledger.finish(ANNA, "<1@x>", Result(State.SENT, 250, "OK"))
        ledger.finish(BEN, "<2@x>", Result(State.DEFERRED, 451, "later"))
        assert not ledger.begin(ANNA, "<1@x>")
    with engine.kept(where) as door:
        known = CatalogueLedger(door, "2024-05", lambda: LATER).settled()
    anna, ben = known[ANNA.key], known[BEN.key]
    assert (anna.state, anna.code, anna.message_id, anna.attempts) == (State.SENT, 250, "<1@x>", 1)
    assert (ben.state, ben.words, ben.changed, ben.attempts) == (State.DEFERRED, "later", BUILT_AT, 1)


def test_the_ledger_knows_no_address(where: Address) -> None:
    with engine.kept(where) as door:
        CatalogueLedger(door, "2024-05", lambda: BUILT_AT).begin(ANNA, "<1@x>")
        with door() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM deliveries").all()
    assert "anna@" not in repr(rows)
    assert "a…@e….org" in repr(rows)


@pytest.mark.parametrize(
    ("choice", "state", "may_begin"),
    [
        (Choice.LEAVE, State.AMBIGUOUS, False),
        (Choice.RESEND, State.AMBIGUOUS, True),
        (Choice.SENT, State.SENT, False),
    ],
)
def test_what_a_killed_run_left_behind_is_ambiguous_until_a_person_decides(
    where: Address, choice: Choice, state: State, may_begin: bool
) -> None:
    with engine.kept(where) as door:
        assert CatalogueLedger(door, "2024-05", lambda: BUILT_AT).begin(ANNA, "<1@x>")
    assert states(where, choice=choice) == {"a": state}
    with engine.kept(where) as door:
        ledger = CatalogueLedger(door, "2024-05", lambda: LATER, choice)
        assert ledger.begin(ANNA, "<1@x>") is may_begin


def test_of_two_runs_only_one_begins_a_message(where: Address) -> None:
    with engine.kept(where) as one, engine.kept(where) as two:
        assert CatalogueLedger(one, "2024-05", lambda: BUILT_AT).begin(ANNA, "<1@x>")
        assert not CatalogueLedger(two, "2024-05", lambda: BUILT_AT).begin(ANNA, "<1@x>")
        assert CatalogueLedger(two, "2024-06", lambda: BUILT_AT).begin(ANNA, "<1@x>")


def test_what_is_sent_stays_sent_whatever_another_run_finds(where: Address) -> None:
    with engine.kept(where) as door:
        ledger = CatalogueLedger(door, "2024-05", lambda: BUILT_AT)
        ledger.finish(ANNA, "<1@x>", Result(State.SENT))
        ledger.finish(ANNA, "<1@x>", Result(State.REFUSED))
    assert states(where) == {"a": State.SENT}


def test_attempts_are_counted(where: Address) -> None:
    with engine.kept(where) as door:
        ledger = CatalogueLedger(door, "2024-05", lambda: BUILT_AT)
        for _ in range(2):
            ledger.begin(ANNA, "<1@x>")
            ledger.finish(ANNA, "<1@x>", Result(State.DEFERRED))
        ledger.finish(ANNA, "<1@x>", Result(State.REFUSED))
        assert ledger.settled()[ANNA.key].attempts == 3
