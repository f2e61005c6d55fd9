"""An errand: an issue of the release to a list, to one address for a look, or into a folder."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.freezing import find, freeze
from flows.mail.addresses import checked
from flows.mail.delivery import Choice, Delivery, Result, State
from flows.mail.letters import composer, letter_of
from flows.mail.lock import sending
from flows.mail.login import login_of
from flows.mail.recipients import Recipient, Recipients, read_list
from flows.mail.sending import Clock, Compose, Ledger, Sending, Sent
from flows.mail.session import Session
from flows.newsletter import content_hash
from flows.pieces import Piece
from flows.settings import Settings
from flows.stages import Stages
from outputs.newsletter.letter import Letter
from pipeline.errors import ReleaseRefused, UsageError

CLOCK = Clock(time.monotonic, time.sleep)


@dataclass(frozen=True, slots=True)
class Errand:
    """An issue that is to be sent: by which settings, and who hears of the progress."""

    settings: Settings
    issue: str
    stages: Stages
    clock: Clock = CLOCK
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)


@dataclass(frozen=True, slots=True)
class Terms:
    """How a list is sent to.

    `suppress` is a list of those who want no mail, `choice` what is done about ambiguous messages. With
    `again_refused` those whom a server refused are tried again. With `anew` an issue is sent that was sent
    before, although no ledger says to whom.
    """

    suppress: Path | None = None
    choice: Choice = Choice.LEAVE
    again_refused: bool = False
    anew: bool = False


COMMON = Terms()


@dataclass(frozen=True, slots=True)
class Told:
    """What came of an errand: the list as it was read, what was sent, and what is open in the ledger."""

    issue: str
    listed: Recipients
    sent: Sent
    ledger: Mapping[str, Delivery]

    @property
    def exit_code(self) -> int:
        """Return 0 when everyone on the list has the issue, 2 when no one could be sent to, else 3."""
        count = self.sent.count
        if self.sent.stopped and not self.sent.already and not any(self.sent.results):
            return 2
        whole = count(State.SENT) == len(self.sent.results) and not (self.sent.closed or self.sent.untried)
        return 0 if whole and not self.listed.problems else 3

    def in_state(self, state: State) -> tuple[tuple[Recipient, Delivery | Result], ...]:
        """Return who is in a state now, with what is known of it, in the order of the list."""
        found: list[tuple[Recipient, Delivery | Result]] = []
        for person in self.listed.people:
            known = self.sent.results.get(person.key) or self.ledger.get(person.key)
            if known and known.state is state:
                found.append((person, self.ledger.get(person.key, known)))
        return tuple(found)


@dataclass(slots=True)
class _Freezing:
    """A ledger that freezes the issue before its first line: from then on readers may have it."""

    ledger: Ledger
    freeze: Callable[[], None]
    done: bool = field(default=False)

    def begin(self, recipient: Recipient, message_id: str) -> bool:
        if not self.done:
            self.freeze()
            self.done = True
        return self.ledger.begin(recipient, message_id)

    def finish(self, recipient: Recipient, message_id: str, result: Result) -> None:
        self.ledger.finish(recipient, message_id, result)


class _NoLedger:
    """What a test message is written in."""

    def begin(self, recipient: Recipient, message_id: str) -> bool:
        return True

    def finish(self, recipient: Recipient, message_id: str, result: Result) -> None:
        pass


def send_all(errand: Errand, to: Path, terms: Terms = COMMON, *, now: Callable[[], dt.datetime]) -> Told:
    """Send an issue of the current release to everyone on a list who does not have it yet.

    Raises UsageError, LockHeld when another run sends it, ReleaseRefused when it is not what it was when it
    was first sent or no ledger says who has it, and what the catalogue raises. What servers and recipients do
    is told in the result.
    """
    from flows.catalogue import engine
    from flows.mail.ledger import CatalogueLedger

    settings, issue = errand.settings, errand.issue
    listed = read_list(to, terms.suppress)
    _, pieces = find(settings, issue)
    letter = letter_of(pieces, issue)
    _check_sender(letter)
    compose = composer(letter, listed.people, errand.environment)
    with sending(settings.state, issue), engine.kept(settings.catalogue) as door:
        _check(settings, issue, pieces, anew=terms.anew)
        ledger = CatalogueLedger(door, issue, now, terms.choice, terms.again_refused)
        known = ledger.settled()
        guarded = _Freezing(ledger, lambda: _freeze(settings, issue, pieces, now()))
        mail = _mail(errand, letter, compose, guarded)
        sent = errand.stages.run(f"send issue {issue}", lambda: mail.send(listed.people, known, terms.choice))
        return Told(issue, listed, sent, ledger.settled())


def send_test(errand: Errand, address: str) -> Told:
    """Send an issue to one address to look at; nothing is frozen, and nothing written down.

    Raises UsageError, and ReleaseBroken when the issue cannot be sent.
    """
    letter, people = _look(errand, address)
    mail = _mail(errand, letter, composer(letter, people, errand.environment), _NoLedger())
    sent = errand.stages.run(f"send issue {errand.issue}", lambda: mail.send(people, {}))
    return Told(errand.issue, Recipients(people), sent, {})


def write_all(errand: Errand, to: Path | str, folder: Path, suppress: Path | None = None) -> Recipients:
    """Write the message to everyone on a list (a path), or to one address (a text), into a folder.

    Each file is named by the line of the list. Raises UsageError when the folder is not empty.
    """
    if isinstance(to, str):
        letter, people = _look(errand, to)
        listed = Recipients(people)
    else:
        listed = read_list(to, suppress)
        letter = letter_of(find(errand.settings, errand.issue)[1], errand.issue)
    compose = composer(letter, listed.people, errand.environment)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError("The folder is not empty.", where=str(folder), remedy="Name a new one.")
        for done, person in enumerate(listed.people, start=1):
            (folder / f"{person.line:06}.eml").write_bytes(compose(person).data)
            errand.stages.advance(done, len(listed.people))
    except OSError as error:
        raise UsageError(
            f"The messages cannot be written: {error.strerror or error}.", where=str(folder)
        ) from error
    return listed


def _look(errand: Errand, address: str) -> tuple[Letter, tuple[Recipient, ...]]:
    found = checked(address)
    if found is None:
        raise UsageError(
            "This is no e-mail address that a message could be sent to.", remedy="Give one after --test."
        )
    letter = letter_of(find(errand.settings, errand.issue)[1], errand.issue)
    return letter, (Recipient(found, token="test"),)  # noqa: S106 (no password)


def _mail(errand: Errand, letter: Letter, compose: Compose, ledger: Ledger) -> Sending:
    mail = errand.settings.mail
    if not mail.server.host:
        raise UsageError(
            "There is no mail server to send by.",
            remedy="Set [mail] host (docs/settings.md), or write the messages to a folder with --dry-run.",
        )
    session = Session(mail.server, login_of(mail, errand.environment))
    sender, advance = letter.sender.address, errand.stages.advance
    return Sending(sender, compose, session, ledger, errand.clock, mail.pace, advance)


def _check(settings: Settings, issue: str, pieces: Sequence[Piece], *, anew: bool) -> None:
    """Refuse an issue that is frozen, and not what it was; and one of which no ledger says who has it."""
    from flows import sent_issues

    found = [each for each in sent_issues.read(settings) if each.issue.name == issue]
    for sent in found:
        if sent.issue.content_hash != content_hash(pieces):
            freeze(settings, issue, sent.issue.frozen)  # says what is wrong
        if (sent.forgotten or sent.elsewhere) and not anew:
            raise ReleaseRefused(
                f"Issue {issue} was sent by another service."
                if sent.elsewhere
                else f"Issue {issue} was sent before, and the catalogue no longer knows to whom.",
                where=str(settings.out / sent_issues.FOLDER / f"{issue}.json"),
                remedy=("" if sent.elsewhere else "Restore the catalogue from a backup. ")
                + "If nobody on this list has the issue, add --anew.",
            )


def _check_sender(letter: Letter) -> None:
    """Refuse to mail a list in a name that nobody has set."""
    if letter.sender.address.endswith("@localhost"):
        raise UsageError(
            f"The newsletter comes from {letter.sender.address}, which nobody could answer.",
            remedy="Set [newsletter] from_address, publish again, and send that.",
        )


def _freeze(settings: Settings, issue: str, pieces: Sequence[Piece], now: dt.datetime) -> None:
    frozen, _ = freeze(settings, issue, now)
    if frozen.content_hash != content_hash(pieces):
        raise ReleaseRefused(
            f"Issue {issue} was published anew while it was to be sent. Nothing was sent.",
            remedy="Run the command again.",
        )
