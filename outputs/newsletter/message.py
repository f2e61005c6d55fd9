"""Letters to messages: the bytes that are sent (RFC 5322), the same each time for the same recipient.

What is alike for all recipients is encoded once; a message then costs a few joins of bytes. The unsubscribe
link stands between two soft line ends of the quoted-printable text, so the pieces around it keep their lines.
"""

from __future__ import annotations

from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256

from outputs.markup import escape
from outputs.newsletter import header
from outputs.newsletter.letter import Letter, Mailbox, Picture, Pieces, Recipient
from outputs.newsletter.letter_json import dump
from outputs.newsletter.links import common_link, mail_out, way_out

_NO_SUBJECT = "News"
_NOBODY = "To: undisclosed-recipients:;"
_ONE_CLICK = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
_END = b"\r\n"
_SOFT_END = b"=\r\n"
_WIDTH = 76  # RFC 2045 section 6.7 (5)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter with everything encoded that all of its messages share.

    `parts` are the encoded pieces of the body; between them goes the link, as text or in HTML, as `links`
    says in turn.
    """

    letter: Letter
    digest: str
    head: bytes
    parts: tuple[bytes, ...]
    links: tuple[str, ...]


def message(letter: Letter, recipient: Recipient) -> bytes:
    """Write a letter to one recipient; for many, prepare the letter once and use `personal`.

    Raises ValueError when an address or a link is none that a header may hold.
    """
    return personal(prepare(letter), recipient)


def prepare(letter: Letter) -> Prepared:
    """Encode what all messages of a letter share.

    Raises ValueError when the letter's date has no offset, or an address of it is none.
    """
    if letter.date.tzinfo is None:
        raise ValueError("the date of a letter needs an offset")
    digest = _digest(letter)
    text, html = _encoded(letter.text), _encoded(letter.html)
    outer, inner = f"=_{digest[:32]}", f"=_{digest[32:]}"
    open_html = _part('text/html; charset="utf-8"', "quoted-printable")
    if letter.pictures:
        opening = _lines(f'Content-Type: multipart/related; type="text/html"; boundary="{inner}"', "")
        open_html = opening + _END + _lines(f"--{inner}") + open_html
    parts = list(text)
    parts[0] = _lines(f"--{outer}") + _part('text/plain; charset="utf-8"', "quoted-printable") + parts[0]
    parts[-1] += _END + _lines(f"--{outer}") + open_html + html[0]
    parts += html[1:]
    parts[-1] += _pictures(letter.pictures, inner) + _END + _lines(f"--{outer}--")
    links = ("text",) * (len(text) - 1) + ("html",) * (len(html) - 1)
    return Prepared(letter, digest, _head(letter, outer), tuple(parts), links)


def personal(prepared: Prepared, recipient: Recipient) -> bytes:
    """Write a prepared letter to one recipient; raises ValueError as `message` does."""
    letter = prepared.letter
    to = header.structured("To", header.mailbox(Mailbox(recipient.address, recipient.name)))
    url = recipient.unsubscribe_url or letter.unsubscribe_url
    return _written(prepared, to, url, message_id(prepared, recipient))


def message_id(prepared: Prepared, recipient: Recipient) -> str:
    """Return the Message-ID of a recipient's message, in its angle brackets."""
    url = recipient.unsubscribe_url or prepared.letter.unsubscribe_url
    key = sha256(f"{prepared.digest}\n{recipient.address}\n{url}".encode()).hexdigest()
    return _id(prepared.letter, key)


def master(letter: Letter) -> bytes:
    """Write a letter to nobody: to look at, to file, or to hand to a program that addresses it."""
    prepared = prepare(letter)
    return _written(prepared, _NOBODY, common_link(letter), _id(letter, prepared.digest))


def filled(pieces: Pieces, link: str) -> str:
    """Return a text with a link, or a sender's tag, in its places; in HTML the link must be escaped."""
    return link.join(pieces)


