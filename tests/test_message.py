"""Messages, against the standard library's and other people's reading of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
import email.policy
import email.utils
import re
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.markup import escape
from outputs.newsletter.header import needs_smtputf8, one_line
from outputs.newsletter.letter import Letter, Mailbox, Picture, Recipient
from outputs.newsletter.letter_json import dump, load
from outputs.newsletter.message import filled, master, message, message_id, personal, prepare

LINK = "https://clinic.example/unsubscribe?u=1&v=%C3%A4"
LETTER = Letter(
    subject="Dry hands: what helps",
    html=(
        '<!doctype html>\n<html lang="en"><body><h1>Hands – Hände</h1><a href="',
        '">Leave</a></body></html>\n',
    ),
    text=("Hands – Hände\n=============\n\nLeave:\n", "\n"),
    sender=Mailbox("news@clinic.example", "Riverside Clinic"),
    date=dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC),
    list_id="news.clinic.example",
    list_name="Clinic News",
    unsubscribe_url="https://clinic.example/unsubscribe",
    unsubscribe_mail="leave@clinic.example",
)
ANA = Recipient("ana@example.org", "Ana O'Neill", LINK)
PIXEL = bytes.fromhex("89504e470d0a1a0a")


def read(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert not any(part.defects for part in found.walk())
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return found


def bodies(found: EmailMessage) -> tuple[str, str]:
    text, html = found.get_body(("plain",)), found.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


def slow(letter: Letter, recipient: Recipient) -> EmailMessage:
    """Build the message as one would by hand, everything anew for each recipient."""
    link = recipient.unsubscribe_url or letter.unsubscribe_url
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"] = Address(letter.sender.name, addr_spec=letter.sender.address)
    made["To"] = Address(one_line(recipient.name), addr_spec=recipient.address)
    made["Subject"] = one_line(letter.subject) or letter.list_name
    made["Date"] = format_datetime(letter.date)
    made["List-Unsubscribe"] = f"<{link}>, <mailto:{letter.unsubscribe_mail}?subject=unsubscribe>"
    made.set_content(filled(letter.text, link), cte="quoted-printable")
    made.add_alternative(filled(letter.html, str(escape(link))), subtype="html", cte="quoted-printable")
    return made


LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=200).map(
    lambda text: "".join(text.splitlines())
)
BODIES = st.lists(LINES, max_size=5).map("\n".join)


@given(BODIES, BODIES, BODIES, BODIES, LINES, LINES)
def test_the_fast_way_reads_like_the_slow_way(  # noqa: PLR0917
    before: str, after: str, text_before: str, text_after: str, subject: str, name: str
) -> None:
    letter = dataclasses.replace(
        LETTER, subject=subject, html=(before, after + "\n"), text=(text_before, "\n", text_after + "\n")
    )
    recipient = dataclasses.replace(ANA, name=name)
    fast, by_hand = read(message(letter, recipient)), slow(letter, recipient)
    assert bodies(fast) == bodies(by_hand)
    for field in ("From", "Subject", "Date", "List-Unsubscribe"):
        assert str(fast[field]) == str(by_hand[field]), field
    # The standard library's newer parser adds a space between two encoded words of a name, its older none.
    older = email.message_from_bytes(message(letter, recipient), policy=email.policy.compat32)
    shown, address = email.utils.parseaddr(older["To"].replace("\r\n", ""))
    assert (str(make_header(decode_header(shown))), address) == (one_line(name), recipient.address)


@given(BODIES, st.text(alphabet="abc=. é\t", max_size=300))
def test_no_encoded_line_is_longer_than_76(before: str, after: str) -> None:
    letter = dataclasses.replace(LETTER, html=(before, after), text=(after, before))
    raw = message(letter, dataclasses.replace(ANA, unsubscribe_url="https://a.example/" + "x" * 300))
    body = raw.split(b"\r\n\r\n", 1)[1]
    assert max(map(len, body.split(b"\r\n"))) <= 76


def test_a_message_has_every_header_of_a_list() -> None:
    raw = message(LETTER, ANA)
    found = read(raw)
    assert [found[name] for name in ("From", "To", "Subject", "Date", "MIME-Version")] == [
        "Riverside Clinic <news@clinic.example>",
        "Ana O'Neill <ana@example.org>",
        "Dry hands: what helps",
        "Mon, 06 May 2024 07:08:09 +0000",
        "1.0",
    ]
    assert found["List-ID"] == "Clinic News <news.clinic.example>"
    assert found["List-Unsubscribe"] == f"<{LINK}>, <mailto:leave@clinic.example?subject=unsubscribe>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<[0-9a-f]{40}@clinic\.example>", found["Message-ID"])
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_each_recipient_has_their_own_link_and_id_and_the_same_bytes_every_time() -> None:
    prepared = prepare(LETTER)
    ben = Recipient("ben@example.org")
    one, other = personal(prepared, ANA), personal(prepared, ben)
    assert (one, other) == (message(LETTER, ANA), message(LETTER, ben))
    assert read(one)["Message-ID"] != read(other)["Message-ID"]
    assert f'<a href="{LINK.replace("&", "&amp;")}">' in bodies(read(one))[1]
    assert bodies(read(one))[0].endswith(f"Leave:\n{LINK}\n")
    assert '<a href="https://clinic.example/unsubscribe">' in bodies(read(other))[1]


def test_another_content_gives_another_id_and_boundary() -> None:
    one, other = (read(message(dataclasses.replace(LETTER, subject=text), ANA)) for text in "ab")
    assert one["Message-ID"] != other["Message-ID"]
    assert one.get_boundary() != other.get_boundary()


@pytest.mark.parametrize(
    ("subject", "read_back"),
    [
        ("Two\r\nBcc: me@example.org", "Two Bcc: me@example.org"),
        ("N\0U\x0bL\x85and\u2028more\u2029", "N U L and more"),
        ("   \t ", "Clinic News"),
        ("", "Clinic News"),
        ("Hands " * 50, ("Hands " * 50).strip()),
        ("x" * 300, "x" * 300),
        ("手" * 300, "手" * 300),
        ("é è " * 75, ("é è " * 75).strip()),
        ("=?utf-8?q?not_what_it_seems?=", "=?utf-8?q?not_what_it_seems?="),
        ("\ud800 lone", "lone"),
        ("Right \u202e tfel", "Right tfel"),
    ],
)
def test_any_subject_makes_a_correct_message(subject: str, read_back: str) -> None:
    found = read(message(dataclasses.replace(LETTER, subject=subject), ANA))
    assert found["Subject"] == read_back
    assert found["Bcc"] is None
    head = message(dataclasses.replace(LETTER, subject=subject), ANA).split(b"\r\n\r\n")[0]
    assert head.isascii()


def test_a_letter_without_a_name_for_its_list_still_has_a_subject() -> None:
    found = read(message(dataclasses.replace(LETTER, subject=" ", list_name=""), ANA))
    assert (found["Subject"], found["List-ID"]) == ("News", "<news.clinic.example>")


def test_a_long_link_stays_whole_in_its_header() -> None:
    link = "https://clinic.example/unsubscribe?token=" + "a1b2c3" * 40
    raw = message(LETTER, dataclasses.replace(ANA, unsubscribe_url=link))
    assert f"\r\nList-Unsubscribe: <{link}>,\r\n <mailto:leave@".encode() in raw


def test_one_click_is_promised_for_https_alone() -> None:
    plain = dataclasses.replace(ANA, unsubscribe_url="http://localhost:8000/leave")
    found = read(message(LETTER, plain))
    assert found["List-Unsubscribe-Post"] is None
    assert "http://localhost:8000/leave" in found["List-Unsubscribe"]


def test_international_addresses_are_written_as_mail_wants_them() -> None:
    found = message(LETTER, Recipient("jörg@straße.example"))
    assert b"\r\nTo: j\xc3\xb6rg@xn--strae-oqa.example\r\n" in found
    assert needs_smtputf8("jörg@straße.example")
    assert not needs_smtputf8("joerg@straße.example")
    sender = dataclasses.replace(LETTER, sender=Mailbox("news@bücher.example", "Bücher & mehr"))
    assert read(message(sender, ANA))["Message-ID"].endswith("@xn--bcher-kva.example>")
    assert read(message(sender, ANA))["From"].addresses[0].display_name == "Bücher & mehr"


@pytest.mark.parametrize(
    "address",
    ["", "ana", "@example.org", "a b@example.org", "a@b\r\nBcc: c@d.example", "a@-b.example", "a@b,c@d"],
)
def test_an_address_that_no_header_may_hold_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        message(LETTER, Recipient(address))


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://a.example/ä", "https://a.example/>, <b"])
def test_a_link_that_no_header_may_hold_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        message(LETTER, Recipient("ana@example.org", unsubscribe_url=link))


def test_a_letter_without_a_link_is_left_by_mail() -> None:
    bare = dataclasses.replace(LETTER, unsubscribe_url="", unsubscribe_mail="")
    found = read(message(bare, Recipient("ana@example.org")))
    assert found["List-Unsubscribe"] == "<mailto:news@clinic.example?subject=unsubscribe>"
    assert found["List-Unsubscribe-Post"] is None
    assert '<a href="mailto:news@clinic.example?subject=unsubscribe">' in bodies(found)[1]


def test_the_id_of_a_message_is_known_before_it_is_written() -> None:
    assert read(message(LETTER, ANA))["Message-ID"] == message_id(prepare(LETTER), ANA)


def test_a_date_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        prepare(dataclasses.replace(LETTER, date=dt.datetime(2024, 5, 6)))


def test_a_letter_to_nobody_has_no_recipient_and_its_own_link() -> None:
    found = read(master(LETTER))
    assert found["To"] == "undisclosed-recipients:;"
    assert LETTER.unsubscribe_url in bodies(found)[1]
    assert master(LETTER) == master(LETTER)


def test_pictures_travel_with_the_html() -> None:
    logo = Picture("logo@clinic.example", "image/png", PIXEL * 40, "logo.png")
    found = read(message(dataclasses.replace(LETTER, pictures=(logo,)), ANA))
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    (picture,) = [part for part in found.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<logo@clinic.example>"
    assert picture.get_content() == PIXEL * 40
    assert bodies(found) == bodies(read(message(LETTER, ANA)))


def test_a_letter_comes_back_from_its_json() -> None:
    for letter in (
        LETTER,
        dataclasses.replace(
            LETTER,
            reply_to=Mailbox("desk@clinic.example"),
            pictures=(Picture("logo@clinic.example", "image/png", PIXEL, "logo.png"),),
        ),
    ):
        assert load(dump(letter)) == letter
    with pytest.raises(ValueError, match="version"):
        load(b'{"version": 9}')
    with pytest.raises(ValueError, match="sender"):
        load(b'{"version": 1}')
