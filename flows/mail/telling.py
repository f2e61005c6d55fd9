"""What a person is told of an errand: counts, and each message that needs a look, without an address."""

from __future__ import annotations

from collections.abc import Iterator

from flows.mail.delivery import Delivery, Result, State
from flows.mail.errand import Told
from flows.mail.recipients import Recipient, Recipients

# Of those that a person can do nothing about for each, the first are named.
_NAMED = 20


def count_line(listed: Recipients) -> str:
    """Count the messages of a list, and whom it left out."""
    left_out = [
        f"{count} {what}"
        for count, what in ((listed.repeated, "repeated"), (listed.suppressed, "suppressed"))
        if count
    ]
    count = len(listed.people)
    return f"{count} {'message' if count == 1 else 'messages'}" + (
        f" ({', '.join(left_out)} left out)" if left_out else ""
    )


def problem_lines(listed: Recipients) -> Iterator[str]:
    """Name the lines of the lists that hold no address."""
    for problem in listed.problems[:_NAMED]:
        yield f"handbill: {problem.where}: {problem.what}"
    if len(listed.problems) > _NAMED:
        yield f"handbill: {len(listed.problems) - _NAMED} more lines hold no address."


def lines_of(told: Told, file: str, *, quiet: bool = False) -> Iterator[str]:
    """Say what came of an errand: every ambiguous message, and the first of the other failures."""
    yield from problem_lines(told.listed)
    for state, what in ((State.REFUSED, "was refused"), (State.DEFERRED, "was put off")):
        found = told.in_state(state)
        for person, known in found[:_NAMED]:
            yield f"handbill: {_who(person, file)} {what}: {_said(known)}."
        if len(found) > _NAMED:
            yield f"handbill: {len(found) - _NAMED} more {what.replace('was', 'were')}."
    yield from _ambiguous_lines(told, file)
    if told.sent.stopped:
        yield f"handbill: {told.sent.stopped}"
    if not quiet:
        yield summary(told)


def summary(told: Told) -> str:
    """Say in one line how many have the issue, and how many do not."""
    sent = told.sent
    counts = [f"{sent.count(State.SENT)} sent"]
    if sent.already:
        counts.append(f"{sent.already} sent before")
    for state, what in (
        (State.REFUSED, "refused"),
        (State.DEFERRED, "put off"),
        (State.AMBIGUOUS, "ambiguous"),
    ):
        if found := len(told.in_state(state)):
            counts.append(f"{found} {what}")
    listed = told.listed
    for count, what in (
        (len(sent.untried), "not reached"),
        (listed.repeated, "repeated"),
        (listed.suppressed, "suppressed"),
        (len(listed.problems), "without an address"),
    ):
        if count:
            counts.append(f"{count} {what}")
    return f"Issue {told.issue}: {', '.join(counts)}."


def _ambiguous_lines(told: Told, file: str) -> Iterator[str]:
    """Name every message of which nobody knows whether it arrived, also of those not on this list."""
    named = told.in_state(State.AMBIGUOUS)
    keys = {person.key for person, _ in named}
    strangers = [
        each for each in told.ledger.values() if each.state is State.AMBIGUOUS and each.key not in keys
    ]
    for person, known in named:
        yield f"handbill: {_who(person, file)} may have it: {_id(known)}, no reply came."
    for each in strangers:
        yield f"handbill: {each.shown} (not on this list) may have it: {_id(each)}, no reply came."
    if named or strangers:
        yield (
            "handbill: Look for these in the mail server's log, then run this again with --ambiguous sent or "
            "--ambiguous resend."
        )


def _id(known: Delivery | Result) -> str:
    return f"Message-ID {known.message_id}" if isinstance(known, Delivery) else "a test"


def _who(person: Recipient, file: str) -> str:
    return f"{file}:{person.line}: {person.shown}" if file else person.shown


def _said(known: Delivery | Result) -> str:
    return f"{known.code or ''} {known.words or 'the connection was lost'}".strip().rstrip(".")
