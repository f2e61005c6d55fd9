from __future__ import annotations

import dataclasses
import re

import pytest
from bs4 import BeautifulSoup, Comment

from outputs.edition import Edition
from outputs.newsletter import render_newsletter
from outputs.newsletter.fit import Shape, place
from outputs.newsletter.html import LIMIT_BYTES
from outputs.newsletter.words import preheader, subject
from outputs.wrap import columns
from pipeline.model import Article, Paragraph
from tests.editions import HOSTILE, brief, edition, full_edition, item, kitchen_sink, words


def issue_of(made: Edition) -> tuple[str, str]:
    html, text, *others = render_newsletter(made)
    assert html.path == "newsletter/2024-05/newsletter.html"
    assert text.path == "newsletter/2024-05/newsletter.txt"
    assert [other.path for other in others] == [
        "newsletter/2024-05/newsletter.eml",
        "newsletter/2024-05/letter.json",
        "newsletter/2024-05/index.html",
    ]
    return html.data.decode(), text.data.decode()


def soup_of(made: Edition) -> BeautifulSoup:
    return BeautifulSoup(issue_of(made)[0], "html.parser")


def test_an_issue_has_one_heading_and_says_its_language() -> None:
    soup = soup_of(full_edition())
    assert [tag.get_text() for tag in soup.find_all("h1")] == ["Clinic News"]
    (html,) = soup.find_all("html")
    assert (html["lang"], html["dir"]) == ("en", "ltr")
    assert [(tag["lang"], tag["dir"]) for tag in soup.select("td.card")][:2] == [
        ("en-GB", "ltr"),
        ("he", "rtl"),
    ]


def test_every_article_stands_whole_as_it_was_typed() -> None:
    made = edition(dataclasses.replace(kitchen_sink(), title=HOSTILE), brief(2))
    html, text = issue_of(made)
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find("script") is None
    assert [tag.get_text() for tag in soup.find_all("h2")] == [HOSTILE, "Article number 2", "More online"]
    assert soup.get_text().count(HOSTILE) >= 2
    assert "reapply(hours=2)  # & <again>" in soup.get_text()
    flat = re.sub(r"\s+", "", text)
    assert flat.count(re.sub(r"\s+", "", HOSTILE)) >= 2


def test_every_address_is_absolute_and_nothing_is_fetched_on_opening() -> None:
    soup = soup_of(full_edition())
    assert not soup.select("img, link, script, iframe, video, audio, object, [background], [src]")
    assert "url(" not in str(soup)
    assert all(str(tag["href"]).startswith("https://") for tag in soup.select("a"))
    assert "javascript:" not in str(soup)


def test_every_article_leads_to_its_page_and_its_leaflet() -> None:
    addresses = {str(tag["href"]) for tag in soup_of(full_edition()).select("a")}
    text = issue_of(full_edition())[1]
    for n in (1, 2, 3, 4):
        for address in (f"articles/article-{n}/", f"leaflets/article-{n}.a4.pdf"):
            assert f"https://clinic.example/news/{address}" in addresses
            assert f"\nhttps://clinic.example/news/{address}\n" in text
    assert "leaflet" not in issue_of(edition(brief(1), leaflet_bytes=0))[1].lower()


def test_the_foot_says_who_sends_it_and_how_to_leave() -> None:
    made = full_edition()
    (foot,) = soup_of(made).select("td.foot")
    assert "1 River Street, 12345 Town" in foot.get_text()
    assert [tag["href"] for tag in foot.select("a")] == [
        "https://clinic.example/news/newsletter/2024-05/",
        "https://clinic.example/unsubscribe?x=1&y=2",
    ]
    assert issue_of(made)[1].endswith("Unsubscribe:\nhttps://clinic.example/unsubscribe?x=1&y=2\n")


def test_it_reads_with_every_style_element_removed() -> None:
    soup = soup_of(full_edition())
    for paragraph in soup.select("td p, td h2, td li, td th"):
        assert paragraph.get("style"), paragraph
    assert all(tag.get("role") == "presentation" or tag.find("th") for tag in soup.find_all("table"))
    comments = "".join(soup.find_all(string=lambda text: isinstance(text, Comment)))
    assert "<o:PixelsPerInch>96</o:PixelsPerInch>" in comments
    assert '<table role="presentation" width="600"' in comments


