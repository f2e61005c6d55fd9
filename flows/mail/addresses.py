"""E-mail addresses: checked, told apart, and shown to people without giving them away."""

from __future__ import annotations

import hashlib
import re

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")


def checked(text: str) -> str | None:
    """Return an address in its normal form (RFC 5321: ASCII, the domain in lower case), None if it is none.

    A domain beyond ASCII is written by IDNA. A mailbox beyond ASCII would need SMTPUTF8 (RFC 6531), which few
    servers speak: it counts as no address.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return found.ascii_email


def key_of(address: str) -> str:
    """Return what an address is known by: 64 hexadecimal figures, the same for any use of capitals.

    The standard lets a server tell Anna@ from anna@, but none in use does, and a person would get two mails.
    """
    return hashlib.sha256(address.casefold().encode()).hexdigest()


def masked(address: str) -> str:
    """Return an address as logs and reports may show it: `m…@e….org`."""
    mailbox, _, domain = address.rpartition("@")
    name, dot, ending = domain.rpartition(".")
    return f"{mailbox[:1]}…@{(name or ending)[:1]}…{dot}{ending if name else ''}"


def scrubbed(text: str) -> str:
    """Mask every address in a text of others, such as a server's reply, and make it one line."""
    plain = _ADDRESS.sub(lambda found: masked(found[0]), text)
    return " ".join("".join(char if char.isprintable() else " " for char in plain).split())[:200]
