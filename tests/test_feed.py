from __future__ import annotations

import dataclasses
import datetime as dt

import feedparser
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from outputs.edition import Edition
from outputs.feed import render_feed
from pipeline.model import Article, Paragraph
from tests.editions import HOSTILE, brief, edition, full_edition, item, kitchen_sink, words

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def feed_of(made: Edition) -> bytes:
    (artifact,) = render_feed(made)
    assert (artifact.path, artifact.media_type) == ("feed.xml", "application/rss+xml")
    return artifact.data


def texts(data: bytes, path: str) -> list[str]:
    root = etree.fromstring(data)
    return [element.text or "" for element in root.iterfind(path, NAMESPACES)]


def test_the_channel_says_what_readers_ask_for() -> None:
    data = feed_of(full_edition())
    root = etree.fromstring(data)
    link = root.find("channel/atom:link", NAMESPACES)
    assert link is not None
    assert {name: link.get(name) for name in ("href", "rel", "type")} == {
        "href": "https://clinic.example/news/feed.xml",
        "rel": "self",
        "type": "application/rss+xml",
    }
    assert texts(data, "channel/title") == ["Clinic News"]
    assert texts(data, "channel/link") == ["https://clinic.example/news/"]
    assert texts(data, "channel/description") == ["Advice from the clinic"]
    assert texts(data, "channel/language") == ["en"]
    assert texts(data, "channel/lastBuildDate") == ["Tue, 30 Apr 2024 12:00:00 +0000"]
    assert texts(data, "channel/generator")[0].startswith("handbill ")


def test_items_stand_newest_first_and_ties_by_id() -> None:
    first, second, third = (item(brief(n), n) for n in (1, 2, 3))
    tied = dataclasses.replace(third, published=second.published)
    made = dataclasses.replace(edition(brief(1)), items=(tied, second, first))
    assert texts(feed_of(made), "channel/item/guid") == [first.tag, second.tag, tied.tag]


def test_an_item_carries_its_identity_dates_author_and_leaflet() -> None:
    data = feed_of(full_edition())
    entry = feedparser.parse(data).entries[0]
    guid = etree.fromstring(data).find("channel/item/guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    assert entry.id == "tag:clinic.example,2024:a0001"
    assert entry.link == "https://clinic.example/news/articles/article-1/"
    assert entry.author == "Dr. Ana O'Neill & team"
    assert entry.published == "Mon, 29 Apr 2024 12:00:00 +0000"
    assert entry.updated == "2024-04-30T12:00:00+00:00"
    assert dict(entry.enclosures[0]) == {
        "href": "https://clinic.example/news/leaflets/article-1.a4.pdf",
        "length": "123456",
        "type": "application/pdf",
    }
    assert entry.summary == "What to put on, how much, and when to do it again."


def test_an_unchanged_item_has_no_updated_and_no_byline_means_the_site() -> None:
    data = feed_of(edition(brief(1), brief(2)))
    assert len(texts(data, "channel/item/atom:updated")) == 1
    assert texts(data, "channel/item/dc:creator") == ["The Clinic", "The Clinic"]


def test_without_leaflets_there_is_no_enclosure_and_no_link_to_one() -> None:
    data = feed_of(edition(brief(1), leaflet_bytes=0))
    assert b"enclosure" not in data
    assert b"leaflets/" not in data


def test_the_content_is_the_whole_article_with_absolute_links_only() -> None:
    (html, *_) = texts(feed_of(full_edition()), "channel/item/content:encoded")
    soup = BeautifulSoup(html, "html.parser")
    assert HOSTILE in soup.get_text()
    assert "reapply(hours=2)  # & <again>" in soup.get_text()
    assert soup.find("script") is None
    addresses = [str(tag["href"]) for tag in soup.find_all("a")] + [
        str(tag["src"]) for tag in soup.find_all("img")
    ]
    assert all(address.startswith("https://") for address in addresses)
    assert addresses == [
        "https://example.org/guide?a=1&b=2",
        "https://source.example/health/neighbour.html",
        "https://clinic.example/news/leaflets/article-1.a4.pdf",
        "https://source.example/sun.jpg",
    ]


def test_the_review_claim_of_the_source_is_not_in_the_feed() -> None:
    assert b"medical board" not in feed_of(full_edition())


def test_a_right_to_left_item_says_so() -> None:
    html = texts(feed_of(full_edition()), "channel/item/content:encoded")[1]
    assert html.startswith('<div lang="he" dir="rtl">')
    assert texts(feed_of(full_edition()), "channel/item/dc:language") == ["en-GB", "he"]


def test_markup_typed_in_a_title_is_shown_as_typed() -> None:
    made = edition(dataclasses.replace(kitchen_sink(), title=HOSTILE, dek=HOSTILE))
    entry = feedparser.parse(feed_of(made)).entries[0]
    assert entry.title == HOSTILE
    assert BeautifulSoup(entry.summary, "html.parser").get_text() == HOSTILE


def test_what_xml_cannot_hold_is_replaced_and_the_feed_stays_whole() -> None:
    article = Article("a\x00b\x1f", (Paragraph(words("x\x0by\ud800z\uffff")),), byline="\x07me")
    data = feed_of(edition(article))
    entry = feedparser.parse(data).entries[0]
    assert entry.title == "a\ufffdb\ufffd"
    assert "x\ufffdy\ufffdz\ufffd" in entry.content[0].value


def test_the_same_edition_gives_the_same_bytes_whatever_the_moment() -> None:
    made = full_edition()
    later = dataclasses.replace(made, built_at=made.built_at + dt.timedelta(days=9))
    assert feed_of(made) == feed_of(later)


def test_an_edition_without_articles_has_no_feed() -> None:
    with pytest.raises(ValueError, match="without articles"):
        render_feed(edition())


READABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Zl", "Zp"]), min_size=1)


@given(READABLE.filter(lambda text: text.strip() == text))
def test_any_text_survives_the_way_through_a_strict_parser(text: str) -> None:
    data = feed_of(edition(Article(text, (Paragraph(words(text)),))))
    assert texts(data, "channel/item/title") == [text]
    (html,) = texts(data, "channel/item/content:encoded")
    paragraph = BeautifulSoup(html, "html.parser").find("p")
    assert paragraph is not None
    assert paragraph.get_text() == text
    assert not feedparser.parse(data).bozo
