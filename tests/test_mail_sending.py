"""An issue to many people: no one left out, no one sent it twice, through every kind of server."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from flows.mail.delivery import Choice, Delivery, Result, State, pause_s
from flows.mail.options import Pace, Server
from flows.mail.recipients import Recipient
from flows.mail.sending import Clock, Message, Sending, Sent
from flows.mail.session import Session
from tests.editions import BUILT_AT
from tests.mail_servers import Act, MailServer, Plan, closed_port, running

PACE = Pace(per_second=1000.0, retries=3, retry_wait_s=60.0)
GOOD = (Act.ACCEPT,)


@dataclass
class Book:
    """A ledger in memory."""

    lines: dict[str, Delivery] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    taken: frozenset[str] = frozenset()

    def begin(self, recipient: Recipient, message_id: str) -> bool:
        self.written.append("begin")
        if recipient.key in self.taken:
            return False
        self._put(recipient, message_id, Result(State.SENDING))
        return True

    def finish(self, recipient: Recipient, message_id: str, result: Result) -> None:
        self.written.append(result.state)
        self._put(recipient, message_id, result)

    def _put(self, recipient: Recipient, message_id: str, result: Result) -> None:
        self.lines[recipient.key] = Delivery(
            recipient.key, recipient.shown, result.state, message_id, 1, result.code, result.words, BUILT_AT
        )

    def states(self) -> list[State]:
        return [line.state for line in self.lines.values()]


@dataclass
class Time:
    """A clock on which waiting costs nothing."""

    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.now, self.sleep)


def people(count: int) -> tuple[Recipient, ...]:
    return tuple(Recipient(f"p{n}@example.org", f"Person {n}", "", n + 2) for n in range(count))


def compose(person: Recipient) -> Message:
    data = f"To: {person.address}\r\nMessage-ID: <{person.key[:8]}@x>\r\n\r\nHello\r\n"
    return Message(f"<{person.key[:8]}@x>", data.encode())


def always(*acts: Act) -> Plan:
    """Follow a list of acts for each recipient, the last one for ever."""
    return lambda _address, attempt: acts[min(attempt, len(acts)) - 1]


def send(
    port: int,
    count: int,
    *,
    book: Book | None = None,
    time: Time | None = None,
    known: Mapping[str, Delivery] | None = None,
    choice: Choice = Choice.LEAVE,
) -> Sent:
    session = Session(Server("127.0.0.1", port, "none", timeout_s=5.0, reply_timeout_s=5.0))
    clock = (time or Time()).clock()
    sending = Sending(
        "desk@example.org", compose, session, book or Book(), clock, PACE, lambda _done, _total: None
    )
    return sending.send(people(count), known or {}, choice)


def test_everyone_gets_one_message_over_one_connection() -> None:
    book = Book()
    with running(MailServer(always(*GOOD))) as mail:
        found = send(mail.port, 20, book=book)
    assert (found.count(State.SENT), found.untried, found.stopped) == (20, (), "")
    assert [address for address, _ in mail.taken] == [person.address for person in people(20)]
    assert (mail.connections, book.written) == (1, ["begin", "sent"] * 20)


def test_nobody_is_sent_to_again() -> None:
    book = Book()
    with running(MailServer(always(*GOOD))) as mail:
        send(mail.port, 5, book=book)
        found = send(mail.port, 8, book=book, known=dict(book.lines))
    assert (found.already, found.count(State.SENT)) == (5, 3)
    assert set(mail.times_taken().values()) == {1}
    assert len(mail.taken) == 8


def test_a_message_put_off_is_tried_again_after_the_others_with_growing_patience() -> None:
    time = Time()
    plan: Plan = lambda address, n: Act.LATER_DATA if address == "p0@example.org" and n < 4 else Act.ACCEPT  # noqa: E731
    with running(MailServer(plan)) as mail:
        found = send(mail.port, 3, time=time)
    assert found.count(State.SENT) == 3
    assert [address[:2] for address, _ in mail.taken] == ["p1", "p2", "p0"]
    assert [wait for wait in time.waits if wait >= 1] == [60.0, 120.0, 240.0]


def test_retries_are_bounded_and_the_next_run_goes_on() -> None:
    book = Book()
    with running(MailServer(always(*[Act.LATER_RCPT] * 4, Act.ACCEPT))) as mail:
        found = send(mail.port, 3, book=book)
        assert (found.count(State.DEFERRED), set(mail.attempts.values())) == (3, {4})
        found = send(mail.port, 3, book=book, known=dict(book.lines))
    assert (found.count(State.SENT), found.already) == (3, 0)


def test_a_refusal_is_not_tried_again_in_this_run_or_the_next() -> None:
    book = Book()
    with running(MailServer(always(Act.NO_RCPT))) as mail:
        found = send(mail.port, 3, book=book)
        assert (found.count(State.REFUSED), set(mail.attempts.values())) == (3, {1})
        found = send(mail.port, 3, book=book, known=dict(book.lines))
        assert (len(found.closed), found.results) == (3, {})
    assert set(mail.attempts.values()) == {1}


def test_a_lost_reply_is_left_to_a_person() -> None:
    book = Book()
    with running(MailServer(always(Act.LOSE_REPLY, Act.ACCEPT))) as mail:
        found = send(mail.port, 2, book=book)
        assert (found.count(State.AMBIGUOUS), len(mail.taken)) == (2, 2)
        found = send(mail.port, 2, book=book, known=dict(book.lines))
        assert ([person.line for person in found.closed], len(mail.taken)) == ([2, 3], 2)
        found = send(mail.port, 2, book=book, known=dict(book.lines), choice=Choice.RESEND)
        assert (found.count(State.SENT), len(mail.taken)) == (2, 4)


def test_a_server_that_is_away_is_waited_for_and_then_given_up() -> None:
    book, time = Book(), Time()
    found = send(closed_port(), 3, book=book, time=time)
    assert "does not answer" in found.stopped
    assert ([person.line for person in found.untried], book.lines) == ([2, 3, 4], {})
    assert [wait for wait in time.waits if wait >= 1] == [60.0, 120.0, 240.0]


def test_a_server_that_loses_every_reply_is_left_alone_soon() -> None:
    with running(MailServer(always(Act.LOSE_REPLY))) as mail:
        found = send(mail.port, 50)
    assert (found.count(State.AMBIGUOUS), len(found.untried)) == (5, 45)
    assert "may have taken them" in found.stopped


def test_a_server_that_refuses_everybody_is_not_asked_for_all_of_them() -> None:
    with running(MailServer(always(Act.NO_DATA))) as mail:
        found = send(mail.port, 80)
    assert (found.count(State.REFUSED), len(found.untried)) == (50, 30)
    assert "looks like spam" in found.stopped


def test_what_another_run_has_begun_is_left_to_it() -> None:
    one, other = people(2)
    with running(MailServer(always(*GOOD))) as mail:
        send(mail.port, 2, book=Book(taken=frozenset({one.key})))
    assert list(mail.times_taken()) == [other.address]


def test_the_pace_is_kept() -> None:
    time = Time()
    with running(MailServer(always(*GOOD))) as mail:
        send(mail.port, 11, time=time)
    assert time.now == pytest.approx(10 / PACE.per_second)


def test_patience_grows_to_an_hour_and_no_further() -> None:
    assert [pause_s(n, 60.0) for n in (1, 2, 3, 8)] == [60.0, 120.0, 240.0, 3600.0]


@pytest.mark.parametrize("seed", range(3))
def test_through_a_mix_of_everything_none_is_lost_or_doubled(seed: int) -> None:
    chance = random.Random(seed)
    mix = [*Act, *[Act.ACCEPT] * 12]
    mix.remove(Act.NONSENSE)
    table: dict[tuple[str, int], Act] = {}

    def plan(address: str, attempt: int) -> Act:
        return table.setdefault((address, attempt), chance.choice(mix))

    book = Book()
    with running(MailServer(plan, slow_s=0.001)) as mail:
        for _ in range(10):
            found = send(mail.port, 120, book=book, known=dict(book.lines))
            if not found.untried and not found.count(State.DEFERRED):
                break
    assert {person.key for person in people(120)} == set(book.lines)
    taken = mail.times_taken()
    for person in people(120):
        times = taken[person.address]
        match book.lines[person.key].state:
            case State.SENT:
                assert times == 1
            case State.REFUSED:
                assert times == 0
            case State.AMBIGUOUS:
                assert times <= 1
            case other:
                raise AssertionError(other)
    assert State.AMBIGUOUS in book.states()
    assert State.REFUSED in book.states()
