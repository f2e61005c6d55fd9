"""`[mail]`: the server that takes the newsletter, and how fast it is given messages."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from flows.tables.values import Table


def _host(value: str) -> str:
    if value and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.:_-]*", value):
        raise ValueError("must be the name of a mail server, such as smtp.example.org")
    return value


class MailTable(Table):
    """The server that takes the newsletter, and how fast it is given messages."""

    host: Annotated[str, AfterValidator(_host)] = ""
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: str = ""
    user: str = ""
    secret: str = ""
    per_second: Annotated[float, Field(gt=0, le=1000)] = 10.0
    retries: Annotated[int, Field(ge=0, le=20)] = 3
    retry_wait_s: Annotated[float, Field(ge=0, le=3600)] = 60.0
    # RFC 5321 section 4.5.3.2: five minutes for most replies, ten for the one to a whole message. Who waits
    # too short for that one never knows whether the message arrived.
    timeout_s: Annotated[float, Field(gt=0, le=3600)] = 60.0
    reply_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 600.0
