"""Send an issue to many people, one message each: no one is left out, and no one is sent it twice.

The ledger is written before a server may take a message, and again after its reply. Whoever it says was sent
to is never sent to again; whoever was being sent to when a run was killed, or when a reply was lost, is named
and left for a person to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol, TypeAlias

from flows.mail.delivery import Choice, Delivery, Result, State, is_due, pause_s
from flows.mail.options import Pace
from flows.mail.recipients import Recipient
from flows.mail.session import ServerRefuses, ServerSilent, Session

# So many refused or lost in a row are no matter of recipients any more: a blocked sender, a broken server.
_MOST_REFUSED = 50
# A reply that is lost leaves a person with a question; a server that loses all of them is left alone soon.
_MOST_AMBIGUOUS = 5


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it goes over the wire, and the Message-ID by which a server's log knows it."""

    message_id: str
    data: bytes


Compose: TypeAlias = Callable[[Recipient], Message]


class Ledger(Protocol):
    """Where it is written, durably, what becomes of each message of an issue."""

    def begin(self, recipient: Recipient, message_id: str) -> bool:
        """Write that a server is to be given a message; False where another run has begun, or sent it."""
        ...

    def finish(self, recipient: Recipient, message_id: str, result: Result) -> None:
        """Write what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds that only ever grow, and the way to let some pass."""

    seconds: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a run.

    `results` has this run's last word on each recipient that it tried, by key; `already` were sent to, and
    `closed` refused or left ambiguous, before. `untried` were not reached because of `stopped`.
    """

    results: Mapping[str, Result]
    already: int = 0
    closed: tuple[Recipient, ...] = ()
    untried: tuple[Recipient, ...] = ()
    stopped: str = ""

    def count(self, state: State) -> int:
        """Count the recipients of this run that ended so."""
        return sum(result.state is state for result in self.results.values())


@dataclass(slots=True)
class Sending:
    """A run: what it sends with, and what has come of it so far."""

    sender: str
    compose: Compose
    session: Session
    ledger: Ledger
    clock: Clock
    pace: Pace
    advance: Callable[[int, int], None]
    results: dict[str, Result] = field(default_factory=dict)
    _total: int = 0
    _next: float = 0.0
    _refused: int = 0
    _ambiguous: int = 0

    def send(
        self, people: Sequence[Recipient], known: Mapping[str, Delivery], choice: Choice = Choice.LEAVE
    ) -> Sent:
        """Send to everyone who is still due by the ledger's `known`, and try again those that are put off."""
        due = [person for person in people if is_due(known.get(person.key), choice)]
        past = [known[person.key] for person in people if person.key in known]
        already = sum(each.state is State.SENT for each in past)
        ended = {each.key for each in past if each.state is not State.SENT and not is_due(each, choice)}
        self._total = len(due)
        stopped = self._rounds(due)
        return Sent(
            dict(self.results),
            already,
            tuple(person for person in people if person.key in ended),
            tuple(person for person in due if person.key not in self.results),
            stopped,
        )

    def _rounds(self, due: Sequence[Recipient]) -> str:
        """Go through all that are due, then through those that were put off; say why it ended early."""
        try:
            for number in range(self.pace.retries + 1):
                if number and due:
                    self.clock.sleep(pause_s(number, self.pace.retry_wait_s))
                due = [person for person in due if self._put_off(person)]
        except (ServerSilent, ServerRefuses) as error:
            return str(error)
        finally:
            self.session.close()
        return ""

    def _put_off(self, person: Recipient) -> bool:
        result = self._deliver(person)
        self.results[person.key] = result
        done = sum(each.state is not State.DEFERRED for each in self.results.values())
        self.advance(done, self._total)
        self._judge_the_server(result)
        return result.state is State.DEFERRED

    def _deliver(self, person: Recipient) -> Result:
        """Send one message, with patience for a server that does not answer."""
        try:
            message = self.compose(person)
        except ValueError as error:
            return Result(State.REFUSED, 0, f"no message could be made: {error}")
        for failures in count(1):
            self._keep_pace()
            try:
                return self._attempt(person, message)
            except ServerSilent:
                if failures > self.pace.retries:
                    raise
                self.clock.sleep(pause_s(failures, self.pace.retry_wait_s))
        raise AssertionError("unreachable")

    def _attempt(self, person: Recipient, message: Message) -> Result:
        begun = False

        def begin() -> None:
            nonlocal begun
            if not begun and not self.ledger.begin(person, message.message_id):
                raise _TakenElsewhere
            begun = True

        try:
            result = self.session.deliver(self.sender, person.address, message.data, begin)
        except _TakenElsewhere:
            self.session.close()
            return Result(State.SENT, 0, "by another run")
        except (ServerSilent, ServerRefuses):
            if begun:  # the server did not get as far as taking it
                self.ledger.finish(person, message.message_id, Result(State.DEFERRED, lost=True))
            raise
        self.ledger.finish(person, message.message_id, result)
        return result

    def _keep_pace(self) -> None:
        now = self.clock.seconds()
        if now < self._next:
            self.clock.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self.pace.per_second

    def _judge_the_server(self, result: Result) -> None:
        """Stop when a run of failures shows that it is not the recipients' fault."""
        if result.state is State.SENT:
            self._refused = self._ambiguous = 0
        self._refused += result.state is State.REFUSED or result.lost
        self._ambiguous += result.state is State.AMBIGUOUS
        if self._refused >= _MOST_REFUSED:
            raise ServerRefuses(
                f"The mail server refused or lost the last {self._refused} messages "
                f"({result.code} {result.words}).",
                remedy="The rest was not tried. Look into this, then run the command again.",
            )
        if self._ambiguous >= _MOST_AMBIGUOUS:
            raise ServerSilent(
                f"The mail server gave no reply to the last {self._ambiguous} messages, "
                "and may have taken them.",
                remedy="The rest was not tried. Look into this, then run the command again.",
            )


class _TakenElsewhere(Exception):
    """Another run sends to this recipient at this moment, or has."""
