"""Links of a mail: the way out for a recipient, in the words of the service that sends it, and UTM tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from outputs.edition import Edition
from outputs.newsletter.header import address
from outputs.newsletter.letter import Letter


@dataclass(frozen=True, slots=True)
class MergeTags:
    """How a service writes what it fills in for each recipient.

    `unsubscribe` stands for the recipient's link; `openings`, of two characters each, begin a tag: what looks
    like one in an article is written otherwise and shown as it is.
    """

    unsubscribe: str
    openings: tuple[str, ...]


# Mailchimp: "Unsubscribe link" merge tag. Brevo: placeholders of its new template language. listmonk: Go
# templates, which refuse a campaign for any tag that they do not know.
MERGE_TAGS: Mapping[str, MergeTags | None] = {
    "none": None,
    "mailchimp": MergeTags("*|UNSUB|*", ("*|",)),
    "brevo": MergeTags("{{ unsubscribe }}", ("{{", "{%", "{#")),
    "listmonk": MergeTags("{{ UnsubscribeURL }}", ("{{",)),
}
# What stands for a recipient in `[newsletter] unsubscribe_url`.
_PLACE = re.compile(r"\{(?:token|email)\}")
_WORD_JOINER = "\u2060"


def guarded_html(html: str, tags: MergeTags) -> str:
    """Write what looks like a tag of the service so that it is none; a reader sees no difference."""
    return _parted(html, tags, lambda first: f"&#{ord(first)};")


def guarded_text(text: str, tags: MergeTags) -> str:
    """Part what looks like a tag of the service by a word joiner, which is not seen."""
    return _parted(text, tags, lambda first: first + _WORD_JOINER)


def _parted(text: str, tags: MergeTags, written: Callable[[str], str]) -> str:
    """Write the first character of each opening otherwise; in "{{{" that is the first and the second."""
    for opening in tags.openings:
        pattern = f"{re.escape(opening[0])}(?={re.escape(opening[1:])})"
        text = re.sub(pattern, lambda found: written(found[0]), text)
    return text


def common_link(letter: Letter) -> str:
    """Return the configured link by which any recipient leaves; empty where each has one of their own."""
    return "" if _PLACE.search(letter.unsubscribe_url) else letter.unsubscribe_url


def way_out(letter: Letter) -> str:
    """Return the link by which any recipient leaves: the configured one, else a mail that asks for it."""
    return common_link(letter) or mail_out(letter)


def mail_out(letter: Letter) -> str:
    """Return the mail by which a recipient leaves: to the configured address, else to whoever sends."""
    box = letter.unsubscribe_mail or (letter.reply_to or letter.sender).address
    return f"mailto:{quote(address(box), safe='@+')}?subject=unsubscribe"


def tagged(edition: Edition, url: str) -> str:
    """Add the configured UTM parameters to a link into our own site."""
    mail = edition.newsletter
    if not mail.utm_source:
        return url
    values = {
        "utm_source": mail.utm_source,
        "utm_medium": mail.utm_medium,
        "utm_campaign": mail.utm_campaign or mail.issue,
    }
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(values)) if part)
    return parts._replace(query=query).geturl()
