"""One conversation with a mail server (RFC 5321): opened when it is needed, used for many messages.

What counts is to know at every moment whether the server may have taken the message. It may from the last
byte of the final dot on; until then a lost connection means that it was not taken.
"""

from __future__ import annotations

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.mail.addresses import scrubbed
from flows.mail.delivery import Result, State, judged
from flows.mail.options import PORTS, Login, Server
from pipeline.errors import HandbillError, UsageError

_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_LINE_END = re.compile(rb"\r\n|\r|\n")
_END = b".\r\n"


class ServerSilent(HandbillError):
    """The mail server does not answer, or says that it cannot serve now; another attempt may help."""

    exit_code = 2


class ServerRefuses(HandbillError):
    """The mail server refuses this sender or this message, whoever it goes to; no attempt will help."""

    exit_code = 2


class Session:
    """A conversation with a server, begun anew whenever it was lost."""

    def __init__(self, server: Server, login: Login | None = None) -> None:
        self._server = server
        self._login = login
        self._smtp: smtplib.SMTP | None = None
        # What we call ourselves; to find out can take seconds, so it is done once.
        self._name: str | None = None

    def open(self) -> bool:
        """Connect and log in; tell whether it was necessary.

        Raises ServerSilent where another attempt may help, ServerRefuses and UsageError where none will.
        """
        if self._smtp is not None and self._smtp.sock is not None:
            return False
        context = _context(self._server)
        with _explained(self._server.place):
            smtp = _connected(self._server, context, self._name)
            try:
                if self._login:
                    smtp.login(self._login.user, self._login.password)
            except OSError:
                smtp.close()
                raise
        self._smtp, self._name = smtp, smtp.local_hostname
        return True

    def deliver(self, sender: str, address: str, data: bytes, begin: Callable[[], None]) -> Result:
        """Send a message to one recipient; `begin` is called just before the server is given the message.

        A connection that the server has closed since the last message is opened anew. Raises what `open`
        raises, and ServerRefuses when the server does not take this sender.
        """
        fresh = self.open()
        result = self._attempt(sender, address, data, begin)
        if result.lost and result.state is State.DEFERRED and not fresh:
            # Servers close a connection that was idle, or has carried its share of messages.
            try:
                self.open()
            except ServerSilent:
                return result
            result = self._attempt(sender, address, data, begin)
        return result

    def close(self) -> None:
        """End the conversation politely, or as it comes."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(5.0)
                smtp.quit()
        except OSError:
            pass
        finally:
            smtp.close()

    def _attempt(self, sender: str, address: str, data: bytes, begin: Callable[[], None]) -> Result:
        smtp = self._smtp
        assert smtp is not None
        whole = _stuffed(data)
        try:
            early = self._envelope(smtp, sender, address, len(whole))
            if early:
                return early
            begin()
            code, words = smtp.docmd("DATA")
            if code != 354:
                return self._judged(smtp, code, words)
            smtp.send(whole)
            if _still_listens(smtp):
                smtp.send(_END)
                return self._reply(smtp)
            # An answer before the end is a refusal, or the connection's end; the message is not whole.
            code, words = smtp.getreply()
            smtp.close()
            result = judged(code, scrubbed(_text(words)))
            return Result(State.DEFERRED, lost=True) if result.state is State.SENT else result
        except smtplib.SMTPResponseException as error:  # a reply that is none
            smtp.close()
            return Result(State.DEFERRED, 0, scrubbed(_text(error.smtp_error)), lost=True)
        except OSError as error:
            smtp.close()
            return Result(State.DEFERRED, 0, scrubbed(str(error)), lost=True)

    def _envelope(self, smtp: smtplib.SMTP, sender: str, address: str, size_bytes: int) -> Result | None:
        """Name sender and recipient; return the result when the server does not take the recipient."""
        options = [f"size={size_bytes}"] if smtp.has_extn("size") else []
        code, words = smtp.mail(sender, options)
        if 500 <= code < 600:
            self.close()
            what = "The mail server does not take mail of this sender or size"
            raise _refusal(self._server.place, what, code, words)
        if code != 250:
            return self._judged(smtp, code, words)
        code, words = smtp.rcpt(address)
        # 251 and 252: it will forward, or try (RFC 5321 section 3.4 and 3.5.3).
        return None if code in {250, 251, 252} else self._judged(smtp, code, words)

    def _reply(self, smtp: smtplib.SMTP) -> Result:
        """Wait for the reply to a whole message; without one nobody knows."""
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._server.reply_timeout_s)
            code, words = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(self._server.timeout_s)
        except OSError as error:
            smtp.close()
            return Result(State.AMBIGUOUS, 0, scrubbed(str(error)), lost=True)
        if not (200 <= code < 300 or 400 <= code < 600):
            smtp.close()
            return Result(State.AMBIGUOUS, max(code, 0), scrubbed(_text(words)), lost=True)
        return self._judged(smtp, code, words)

    def _judged(self, smtp: smtplib.SMTP, code: int, words: bytes) -> Result:
        """Judge a reply, and bring the conversation back to its beginning."""
        result = judged(code, scrubbed(_text(words)))
        if result.state is State.SENT:
            return result
        try:
            if code == 421 or smtp.rset()[0] != 250:  # 421: the server closes the connection
                smtp.close()
        except OSError:
            smtp.close()
        return Result(result.state, code, result.words, lost=code == 421)


@contextmanager
def _explained(place: str) -> Iterator[None]:
    """Tell what another attempt may help against from what it will not."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise ServerRefuses(
            f"The mail server's certificate is not accepted: {error.verify_message}.",
            where=place,
            remedy="Check [mail] host; for a certificate authority of your own give ca_file.",
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise _refusal(
            place, "The mail server refuses the login", error.smtp_code, error.smtp_error
        ) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(place, "The mail server turns us away", error.smtp_code, error.smtp_error) from error
    except OSError as error:
        # smtplib's own errors are of this kind too: all but the lost connection tell of what is not offered.
        if isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected):
            raise ServerRefuses(
                f"The mail server does not offer what is asked of it: {scrubbed(str(error))}",
                where=place,
                remedy="Check [mail] security, and whether the server wants a login.",
            ) from error
        raise ServerSilent(
            f"The mail server does not answer: {scrubbed(str(error))}.",
            where=place,
            remedy="Check [mail] host, port and security, and that the server runs.",
        ) from error


