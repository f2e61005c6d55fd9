"""How mail is sent: the server, its user and the pace."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Login:
    """A user of the mail server."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server; `port` 0 is the usual one, `security` "starttls", "tls" or "none".

    `timeout_s` bounds the wait for each reply, `reply_timeout_s` that for the one to a whole message.
    """

    host: str
    port: int = 0
    security: str = "starttls"
    ca_file: Path | None = None
    timeout_s: float = 60.0
    reply_timeout_s: float = 600.0

    @property
    def place(self) -> str:
        """Return host and port, for people."""
        return f"{self.host}:{self.port or PORTS[self.security]}"


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many messages a second, and how often and how soon a failed one is tried again."""

    per_second: float = 10.0
    retries: int = 3
    retry_wait_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail is sent; `user` and `secret` (the name of a Prefect block) say where the login is, if any."""

    server: Server = Server("")
    pace: Pace = Pace()
    user: str = ""
    secret: str = ""
