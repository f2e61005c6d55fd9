"""A letter as JSON, out and in again without loss: what is sent is what was published."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

from outputs.json_reader import Reader
from outputs.newsletter.letter import Letter, Mailbox, Picture

VERSION = 1


def dump(letter: Letter) -> bytes:
    """Write a letter as JSON in UTF-8; the same letter gives the same bytes."""
    whole = {
        "version": VERSION,
        "subject": letter.subject,
        "sender": _mailbox_json(letter.sender),
        "reply_to": _mailbox_json(letter.reply_to) if letter.reply_to else None,
        "date": letter.date.isoformat(),
        "list_id": letter.list_id,
        "list_name": letter.list_name,
        "language": letter.language,
        "unsubscribe_url": letter.unsubscribe_url,
        "unsubscribe_mail": letter.unsubscribe_mail,
        "text": letter.text,
        "html": letter.html,
        "pictures": [
            {
                "content_id": picture.content_id,
                "media_type": picture.media_type,
                "name": picture.name,
                "data": b64encode(picture.data).decode("ascii"),
            }
            for picture in letter.pictures
        ],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def load(data: bytes) -> Letter:
    """Read what `dump` wrote.

    Raises ValueError, naming the place, when the bytes are no JSON or not of this form.
    """
    reader = Reader(json.loads(data))
    if reader.integer("version") != VERSION:
        raise ValueError(f"/version: expected {VERSION}, found {reader.integer('version')}")
    sender, reply_to = reader.object_or_none("sender"), reader.object_or_none("reply_to")
    text, html = reader.texts("text"), reader.texts("html")
    if sender is None or not text or not html:
        raise ValueError("/: expected a sender, a text and an html")
    return Letter(
        subject=reader.text("subject"),
        html=html,
        text=text,
        sender=_mailbox(sender),
        date=reader.moment("date"),
        list_id=reader.text("list_id"),
        list_name=reader.text("list_name"),
        reply_to=_mailbox(reply_to) if reply_to else None,
        language=reader.text("language"),
        unsubscribe_url=reader.text("unsubscribe_url"),
        unsubscribe_mail=reader.text("unsubscribe_mail"),
        pictures=tuple(map(_picture, reader.members("pictures"))),
    )


def _mailbox_json(box: Mailbox) -> dict[str, str]:
    return {"address": box.address, "name": box.name}


def _mailbox(reader: Reader) -> Mailbox:
    return Mailbox(reader.text("address"), reader.text("name"))


def _picture(reader: Reader) -> Picture:
    data = b64decode(reader.text("data"), validate=True)
    return Picture(reader.text("content_id"), reader.text("media_type"), data, reader.text("name"))