def test_the_marks_of_the_template_are_gone() -> None:
    html = issue_of(full_edition())[0]
    assert "<!--articles-->" not in html
    assert "<!--links-->" not in html


@pytest.mark.parametrize("count", [1, 12, 60])
def test_an_issue_never_exceeds_what_gmail_shows(count: int) -> None:
    made = edition(*(brief(n, paragraphs=40) for n in range(1, count + 1)))
    html, text = issue_of(made)
    assert len(html.encode()) <= LIMIT_BYTES
    assert "All articles on Clinic News" in html
    assert max(columns(line) for line in text.split("\n") if "://" not in line) <= 78


def test_an_article_beyond_all_measure_becomes_a_teaser() -> None:
    html, text = issue_of(edition(brief(1, paragraphs=4000), brief(2)))
    assert len(html.encode()) <= LIMIT_BYTES
    assert "Article number 1" in html
    assert "articles/article-1/" in text


def test_words_beyond_all_measure_do_not_break_the_limit() -> None:
    huge = Article("T" * 200_000, (Paragraph(words("x" * 200_000)),), dek="d" * 200_000, byline="b" * 200_000)
    html, _ = issue_of(edition(huge, brief(2)))
    assert len(html.encode()) <= LIMIT_BYTES


def shapes(count: int, room_bytes: int) -> list[Shape]:
    sizes = {Shape.WHOLE: 100, Shape.TEASER: 20, Shape.LINK: 5}
    items = [item(brief(n), n) for n in range(1, count + 1)]
    placed = place(items, lambda shape, _: "x" * sizes[shape], room_bytes)
    assert sum(len(each.html) for each in placed) <= room_bytes
    assert [each.item for each in placed] == items[: len(placed)]
    return [each.shape for each in placed]


def test_articles_shrink_from_whole_to_teaser_to_link_in_order() -> None:
    whole, teaser, link = Shape.WHOLE, Shape.TEASER, Shape.LINK
    assert shapes(3, 300) == [whole, whole, whole]
    assert shapes(3, 240) == [whole, whole, teaser]
    assert shapes(3, 150) == [whole, teaser, teaser]
    assert shapes(10, 150) == [whole, *[link] * 9]
    assert shapes(3, 50) == [teaser, teaser, link]
    assert shapes(3, 10) == [link, link]
    assert shapes(3, 4) == []


def test_the_text_part_starts_with_the_brand_and_lists_what_is_left() -> None:
    text = issue_of(full_edition())[1]
    assert text.startswith("Riverside Clinic · Skin & hair, kindly explained\n\nClinic News\n===========\n")
    assert "\n[1] https://example.org/guide?a=1&b=2\n" in text
    assert "All articles on Clinic News:\nhttps://clinic.example/news/\n" in text


def test_the_subject_and_the_preheader_are_the_configured_ones_or_speak_of_the_articles() -> None:
    made = edition(brief(1), brief(2))
    assert subject(made, made.items) == "Clinic News: Article number 1"
    assert preheader(made, made.items) == "In this issue: Article number 1; Article number 2"
    mail = dataclasses.replace(made.newsletter, subject="Spring skin", preheader="Short & sweet")
    named = dataclasses.replace(made, newsletter=mail)
    assert (subject(named, named.items), preheader(named, named.items)) == ("Spring skin", "Short & sweet")
    soup = soup_of(named)
    assert [tag.get_text() for tag in soup.find_all("h1")] == ["Spring skin"]
    assert "Short & sweet" in soup.get_text()


def test_the_review_claim_of_the_source_is_not_in_the_mail() -> None:
    assert all("medical board" not in part for part in issue_of(full_edition()))


def test_without_an_issue_there_is_no_newsletter_and_without_articles_an_error() -> None:
    assert render_newsletter(edition(brief(1), issue="")) == ()
    with pytest.raises(ValueError, match="without articles"):
        render_newsletter(edition())


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert issue_of(full_edition()) == issue_of(full_edition())
