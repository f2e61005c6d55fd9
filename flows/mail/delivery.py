"""What becomes of one message to one recipient, and what may be done about it next; pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far a message has come.

    SENDING is written down before a server may take the message, so it stays behind where a run is killed
    or a reply is lost: nobody knows then, and that is AMBIGUOUS.
    """

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an attempt: the server's code (0 where it said nothing) and its words, addresses masked.

    `lost` says that the connection broke: the server has not judged this recipient.
    """

    state: State
    code: int = 0
    words: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """A line of the ledger: `key` stands for the address, `shown` is how people see it."""

    key: str
    shown: str
    state: State
    message_id: str
    attempts: int
    code: int
    words: str
    changed: dt.datetime


class Choice(StrEnum):
    """What a person decided about the messages of which nobody knows whether they arrived."""

    LEAVE = "leave"
    RESEND = "resend"
    SENT = "sent"


def is_due(delivery: Delivery | None, choice: Choice) -> bool:
    """Tell whether a recipient is still to be sent to: never tried, put off, or as a person decided."""
    if delivery is None:
        return True
    match delivery.state:
        case State.DEFERRED:
            return True
        case State.AMBIGUOUS:
            return choice is Choice.RESEND
        case State.SENT | State.REFUSED | State.SENDING:
            return False


def judged(code: int, words: str) -> Result:
    """Judge a reply to a whole message (RFC 5321 section 4.2.1): 2xx took it, 5xx never will, others may."""
    if 200 <= code < 300:
        return Result(State.SENT, code, words)
    return Result(State.REFUSED if 500 <= code < 600 else State.DEFERRED, code, words)


def pause_s(failures: int, first_s: float) -> float:
    """Return how long to wait after so many failures in a row: twice as long each time, an hour at most."""
    return float(min(first_s * 2 ** max(0, failures - 1), 3600.0))
