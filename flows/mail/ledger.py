"""The ledger of a run: each line is on the disk before the run goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flows.catalogue import deliveries
from flows.catalogue.engine import Door
from flows.mail.delivery import Choice, Delivery, Result, State, is_due
from flows.mail.recipients import Recipient


@dataclass(frozen=True, slots=True)
class CatalogueLedger:
    """The deliveries of an issue in the catalogue, each line a transaction of its own through `door`."""

    door: Door
    issue: str
    now: Callable[[], dt.datetime]
    choice: Choice = Choice.LEAVE
    again_refused: bool = False

    def settled(self) -> Mapping[str, Delivery]:
        """Return what is known by recipient, with what a killed run left behind made ambiguous.

        Where a person has decided that the ambiguous ones have arrived, they have; that the refused are to be
        tried again, they count as put off. Only for who holds the
        lock of sending: what another run is sending now would be taken for left behind.
        """
        with self.door() as connection:
            now = self.now()
            deliveries.turn(connection, self.issue, State.SENDING, State.AMBIGUOUS, now)
            if self.choice is Choice.SENT:
                deliveries.turn(connection, self.issue, State.AMBIGUOUS, State.SENT, now)
            if self.again_refused:
                deliveries.turn(connection, self.issue, State.REFUSED, State.DEFERRED, now)
            return {each.key: each for each in deliveries.read(connection, self.issue)}

    def begin(self, recipient: Recipient, message_id: str) -> bool:
        """Write that a server is to be given a message; False where another run has begun, or sent it."""
        with self.door() as connection:
            before = deliveries.find(connection, self.issue, recipient.key)
            if not is_due(before, self.choice):
                return False
            attempts = before.attempts + 1 if before else 1
            line = self._line(recipient, message_id, Result(State.SENDING), attempts)
            deliveries.write(connection, self.issue, line)
            return True

    def finish(self, recipient: Recipient, message_id: str, result: Result) -> None:
        """Write what came of an attempt; what is known to be sent stays sent."""
        with self.door() as connection:
            before = deliveries.find(connection, self.issue, recipient.key)
            if before and before.state is State.SENT:
                return
            begun = before is not None and before.state is State.SENDING
            attempts = (before.attempts if before else 0) + (not begun)
            line = self._line(recipient, message_id, result, attempts)
            deliveries.write(connection, self.issue, line)

    def _line(self, recipient: Recipient, message_id: str, result: Result, attempts: int) -> Delivery:
        return Delivery(
            key=recipient.key,
            shown=recipient.shown,
            state=result.state,
            message_id=message_id,
            attempts=attempts,
            code=result.code,
            words=result.words,
            changed=self.now(),
        )
