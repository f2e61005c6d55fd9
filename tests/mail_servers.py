"""Real mail servers on loopback, good ones and bad ones: aiosmtpd, with a plan for every attempt."""

from __future__ import annotations

import asyncio
import email
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from enum import Enum
from typing import TypeAlias

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as Peer


class Act(Enum):
    """What a server does with one attempt to send to one recipient."""

    ACCEPT = "takes the message"
    SLOW = "takes it after a while"
    NO_RCPT = "550 to RCPT"
    LATER_RCPT = "451 to RCPT"
    NO_DATA = "554 to the whole message"
    LATER_DATA = "452 to the whole message"
    CLOSING = "421 to RCPT, and hangs up"
    DROP_RCPT = "hangs up at RCPT"
    DROP_DATA = "hangs up in the middle of the message"
    EARLY_NO = "552 in the middle of the message"
    LOSE_REPLY = "takes the message, and hangs up before it says so"
    LOSE_MESSAGE = "hangs up after the message, which it did not take"
    NONSENSE = "answers something that is no reply"


# From a recipient and the number of the attempt, which begins with 1.
Plan: TypeAlias = Callable[[str, int], Act]
_CODES = {Act.NO_RCPT: "550 5.1.1 <{0}>: no such user", Act.LATER_RCPT: "451 4.7.1 <{0}>: try again later"}


class MailServer:
    """A server that follows a plan, and remembers what it took."""

    def __init__(self, plan: Plan, *, slow_s: float = 0.05) -> None:
        self.plan = plan
        self.slow_s = slow_s
        self.taken: list[tuple[str, bytes]] = []
        self.attempts: Counter[str] = Counter()
        self.connections = 0
        self.logins: list[str] = []
        self.port = 0
        self.open: list[Protocol] = []
        # Called with "rcpt" or "taken", before the server answers.
        self.heard: Callable[[str, str], None] = lambda _what, _address: None

    def times_taken(self) -> Counter[str]:
        """Count the messages that were taken, by recipient."""
        return Counter(address for address, _ in self.taken)

    def message(self, address: str) -> EmailMessage:
        """Return the one message that was taken for a recipient."""
        (data,) = [data for to, data in self.taken if to == address]
        return email.message_from_bytes(data, policy=policy.default)


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.acts: dict[int, Act] = {}

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name for it)
        self, protocol: Protocol, _peer: Peer, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        server = self.server
        server.attempts[address] += 1
        server.heard("rcpt", address)
        protocol.act = server.plan(address, server.attempts[address])
        if protocol.act in _CODES:
            return _CODES[protocol.act].format(address)
        if protocol.act is Act.CLOSING:
            await protocol.push("421 4.3.2 closing")
            protocol.hang_up()
        if protocol.act is Act.DROP_RCPT:
            protocol.hang_up()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, protocol: Protocol, _peer: Peer, envelope: Envelope) -> str:  # noqa: N802
        server, (address,) = self.server, envelope.rcpt_tos
        match protocol.act:
            case Act.NO_DATA:
                return "554 5.7.1 looks like spam"
            case Act.LATER_DATA:
                return "452 4.3.1 no space"
            case Act.LOSE_MESSAGE:
                protocol.hang_up()
                return "250 OK"
            case Act.SLOW:
                await asyncio.sleep(server.slow_s)
        assert isinstance(envelope.original_content, bytes)
        server.taken.append((address, envelope.original_content))
        server.heard("taken", address)
        if protocol.act is Act.LOSE_REPLY:
            protocol.hang_up()
        return "Nonsense." if protocol.act is Act.NONSENSE else "250 OK"


class Protocol(SMTP):
    """aiosmtpd's server with the failures that its hooks cannot make."""

    act = Act.ACCEPT

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Break off in the middle, where that is the plan."""
        if self.act in {Act.DROP_DATA, Act.EARLY_NO}:
            await self.push("354 go on")
            await self._reader.read(20)
            if self.act is Act.EARLY_NO:
                await self.push("552 5.3.4 too big")
            self.hang_up(soft=self.act is Act.EARLY_NO)
            return
        await super().smtp_DATA(arg)

    def hang_up(self, *, soft: bool = False) -> None:
        """Close the connection, at once unless `soft`."""
        assert isinstance(self.transport, asyncio.Transport)
        if soft:
            self.transport.close()
        else:
            self.transport.abort()


@contextmanager
def running(
    server: MailServer, *, tls: ssl.SSLContext | None = None, wrapped: bool = False, password: str = ""
) -> Iterator[MailServer]:
    """Run a server in a thread; with `tls` it offers STARTTLS, and with `wrapped` it speaks TLS at once."""
    loop = asyncio.new_event_loop()

    def log_in(_smtp: SMTP, _peer: Peer, _envelope: Envelope, _way: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        server.logins.append(given.login.decode())
        return AuthResult(success=given.password.decode() == password, handled=False)

    def connected() -> Protocol:
        server.connections += 1
        made = Protocol(
            _Handler(server),
            hostname="mail.test",
            loop=loop,
            tls_context=None if wrapped else tls,
            authenticator=log_in if password else None,
            auth_require_tls=bool(tls) and not wrapped,
        )
        server.open.append(made)
        return made

    loop.set_exception_handler(lambda _loop, _context: None)  # connections that we break complain
    wire = loop.run_until_complete(
        loop.create_server(connected, "127.0.0.1", 0, ssl=tls if wrapped else None)
    )
    server.port = wire.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(wire.close)
        asyncio.run_coroutine_threadsafe(_end(server.open), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(connections: list[Protocol]) -> None:
    """End what the connections have left running."""
    for each in connections:
        if isinstance(each.transport, asyncio.Transport):
            each.transport.abort()
    await asyncio.sleep(0)
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def closed_port() -> int:
    """Return a port of this machine where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        return int(gone.getsockname()[1])
