"""The letter of an issue to each recipient's message, with the link by which this recipient leaves."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from flows.mail.recipients import Recipient
from flows.mail.sending import Compose, Message
from flows.newsletter import FOLDER
from flows.pieces import Piece
from outputs.newsletter.letter import Letter
from outputs.newsletter.letter import Recipient as Addressee
from outputs.newsletter.letter_json import load
from outputs.newsletter.message import message_id, personal, prepare
from pipeline.errors import ReleaseBroken, UsageError

KEY = "HANDBILL_UNSUBSCRIBE_KEY"
LETTER_NAME = "letter.json"
_TOKEN_CHARS = 32


def letter_of(pieces: Sequence[Piece], name: str) -> Letter:
    """Return the letter of an issue from its files. Raises ReleaseBroken when it is not there or damaged."""
    path = f"{FOLDER}/{name}/{LETTER_NAME}"
    for piece in pieces:
        if piece.path == path:
            try:
                return load(piece.read())
            except ValueError as error:
                raise ReleaseBroken(f"The letter of issue {name} is damaged: {error}.", where=path) from error
    raise ReleaseBroken(
        f"Issue {name} has no letter that could be sent.", where=path, remedy="Publish again, then send it."
    )


def composer(letter: Letter, people: Sequence[Recipient], environment: Mapping[str, str]) -> Compose:
    """Return what makes a letter one recipient's message.

    Raises UsageError when the link to unsubscribe takes a token and somebody has none.
    """
    key = environment.get(KEY, "")
    lacking = [person for person in people if not person.token]
    if "{token}" in letter.unsubscribe_url and lacking and not key:
        raise UsageError(
            f"The unsubscribe link takes a token, and {len(lacking)} recipients have none.",
            remedy=f"Give the list a column token, or set {KEY} (docs/sending.md).",
        )
    prepared = prepare(letter)

    def compose(person: Recipient) -> Message:
        url = _link(letter.unsubscribe_url, person, key)
        addressee = Addressee(person.address, person.name, url)
        return Message(message_id(prepared, addressee), personal(prepared, addressee))

    return compose


def token_of(address: str, key: str) -> str:
    """Return the token of an address: what only who knows the key can make."""
    digest = hmac.digest(key.encode(), address.lower().encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode("ascii")[:_TOKEN_CHARS]


def _link(template: str, person: Recipient, key: str) -> str:
    token = person.token or (token_of(person.address, key) if key else "")
    values = {"{token}": quote(token, safe=""), "{email}": quote(person.address, safe="")}
    for name, value in values.items():
        template = template.replace(name, value)
    return template