def _refusal(place: str, what: str, code: int, words: bytes | str) -> HandbillError:
    kind = ServerRefuses if code >= 500 else ServerSilent
    said = f"{code} {scrubbed(_text(words))}".rstrip(" .")
    return kind(f"{what}: {said}.", where=place)


def _connected(server: Server, context: ssl.SSLContext | None, name: str | None) -> smtplib.SMTP:
    port, timeout_s = server.port or PORTS[server.security], server.timeout_s
    smtp = (
        smtplib.SMTP_SSL(server.host, port, name, timeout=timeout_s, context=context)
        if server.security == "tls"
        else smtplib.SMTP(server.host, port, name, timeout=timeout_s)
    )
    try:
        assert smtp.sock is not None
        # The final dot is a packet of its own; by default it waits 40 ms for the server's acknowledgement.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            # Where it is not offered this fails: a login must never go in the open for that.
            smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
    except OSError:
        smtp.close()
        raise
    return smtp


def _context(server: Server) -> ssl.SSLContext | None:
    if server.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"The certificates cannot be read: {error.strerror or error}.",
            where=str(server.ca_file),
            remedy="Give [mail] ca_file as a file in PEM form.",
        ) from error


def _still_listens(smtp: smtplib.SMTP) -> bool:
    """Tell whether the server waits for more; it may have answered, or hung up, before the end."""
    sock = smtp.sock
    if sock is None:
        return False
    encrypted = isinstance(sock, ssl.SSLSocket)
    if not select.select([sock], [], [], 0)[0]:
        return True
    if not encrypted:
        return False
    # What is there to read may be TLS's own affair, such as a new session ticket.
    patience_s = sock.gettimeout()
    sock.setblocking(False)
    try:
        sock.recv(1)
    except ssl.SSLWantReadError:
        return True
    except OSError:
        return False
    finally:
        sock.settimeout(patience_s)
    return False


def _stuffed(data: bytes) -> bytes:
    """Double the dots at the beginnings of lines (RFC 5321 section 4.5.2); the last line ends as all do."""
    # A bare CR or LF is where servers disagree about the end of a message (CVE-2023-51764).
    whole = _LEADING_DOT.sub(b"..", _LINE_END.sub(b"\r\n", data))
    return whole if whole.endswith(b"\r\n") else whole + b"\r\n"


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
