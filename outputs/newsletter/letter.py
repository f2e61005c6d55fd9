"""A letter: an issue ready to be sent, before it is addressed to anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

# A text in pieces: the recipient's unsubscribe link stands between each two of them. One piece has no place
# for it.
Pieces: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An e-mail address, and the name that is shown for it."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a letter goes to; without an `unsubscribe_url` of their own the letter's is used."""

    address: str
    name: str = ""
    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that travels with the letter; the HTML shows it as `cid:` and its `content_id`."""

    content_id: str
    media_type: str
    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An issue as it is sent to every recipient.

    `html` and `text` are pieces between which the recipient's unsubscribe link goes. `date` has an offset and
    is the edition's, so that a letter gives the same bytes whenever it is sent. `list_id` is a name by RFC
    2919 ("news.example.org"), `list_name` what is shown for it. `unsubscribe_url` stands for all recipients
    that have no link of their own, `unsubscribe_mail` is an address for those who write instead; both may be
    empty.
    """

    subject: str
    html: Pieces
    text: Pieces
    sender: Mailbox
    date: dt.datetime
    list_id: str
    list_name: str = ""
    reply_to: Mailbox | None = None
    language: str = "en"
    unsubscribe_url: str = ""
    unsubscribe_mail: str = ""
    pictures: tuple[Picture, ...] = ()