def _written(prepared: Prepared, to: str, url: str, id_: str) -> bytes:
    letter = prepared.letter
    fields = [to, f"Message-ID: {id_}", *_ways_out(letter, url)]
    link = url or way_out(letter)
    shown = {"text": _link(link), "html": _link(str(escape(link)))}
    body = [prepared.parts[0]]
    for kind, part in zip(prepared.links, prepared.parts[1:], strict=True):
        body += [shown[kind], part]
    # Only a local part beyond ASCII needs UTF-8 here, and then the message can only go by SMTPUTF8.
    return b"".join([prepared.head, _lines(*fields), _END, *body])


def _id(letter: Letter, key: str) -> str:
    return f"<{key[:40]}@{header.address(letter.sender.address).rpartition('@')[2]}>"


def _ways_out(letter: Letter, url: str) -> list[str]:
    """Write the fields by which a mail program unsubscribes: the link first, as RFC 8058 section 3.1 asks."""
    links = [header.web_link(url)] if url else []
    if letter.unsubscribe_mail or not url:
        links.append(f"<{mail_out(letter)}>")
    commas = [f"{link}," for link in links[:-1]] + links[-1:]
    fields = [header.structured("List-Unsubscribe", *commas)]
    return [*fields, _ONE_CLICK] if url.startswith("https://") else fields


def _head(letter: Letter, boundary: str) -> bytes:
    subject = header.one_line(letter.subject) or header.one_line(letter.list_name) or _NO_SUBJECT
    name = [header.phrase(letter.list_name)] if header.one_line(letter.list_name) else []
    fields = [
        header.structured("From", header.mailbox(letter.sender)),
        header.unstructured("Subject", subject),
        f"Date: {format_datetime(letter.date)}",
        header.structured("List-ID", *name, f"<{header.host(letter.list_id)}>"),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"',
        f"Content-Language: {letter.language}",
    ]
    if letter.reply_to:
        fields.insert(1, header.structured("Reply-To", header.mailbox(letter.reply_to)))
    return _lines(*fields)


def _digest(letter: Letter) -> str:
    """Return 64 hexadecimal figures that stand for the letter's content."""
    return sha256(dump(letter)).hexdigest()


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8")


def _part(media_type: str, encoding: str) -> bytes:
    return _lines(f"Content-Type: {media_type}", f"Content-Transfer-Encoding: {encoding}", "")


def _encoded(pieces: Sequence[str]) -> list[bytes]:
    """Encode the pieces of a text; each ends in a soft line end where a link is to follow."""
    return [*(_open_ended(_quoted(piece)) for piece in pieces[:-1]), _quoted(pieces[-1])]


def _link(url: str) -> bytes:
    return _open_ended(_quoted(url))


def _open_ended(encoded: bytes) -> bytes:
    """End encoded text in a soft line end; a last line of 76 has no room for its "=" and is broken before."""
    start = encoded.rfind(b"\n") + 1
    if len(encoded) - start < _WIDTH:
        return encoded + _SOFT_END
    cut = len(encoded) - (3 if encoded[-3:-2] == b"=" else 1)
    return encoded[:cut] + _SOFT_END + encoded[cut:] + _SOFT_END


def _quoted(text: str) -> bytes:
    """Encode a text as quoted-printable (RFC 2045 section 6.7) with the line ends of mail."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    return b2a_qp(plain).replace(b"\n", _END)


def _pictures(pictures: Sequence[Picture], boundary: str) -> bytes:
    if not pictures:
        return b""
    return b"".join(_picture(picture, boundary) for picture in pictures) + _END + _lines(f"--{boundary}--")


def _picture(picture: Picture, boundary: str) -> bytes:
    head = _lines(
        "",
        f"--{boundary}",
        f"Content-Type: {picture.media_type}",
        "Content-Transfer-Encoding: base64",
        f"Content-ID: <{picture.content_id}>",
        f'Content-Disposition: inline; filename="{picture.name}"',
        "",
    )
    return head + encodebytes(picture.data).replace(b"\n", _END).removesuffix(_END)
