"""An issue of the newsletter: the letter that is sent, and the files that are published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outputs.address import ascii_url, issue_path, newest_first
from outputs.edition import Artifact, Edition, Item
from outputs.markup import escape
from outputs.newsletter import logo, words
from outputs.newsletter.fit import Placed, Shape
from outputs.newsletter.html import LIMIT_BYTES, render_body
from outputs.newsletter.letter import Letter, Mailbox, Pieces
from outputs.newsletter.letter_json import dump
from outputs.newsletter.links import MERGE_TAGS, guarded_html, guarded_text, way_out
from outputs.newsletter.message import filled, master
from outputs.newsletter.online import render_online
from outputs.newsletter.text import render_text
from pipeline.model import Notice


@dataclass(frozen=True, slots=True)
class Issue:
    """What is made of an edition: the letter, the files of the release, and what a person should know."""

    letter: Letter
    artifacts: tuple[Artifact, ...]
    notices: tuple[Notice, ...]


def render_issue(edition: Edition) -> Issue | None:
    """Render the issue that an edition names; None when it names none.

    The items of the edition are those of the issue, save articles that were taken back and that no reader has
    had (`Newsletter.corrected`).
    Raises ValueError when an issue is named but there is nothing to tell.
    """
    mail = edition.newsletter
    if not mail.issue:
        return None
    items = tuple(item for item in newest_first(edition) if not item.retraction or item.id in mail.corrected)
    if not items:
        raise ValueError("an issue without articles is no newsletter")
    body = render_body(edition, items)
    text = render_text(edition, items, body.placed)
    letter = Letter(
        subject=words.subject(edition, items),
        html=body.pieces(logo.element(edition.brand, words.site_host(edition))),
        text=text,
        sender=words.sender(edition),
        date=words.issue_date(edition, items),
        list_id=words.list_id(edition),
        list_name=edition.site.title,
        reply_to=Mailbox(mail.reply_to) if mail.reply_to else None,
        language=edition.site.language,
        unsubscribe_url=ascii_url(mail.unsubscribe_url),
        unsubscribe_mail=mail.unsubscribe_mail,
        pictures=logo.pictures(edition.brand, words.site_host(edition)),
    )
    notices = _notices(edition, items, body.placed)
    return Issue(letter, _files(edition, letter, body.pieces(), body.placed, notices), notices)


def _files(
    edition: Edition, letter: Letter, html: Pieces, placed: Sequence[Placed], notices: tuple[Notice, ...]
) -> tuple[Artifact, ...]:
    """Write the letter as files: for a service that fills in its own tags, or with the link for everybody."""
    folder = issue_path(edition.newsletter.issue)
    tags = MERGE_TAGS[edition.newsletter.merge_tags]
    text = letter.text
    page, plain = filled(html, str(escape(way_out(letter)))), filled(text, way_out(letter))
    if tags:
        page = filled(tuple(guarded_html(piece, tags) for piece in html), tags.unsubscribe)
        plain = filled(tuple(guarded_text(piece, tags) for piece in text), tags.unsubscribe)
    return (
        Artifact(f"{folder}newsletter.html", "text/html; charset=utf-8", page.encode(), notices),
        Artifact(f"{folder}newsletter.txt", "text/plain; charset=utf-8", plain.encode()),
        Artifact(f"{folder}newsletter.eml", "message/rfc822", master(letter)),
        Artifact(f"{folder}letter.json", "application/json", dump(letter)),
        Artifact(
            f"{folder}index.html",
            "text/html; charset=utf-8",
            render_online(edition, letter.subject, placed).encode(),
        ),
    )


_NAMES = {
    Shape.NOTE: ("note", "notes"),
    Shape.WHOLE: ("article whole", "articles whole"),
    Shape.LEAD: ("lead", "leads"),
    Shape.TEASER: ("teaser", "teasers"),
    Shape.BRIEF: ("short teaser", "short teasers"),
    Shape.LINK: ("link", "links"),
}


def _notices(edition: Edition, items: Sequence[Item], placed: Sequence[Placed]) -> tuple[Notice, ...]:
    """Say what was shortened, and what was left to the index, so that the mail stays within its limit."""
    shapes = [each.shape for each in placed]
    wanted = (
        {Shape.NOTE, Shape.LEAD, Shape.TEASER}
        if edition.newsletter.shape == "digest"
        else {Shape.NOTE, Shape.WHOLE}
    )
    left_out = len(items) - len(placed)
    if set(shapes) <= wanted and not left_out:
        return ()
    counts = [(shapes.count(shape), names) for shape, names in _NAMES.items() if shape in shapes]
    held = ", ".join(f"{count} {names[count != 1]}" for count, names in counts)
    rest = f"; {left_out} only through the list of all articles" if left_out else ""
    message = (
        f"Issue {edition.newsletter.issue} has {held}{rest}: more would pass the {LIMIT_BYTES:,} bytes that "
        "Gmail shows of a mail."
    )
    return (Notice("newsletter-shortened", message),)
