"""Issues as letters and files: shapes, limits, merge tags, links, notes, the page and the preview."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
import email.policy
import re
import struct
import zlib
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from outputs.edition import Artifact, Edition, Newsletter, Statement
from outputs.newsletter import fit
from outputs.newsletter.excerpt import excerpt
from outputs.newsletter.fit import Shape
from outputs.newsletter.html import LIMIT_BYTES
from outputs.newsletter.issue import Issue, render_issue
from outputs.newsletter.letter import Recipient
from outputs.newsletter.letter_json import load
from outputs.newsletter.links import MERGE_TAGS
from outputs.newsletter.message import message
from outputs.newsletter.sheet import VIEWS, letter_html, sheet
from outputs.newsletter.words import subject
from outputs.wrap import columns
from pipeline.model import Article, Heading, Image, ListItem, Paragraph, Span
from tests.editions import brief, edition, full_edition, item, kitchen_sink, right_to_left, words

SITE = "https://clinic.example/news/"


def with_mail(made: Edition, **changes: str | bool | tuple[str, ...]) -> Edition:
    mail = dataclasses.asdict(made.newsletter) | changes
    return dataclasses.replace(made, newsletter=Newsletter(**mail))


def issue_of(made: Edition) -> Issue:
    issue = render_issue(made)
    assert issue is not None
    return issue


def file_of(issue: Issue, name: str) -> str:
    (found,) = [artifact for artifact in issue.artifacts if artifact.path.endswith(f"/{name}")]
    assert isinstance(found, Artifact)
    return found.data.decode()


def soup_of(made: Edition, name: str = "newsletter.html") -> BeautifulSoup:
    return BeautifulSoup(file_of(issue_of(made), name), "html.parser")


def cards(soup: BeautifulSoup) -> list[str]:
    return [" ".join(card.get_text(" ").split()) for card in soup.select("td.card")]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_digest_opens_with_the_newest_article_and_leads_to_all() -> None:
    made = with_mail(edition(kitchen_sink(), brief(2), brief(3)), shape="digest")
    issue = issue_of(made)
    lead, second, third = cards(BeautifulSoup(file_of(issue, "newsletter.html"), "html.parser"))
    assert "What to put on, how much" in lead
    assert "Sunscreen works best when it is reapplied" in lead
    assert "Two fingers for the face" not in lead
    for number, card in ((2, second), (3, third)):
        assert f"Paragraph of article {number}." in card
        assert "In conclusion" not in card
        assert "Read the article" in card
    addresses = {str(tag["href"]) for tag in soup_of(made).select("td.card a")}
    for number in (1, 2, 3):
        assert {f"{SITE}articles/article-{number}/", f"{SITE}leaflets/article-{number}.a4.pdf"} <= addresses
    assert issue.notices == ()
    text = file_of(issue, "newsletter.txt")
    assert "Paragraph of article 3." in text
    assert "In conclusion" not in text


def test_an_opening_holds_whole_paragraphs_and_no_lead_in_without_its_list() -> None:
    first, second = Paragraph(words("One. " * 60)), Paragraph(words("Two. " * 60))
    long, lead_in = Paragraph(words("x" * 701)), Paragraph(words("What you need:"))
    heading, point = Heading(words("More"), 2), ListItem(words("soap"))
    assert excerpt(Article("", (first, second, first))) == (first, second)
    assert excerpt(Article("", (first, lead_in, point))) == (first,)
    assert excerpt(Article("", (first, heading, second))) == (first,)
    assert excerpt(Article("", (long,))) == excerpt(Article("", (heading, first))) == ()


def digest_shapes(count: int, room_bytes: int) -> list[Shape]:
    sizes = {Shape.LEAD: 50, Shape.TEASER: 20, Shape.BRIEF: 10, Shape.LINK: 2}
    items = [item(brief(n), n) for n in range(1, count + 1)]
    placed = fit.digest(items, lambda shape, _: "x" * sizes[shape], room_bytes)
    assert sum(len(each.html) for each in placed) <= room_bytes
    assert [each.item for each in placed] == items[: len(placed)]
    return [each.shape for each in placed]


def test_the_teasers_of_a_digest_shorten_before_they_become_links() -> None:
    lead, teaser, short, link = Shape.LEAD, Shape.TEASER, Shape.BRIEF, Shape.LINK
    assert digest_shapes(3, 90) == [lead, teaser, teaser]
    assert digest_shapes(3, 89) == [lead, short, short]
    assert digest_shapes(5, 100) == [lead, short, short, short, short]
    assert digest_shapes(8, 100) == [lead, short, short, short, short, link, link, link]
    assert digest_shapes(2, 30) == [short, short]
    assert digest_shapes(3, 5) == [link, link]
    assert digest_shapes(0, 5) == []


SIZES = st.lists(st.tuples(*[st.integers(1, 400)] * 4), max_size=45)


@given(SIZES, st.integers(0, 4000), st.booleans())
def test_whatever_the_sizes_an_issue_stays_within_its_room(
    sizes: list[tuple[int, int, int, int]], room_bytes: int, is_digest: bool
) -> None:
    items = [item(brief(n), n) for n in range(1, len(sizes) + 1)]
    order = [Shape.LINK, Shape.BRIEF, Shape.TEASER, Shape.LEAD, Shape.WHOLE]
    by_id = {each.id: sorted(four) for each, four in zip(items, sizes, strict=True)}

    def render(shape: Shape, each: object) -> str:
        assert isinstance(each, type(items[0]))
        return "x" * by_id[each.id][min(order.index(shape), 3)]

    placed = (fit.digest if is_digest else fit.place)(items, render, room_bytes)
    assert sum(len(each.html) for each in placed) <= room_bytes
    assert [each.item for each in placed] == items[: len(placed)]


@pytest.mark.parametrize("shape", ["full", "digest"])
def test_what_was_shortened_is_told(shape: str) -> None:
    many = with_mail(edition(*(brief(n, paragraphs=20) for n in range(1, 46))), shape=shape)
    huge = dataclasses.replace(many.items[0].article, title="T" * 280, dek="d" * 900, byline="b" * 900)
    many = dataclasses.replace(many, items=tuple(each._replace(article=huge) for each in many.items))
    issue = issue_of(many)
    html = file_of(issue, "newsletter.html")
    assert len(html.encode()) <= LIMIT_BYTES
    (notice,) = issue.notices
    assert notice.code == "newsletter-shortened"
    assert re.match(r"Issue 2024-05 has \d+ ", notice.message)
    assert "5 only through the list of all articles" in notice.message
    assert issue.artifacts[0].notices == issue.notices
    assert max(columns(line) for line in "".join(issue.letter.text).split("\n") if "://" not in line) <= 78


@pytest.mark.parametrize("service", [name for name, tags in MERGE_TAGS.items() if tags])
def test_the_tag_of_a_service_stands_untouched_and_nothing_else_looks_like_one(service: str) -> None:
    tags = MERGE_TAGS[service]
    assert tags is not None
    typed = "Hello *|FNAME|*, {{ contact.NAME }}, {% if x %}, {# note #} and {{{ three }}}"
    linked = Article(typed, (Paragraph((Span(typed, href="https://a.example/{{x}}*|y"),)),))
    made = with_mail(edition(linked), merge_tags=service)
    issue = issue_of(made)
    html, text = file_of(issue, "newsletter.html"), file_of(issue, "newsletter.txt")
    assert f'href="{tags.unsubscribe}"' in html
    assert text.endswith(f"Unsubscribe:\n{tags.unsubscribe}\n")
    for opening in tags.openings:
        found = 1 if tags.unsubscribe.startswith(opening) else 0
        assert html.count(opening) == text.count(opening) == found
    assert typed in BeautifulSoup(html, "html.parser").get_text()
    assert typed in " ".join(text.replace("\u2060", "").split())
    assert tags.unsubscribe not in file_of(issue, "newsletter.eml")


def test_utm_parameters_are_on_links_to_our_site_alone() -> None:
    made = with_mail(edition(kitchen_sink(), brief(2)), utm_source="news letter", shape="full")
    tail = "?utm_source=news+letter&utm_medium=email&utm_campaign=2024-05"
    html = soup_of(made)
    tagged = {str(tag["href"]) for tag in html.select("a") if "utm_" in str(tag["href"])}
    assert tagged == {
        f"{SITE}{path}{tail}"
        for n in (1, 2)
        for path in ("", f"articles/article-{n}/", f"leaflets/article-{n}.a4.pdf")
    }
    others = {str(tag["href"]) for tag in html.select("a")} - tagged
    assert f"{SITE}newsletter/2024-05/" in others
    assert "https://clinic.example/unsubscribe?x=1&y=2" in others
    issue = issue_of(made)
    assert f"\n{SITE}articles/article-2/{tail}\n" in file_of(issue, "newsletter.txt")
    assert "utm_" not in file_of(issue, "index.html")
    assert "utm_" not in file_of(issue_of(full_edition()), "newsletter.html")


def read_eml(issue: Issue) -> EmailMessage:
    found = email.message_from_string(file_of(issue, "newsletter.eml"), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_message_holds_what_the_files_show() -> None:
    issue = issue_of(full_edition())
    found = read_eml(issue)
    html, text = found.get_body(("html",)), found.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert html.get_content().replace("\r\n", "\n") == file_of(issue, "newsletter.html")
    assert text.get_content().replace("\r\n", "\n") == file_of(issue, "newsletter.txt")
    assert found["List-ID"] == "Clinic News <newsletter.clinic.example>"
    assert found["From"] == "Riverside Clinic <newsletter@clinic.example>"
    assert found["Date"] == "Mon, 29 Apr 2024 12:00:00 +0000"


def test_the_sender_is_the_configured_one() -> None:
    changes = {"from_name": "The desk", "from_address": "a@b.example", "reply_to": "c@d.example"}
    found = read_eml(issue_of(with_mail(full_edition(), **changes, list_id="l.b.example")))
    assert (found["From"], found["Reply-To"]) == ("The desk <a@b.example>", "c@d.example")
    assert found["List-ID"] == "Clinic News <l.b.example>"


def test_the_letter_that_is_kept_is_the_one_that_is_sent() -> None:
    issue = issue_of(full_edition())
    kept = load(file_of(issue, "letter.json").encode())
    assert kept == issue.letter
    link = "https://clinic.example/unsubscribe?u=7"
    raw = message(kept, Recipient("ana@example.org", unsubscribe_url=link))
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert found["List-Unsubscribe"].startswith(f"<{link}>")


def test_a_png_logo_travels_with_the_message_and_only_there() -> None:
    made = full_edition()
    made = dataclasses.replace(made, brand=dataclasses.replace(made.brand, logo=png(360, 120)))
    issue = issue_of(made)
    (picture,) = [part for part in read_eml(issue).walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == png(360, 120)
    html = BeautifulSoup("".join(issue.letter.html), "html.parser")
    (image,) = html.select("img")
    assert image["src"] == "cid:" + str(picture["Content-ID"]).strip("<>")
    assert (image["width"], image["height"], image["alt"]) == ("168", "56", "Riverside Clinic")
    assert "<img" not in file_of(issue, "newsletter.html")
    assert "data:image/png;base64," in letter_html(issue.letter)


@pytest.mark.parametrize("logo", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n", b""])
def test_any_other_logo_leaves_the_name_alone(logo: bytes) -> None:
    made = full_edition()
    issue = issue_of(dataclasses.replace(made, brand=dataclasses.replace(made.brand, logo=logo)))
    assert issue.letter.pictures == ()
    assert "<img" not in "".join(issue.letter.html)


def test_remote_pictures_come_only_when_the_settings_say_so() -> None:
    made = edition(kitchen_sink(), brief(2))
    assert not soup_of(made).select("img")
    for shape in ("full", "digest"):
        (image,) = soup_of(with_mail(made, remote_images=True, shape=shape)).select("img")
        assert (image["src"], image["alt"]) == ("https://source.example/sun.jpg", 'A woman in the "sun"')
        assert "max-width:536px" in str(image["style"])
    odd = dataclasses.replace(brief(1), images=(Image("javascript:alert(1)", "Refused"),))
    assert not soup_of(with_mail(edition(odd), remote_images=True, shape="digest")).select("img")


def stated(text: str) -> Statement:
    return Statement(text, dt.datetime(2024, 5, 3, tzinfo=dt.UTC))


def test_what_was_put_right_or_taken_back_comes_first() -> None:
    made = edition(brief(1), brief(2), brief(3))
    one, two, three = made.items
    two = two._replace(correction=stated("It is 5 ml, not 15 ml."))
    three = three._replace(retraction=stated("The advice is out of date."))
    told = with_mail(dataclasses.replace(made, items=(one, two, three)), corrected=(two.id, three.id))
    first, second, last = cards(soup_of(told))
    assert first.startswith("Article number 2 Correction, 3 May 2024 It is 5 ml, not 15 ml.")
    assert "Paragraph of article" not in first
    assert second.startswith("Article number 3 Taken back, 3 May 2024 The advice is out of date.")
    assert second.endswith("Read the notice")
    assert last.startswith("Article number 1")
    text = file_of(issue_of(told), "newsletter.txt")
    assert "Correction, 3 May 2024: It is 5 ml, not 15 ml." in text
    assert "Taken back, 3 May 2024: The advice is out of date." in text
    assert read_eml(issue_of(told))["Date"] == "Fri, 03 May 2024 00:00:00 +0000"


def test_a_correction_stands_in_the_article_for_those_who_read_it_for_the_first_time() -> None:
    made = edition(brief(1), brief(2))
    corrected = made.items[0]._replace(correction=stated("It is 5 ml."))
    told = dataclasses.replace(made, items=(corrected, made.items[1]))
    first = cards(soup_of(told))[0]
    assert "Correction, 3 May 2024 It is 5 ml." in first
    assert "Paragraph of article 1." in first


def test_an_article_that_was_taken_back_before_anyone_had_it_is_not_in_the_issue() -> None:
    made = edition(brief(1), brief(2))
    gone = made.items[0]._replace(retraction=stated("Wrong."))
    assert len(cards(soup_of(dataclasses.replace(made, items=(gone, made.items[1]))))) == 1


def test_an_article_alone_in_its_issue_has_the_main_heading() -> None:
    soup = soup_of(edition(brief(1)))
    assert [tag.get_text() for tag in soup.select("h1")] == ["Article number 1"]
    assert [tag.get_text() for tag in soup.select("td.card h2")] == ["In conclusion"]


def test_a_right_to_left_issue_is_laid_out_from_the_right() -> None:
    made = edition(right_to_left(), right_to_left())
    made = dataclasses.replace(made, site=dataclasses.replace(made.site, language="he"))
    soup = soup_of(made)
    assert all(str(tag["dir"]) == "rtl" for tag in soup.select("html, body > div, td.card"))
    assert all("text-align:right" in str(tag["style"]) for tag in soup.select("td.card"))
    assert all("padding:0 26px 0 0" in str(tag["style"]) for tag in soup.select("td.card ul"))


TITLES = [
    "Two\r\nBcc: x@example.org",
    "N\0U\x0bL\x85 and\u2028more",
    "x" * 300,
    "手" * 300,
    "   ",
    "\u2028\0",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("shape", ["full", "digest"])
def test_any_title_makes_a_correct_issue(title: str, shape: str) -> None:
    made = with_mail(edition(dataclasses.replace(brief(1), title=title), brief(2)), shape=shape)
    issue = issue_of(made)
    found = read_eml(issue)
    assert found["Bcc"] is None
    assert len(found.get_all("Subject", [])) == 1
    assert str(found["Subject"]).startswith("Clinic News:")
    raw = file_of(issue, "newsletter.eml")
    assert raw.split("\r\n\r\n")[0].isascii()
    assert "\0" not in raw + file_of(issue, "newsletter.html") + file_of(issue, "index.html")
    headings = BeautifulSoup(file_of(issue, "newsletter.html"), "html.parser").select("h1, h2")
    assert all(heading.get_text().strip() for heading in headings)


def test_the_subject_fills_in_what_it_names() -> None:
    made = with_mail(edition(brief(1), brief(2)), subject="{site} {issue}, {date}: {title} ({count}) {else}")
    assert subject(made, made.items) == "Clinic News 2024-05, 29 April 2024: Article number 1 (2) {else}"


def test_the_page_of_an_issue_belongs_to_the_site_and_to_no_recipient() -> None:
    made = full_edition()
    soup = soup_of(made, "index.html")
    (canonical,) = soup.select("link[rel=canonical]")
    assert canonical["href"] == f"{SITE}newsletter/2024-05/"
    assert [tag.get_text() for tag in soup.select("h1")] == ["Clinic News"]
    assert "nsubscribe" not in str(soup)
    links = {str(tag["href"]) for tag in soup.select("main a")}
    assert {"../../articles/article-1/index.html", "../../leaflets/article-1.a4.pdf"} <= links
    assert "reapply(hours=2)  # & <again>" in soup.get_text()


def test_a_sheet_shows_the_issue_light_and_dark_without_running_anything_of_it() -> None:
    letter = issue_of(full_edition()).letter
    soup = BeautifulSoup(sheet(letter, *VIEWS), "html.parser")
    frames = soup.select("iframe")
    assert [frame["width"] for frame in frames] == ["640", "375", "640", "375"]
    assert all(frame["sandbox"] == ["allow-same-origin"] for frame in frames)
    assert ["@media all" in str(frame["srcdoc"]) for frame in frames] == [False, False, True, True]
    assert all("prefers-color-scheme" not in str(frame["srcdoc"]) for frame in frames)


@settings(max_examples=25)
@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=60), st.sampled_from(["full", "digest"]))
def test_any_text_makes_an_issue_that_reads_as_typed(title: str, body: str, dek: str, shape: str) -> None:
    made = with_mail(edition(Article(title, (Paragraph(words(body)),), dek=dek), brief(2)), shape=shape)
    issue = issue_of(made)
    html = file_of(issue, "newsletter.html")
    assert len(html.encode()) <= LIMIT_BYTES
    assert read_eml(issue)["Subject"]
    load(file_of(issue, "letter.json").encode())
