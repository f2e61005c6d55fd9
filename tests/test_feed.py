from __future__ import annotations

import dataclasses
import datetime as dt
import html
import json
import re
from collections.abc import Sequence
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from outputs.edition import Archived, Artifact, Edition, Feed, Statement, Topic
from outputs.feed import render_feed
from outputs.feed.archive import held_by, number_of
from outputs.feed.page import ATOM_TYPE, JSON_TYPE, RSS_TYPE
from outputs.feed.render import LIMIT_BYTES
from outputs.feed.text import WORD_JOINER, guarded, looks_like_html, rfc822, rfc3339
from pipeline.model import Article, Image, Paragraph
from pipeline.version import __version__
from tests.editions import BUILT_AT, HOSTILE, brief, edition, full_edition, item, kitchen_sink, words

ATOM = "{http://www.w3.org/2005/Atom}"
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
}
GOLDEN = Path(__file__).parent / "golden-feeds"


def files_of(made: Edition) -> dict[str, bytes]:
    artifacts = tuple(render_feed(made))
    files = {artifact.path: artifact.data for artifact in artifacts}
    assert len(files) == len(artifacts)
    return files


def feed_of(made: Edition) -> bytes:
    return files_of(made)["feed.xml"]


def atom_of(made: Edition) -> etree._Element:
    return etree.fromstring(files_of(made)["atom.xml"])


def json_of(made: Edition) -> list[dict[str, object]]:
    """Return the items of the JSON Feed."""
    items: list[dict[str, object]] = json.loads(files_of(made)["feed.json"])["items"]
    return items


def texts(data: bytes, path: str) -> list[str]:
    root = etree.fromstring(data)
    return [element.text or "" for element in root.iterfind(path, NAMESPACES)]


def links(root: etree._Element, path: str) -> set[tuple[str, str, str]]:
    found = root.iterfind(path, NAMESPACES)
    return {(link.get("rel") or "", link.get("type") or "", link.get("href") or "") for link in found}


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml", "feed.json"])
def test_the_feeds_of_the_full_edition_are_as_reviewed(name: str, update_golden: bool) -> None:
    golden = GOLDEN / name
    data = files_of(full_edition())[name].replace(__version__.encode(), b"VERSION")
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(data)
    assert data == golden.read_bytes()


def test_every_document_has_its_media_type() -> None:
    types = {artifact.path: artifact.media_type for artifact in render_feed(full_edition())}
    assert types == {
        "feed.xml": RSS_TYPE,
        "atom.xml": ATOM_TYPE,
        "feed.json": JSON_TYPE,
        "feed.css": "text/css",
    }


def test_the_channel_says_what_readers_ask_for() -> None:
    data = feed_of(full_edition())
    assert links(etree.fromstring(data), "channel/atom:link") == {
        ("self", RSS_TYPE, "https://clinic.example/news/feed.xml"),
        ("alternate", ATOM_TYPE, "https://clinic.example/news/atom.xml"),
        ("alternate", JSON_TYPE, "https://clinic.example/news/feed.json"),
    }
    assert texts(data, "channel/title") == ["Clinic News"]
    assert texts(data, "channel/link") == ["https://clinic.example/news/"]
    assert texts(data, "channel/description") == ["Advice from the clinic"]
    assert texts(data, "channel/language") == ["en"]
    assert texts(data, "channel/lastBuildDate") == ["Tue, 30 Apr 2024 12:00:00 +0000"]
    assert texts(data, "channel/ttl") == ["360"]
    assert texts(data, "channel/generator")[0].startswith("handbill ")
    assert data.splitlines()[1] == b'<?xml-stylesheet type="text/css" href="feed.css"?>'


def test_what_is_configured_stands_in_every_format() -> None:
    made = full_edition()
    made = dataclasses.replace(
        made,
        site=dataclasses.replace(made.site, email="desk@clinic.example", author="The (kind) clinic"),
        brand=dataclasses.replace(made.brand, logo=b"\x89PNG", logo_type="image/png"),
        feed=Feed("https://hub.example/", "© The clinic", "https://terms.example/by"),
    )
    files = files_of(made)
    assert files["logo.png"] == b"\x89PNG"
    rss, atom = etree.fromstring(files["feed.xml"]), etree.fromstring(files["atom.xml"])
    whole = json.loads(files["feed.json"])
    for found in (links(rss, "channel/atom:link"), links(atom, "atom:link")):
        assert ("hub", "", "https://hub.example/") in found
        assert ("license", "", "https://terms.example/by") in found
    assert rss.findtext("channel/copyright") == "© The clinic"
    assert rss.findtext("channel/managingEditor") == "desk@clinic.example (The [kind] clinic)"
    assert rss.findtext("channel/image/url") == "https://clinic.example/news/logo.png"
    assert rss.findtext("channel/image/title") == rss.findtext("channel/title")
    assert rss.findtext("channel/image/link") == rss.findtext("channel/link")
    assert atom.findtext(f"{ATOM}rights") == "© The clinic"
    assert atom.findtext(f"{ATOM}logo") == "https://clinic.example/news/logo.png"
    assert whole["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert whole["icon"] == "https://clinic.example/news/logo.png"
    assert '<a href="https://terms.example/by">© The clinic</a>' in str(whole["items"][0]["content_html"])


def test_items_stand_newest_first_and_ties_by_id_in_every_format() -> None:
    first, second, third = (item(brief(n), n) for n in (1, 2, 3))
    tied = third._replace(published=second.published)
    made = dataclasses.replace(edition(brief(1)), items=(tied, second, first))
    expected = [first.tag, second.tag, tied.tag]
    assert texts(feed_of(made), "channel/item/guid") == expected
    assert [entry.findtext(f"{ATOM}id") for entry in atom_of(made).iter(f"{ATOM}entry")] == expected
    assert [each["id"] for each in json_of(made)] == expected


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


def test_the_formats_say_the_same_of_every_item() -> None:
    files = files_of(full_edition())
    rss, atom = (feedparser.parse(files[name]) for name in ("feed.xml", "atom.xml"))
    items = json_of(full_edition())
    for one, two, three in zip(rss.entries, atom.entries, items, strict=True):
        assert one.id == two.id == three["id"]
        assert one.link == two.link == three["url"]
        assert one.published_parsed == two.published_parsed
        assert two.published == three["date_published"]
        assert one.summary == two.summary == html.escape(str(three["summary"]), quote=False)
        assert one.content[0].value == two.content[0].value
        assert plain_of(one.content[0].value) == plain_of(str(three["content_html"]))
        assert [{"name": one.author}] == [{"name": two.author}] == three["authors"]
        (enclosure,) = one.enclosures
        assert enclosure.href == two.enclosures[0].href
        assert three["attachments"] == [
            {"url": enclosure.href, "mime_type": enclosure.type, "size_in_bytes": int(enclosure.length)}
        ]


def plain_of(markup: str) -> str:
    return BeautifulSoup(markup, "html.parser").get_text()


def test_an_unchanged_item_has_no_updated_and_no_byline_means_the_site() -> None:
    data = feed_of(edition(brief(1), brief(2)))
    assert len(texts(data, "channel/item/atom:updated")) == 1
    assert texts(data, "channel/item/dc:creator") == ["The Clinic", "The Clinic"]


def test_without_leaflets_there_is_no_enclosure_and_no_link_to_one() -> None:
    for data in list(files_of(edition(brief(1), leaflet_bytes=0)).values())[:3]:
        assert b"enclosure" not in data
        assert b"attachments" not in data
        assert b"leaflets/" not in data


def test_the_content_is_the_whole_article_with_absolute_links_only() -> None:
    (content, *_) = texts(feed_of(full_edition()), "channel/item/content:encoded")
    soup = BeautifulSoup(content, "html.parser")
    assert HOSTILE in soup.get_text()
    assert "reapply(hours=2)  # & <again>" in soup.get_text()
    assert soup.find("script") is None
    assert [str(tag["href"]) for tag in soup.find_all("a")] == [
        "https://example.org/guide?a=1&b=2",
        "https://source.example/health/neighbour.html",
        "https://clinic.example/news/leaflets/article-1.a4.pdf",
        "https://source.example/health/sun/page.html",
    ]
    assert [(str(tag["src"]), str(tag["alt"])) for tag in soup.find_all("img")] == [
        ("https://source.example/sun.jpg", 'A woman in the "sun"')
    ]


def test_the_review_claim_of_the_source_is_not_in_the_feed() -> None:
    assert b"medical board" not in feed_of(full_edition())


def test_a_right_to_left_item_says_so() -> None:
    content = texts(feed_of(full_edition()), "channel/item/content:encoded")[1]
    assert content.startswith('<div lang="he" dir="rtl">')
    assert texts(feed_of(full_edition()), "channel/item/dc:language") == ["en-GB", "he", "en", "en"]
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [entry.get(lang) for entry in atom_of(full_edition()).iter(f"{ATOM}entry")][:2] == ["en-GB", "he"]


def test_a_language_that_is_none_becomes_the_site_s() -> None:
    made = edition(dataclasses.replace(brief(1), language=""), dataclasses.replace(brief(2), language="und"))
    assert texts(feed_of(made), "channel/item/dc:language") == ["en", "en"]


def test_topics_are_the_categories_of_an_item() -> None:
    made = edition(brief(1))
    made = dataclasses.replace(made, items=(made.items[0]._replace(topics=("Skin & hair", "Sun")),))
    assert texts(feed_of(made), "channel/item/category") == ["Skin & hair", "Sun"]
    terms = [each.get("term") for each in atom_of(made).iter(f"{ATOM}category")]
    assert terms == json_of(made)[0]["tags"] == ["Skin & hair", "Sun"]


def test_topics_and_languages_have_feeds_of_their_own_when_configured() -> None:
    made = full_edition()
    items = tuple(each._replace(topics=("Sun",) if n == 2 else ()) for n, each in enumerate(made.items))
    topics = (Topic("Sun", "sun"), Topic("Nobody's", "nobodys"))
    files = files_of(dataclasses.replace(made, items=items, feed=Feed(topics=topics, by_language=True)))
    sun = etree.fromstring(files["topics/sun/feed.xml"])
    assert sun.findtext("channel/title") == "Clinic News: Sun"
    assert [each.text for each in sun.iterfind("channel/item/guid")] == [made.items[2].tag]
    assert b'href="../../feed.css"' in files["topics/sun/atom.xml"]
    assert ("self", RSS_TYPE, "https://clinic.example/news/topics/sun/feed.xml") in links(
        sun, "channel/atom:link"
    )
    folders = {path.rpartition("/")[0] for path in files}
    assert folders == {"", "topics/sun", "languages/en", "languages/en-gb", "languages/he"}
    hebrew = etree.fromstring(files["languages/he/feed.xml"])
    assert hebrew.findtext("channel/language") == "he"
    assert [each.text for each in hebrew.iterfind("channel/item/guid")] == [made.items[1].tag]


@pytest.mark.parametrize(
    "title",
    [
        HOSTILE,
        "AT&T <b>x</b>",
        "Tom &amp; Jerry",
        "a < b && b > c",
        "<br>&copy;",
        "&lt;b&gt; & &#38;",
        "x ]]> y",
    ],
)
def test_a_title_with_markup_is_shown_as_typed_by_every_reader(title: str) -> None:
    made = edition(dataclasses.replace(kitchen_sink(), title=title, dek=title))
    files = files_of(made)
    entry = feedparser.parse(files["feed.xml"]).entries[0]
    assert entry.title.replace(WORD_JOINER, "") == title
    assert plain_of(entry.summary) == title
    # What the W3C's validator takes for HTML in a plain text is not there.
    assert not re.search(r"</\w+>", texts(files["feed.xml"], "channel/item/title")[0])
    assert feedparser.parse(files["atom.xml"]).entries[0].title == entry.title
    assert json.loads(files["feed.json"])["items"][0]["title"] == title


def test_ampersands_and_brackets_in_plain_text_are_hexadecimal_references() -> None:
    data = feed_of(edition(dataclasses.replace(brief(1), title="Q&A: 1 <2")))
    assert b"<title>Q&#x26;A: 1 &#x3C;2</title>" in data


def test_what_xml_cannot_hold_is_replaced_and_the_feed_stays_whole() -> None:
    article = Article("a\x00b\x1f", (Paragraph(words("x\x0by\ud800z\uffff\x85\U0001ffff")),), byline="\x07me")
    files = files_of(edition(article))
    entry = feedparser.parse(files["feed.xml"]).entries[0]
    assert entry.title == "a\u25a1b\u25a1"
    assert "x\ufffdy\ufffdz\ufffd\ufffd\ufffd" in html.unescape(entry.content[0].value)
    # The W3C's validator doubts the character itself.
    assert not any("\ufffd".encode() in data for data in files.values())


def test_an_item_without_any_words_still_has_title_and_summary() -> None:
    entry = feedparser.parse(feed_of(edition(Article("", ())))).entries[0]
    assert (entry.title, entry.summary) == ("article-1", "article-1")


def test_dates_have_english_names_and_offsets_that_the_validator_knows() -> None:
    kathmandu = dt.timezone(dt.timedelta(hours=5, minutes=45))
    delhi = dt.timezone(dt.timedelta(hours=5, minutes=30))
    assert rfc822(dt.datetime(2024, 2, 3, 4, 5, 6, tzinfo=kathmandu)) == "Fri, 02 Feb 2024 22:20:06 +0000"
    assert rfc822(dt.datetime(2024, 2, 3, 4, 5, 6, tzinfo=delhi)) == "Sat, 03 Feb 2024 04:05:06 +0530"
    assert rfc3339(dt.datetime(2024, 2, 3, 4, 5, 6, 7, tzinfo=delhi)) == "2024-02-03T04:05:06+05:30"


def test_an_address_beyond_ascii_is_written_as_uri() -> None:
    made = full_edition()
    made = dataclasses.replace(made, site=dataclasses.replace(made.site, url="https://bücher.example/a ä/"))
    assert texts(feed_of(made), "channel/link") == ["https://xn--bcher-kva.example/a%20%C3%A4/"]


def test_the_same_edition_gives_the_same_bytes_whatever_the_moment() -> None:
    made = full_edition()
    later = dataclasses.replace(made, built_at=made.built_at + dt.timedelta(days=9))
    assert files_of(made) == files_of(later)


def test_an_edition_without_articles_has_no_feed() -> None:
    with pytest.raises(ValueError, match="without articles"):
        render_feed(edition())


def test_a_correction_is_told_and_a_retraction_takes_the_text_back() -> None:
    made = full_edition()
    first, second, *rest = made.items
    first = first._replace(correction=Statement("The dose was <wrong>.", BUILT_AT))
    second = second._replace(retraction=Statement("Nobody could repeat it.", BUILT_AT))
    made = dataclasses.replace(made, items=(first, second, *rest))
    data, atom, whole = feed_of(made), atom_of(made), json_of(made)
    assert texts(data, "channel/item/guid") == [each.tag for each in made.items]
    one, two, *_ = texts(data, "channel/item/content:encoded")
    assert "<strong>Corrected on 6 May 2024:</strong> The dose was &lt;wrong&gt;." in one
    assert plain_of(two).strip() == "This article was retracted on 6 May 2024. Nobody could repeat it."
    assert whole[1]["id"] == second.tag
    assert "מים" not in str(whole[1])
    (tombstone,) = atom.iterfind("at:deleted-entry", NAMESPACES)
    assert (tombstone.get("ref"), tombstone.get("when")) == (second.tag, "2024-04-28T12:00:00+00:00")
    assert tombstone.findtext("at:comment", "", NAMESPACES) == "Nobody could repeat it."
    assert second.tag not in [entry.findtext(f"{ATOM}id") for entry in atom.iter(f"{ATOM}entry")]


def many(count: int, *, paragraphs: int = 20) -> Edition:
    return edition(*(brief(n, paragraphs=paragraphs) for n in range(1, count + 1)))


def archives_of(made: Edition) -> tuple[Artifact, ...]:
    return tuple(each for each in render_feed(made) if "-archive-" in each.path)


def held(archives: Sequence[Artifact]) -> Archived:
    atom = sorted(
        (each for each in archives if each.path.startswith("atom")), key=lambda each: number_of(each.path)
    )
    tags: dict[str, str] = {}
    for each in atom:
        tags |= held_by(each.data)
    return Archived(tags, number_of(atom[-1].path))


def test_a_small_feed_has_no_archive() -> None:
    assert not archives_of(many(30, paragraphs=5))


def test_every_item_is_in_the_subscription_or_in_an_archive_and_none_is_too_large() -> None:
    made = many(300)
    files = files_of(made)
    sizes = {path: len(data) for path, data in files.items()}
    assert max(sizes.values()) <= LIMIT_BYTES
    current = texts(files["feed.xml"], "channel/item/guid")
    assert len(current) >= 30
    assert current == [each.tag for each in made.items[: len(current)]]
    held = [
        guid
        for path, data in files.items()
        if path.startswith("feed-archive-") and path.endswith(".xml")
        for guid in texts(data, "channel/item/guid")
    ]
    assert len(held) == len(set(held))
    assert {*current, *held} == {each.tag for each in made.items}
    for name in ("atom", "feed"):
        assert {path.rpartition("-")[2] for path in files if path.startswith(f"{name}-archive")} == {
            f"{n}.{ending}"
            for n in range(1, len(archives_of(made)) // 3 + 1)
            for ending in (["xml"] if name == "atom" else ["xml", "json"])
        }


def test_archives_are_linked_in_a_row() -> None:
    files = files_of(many(300))
    last = len([path for path in files if path.startswith("atom-archive-")])
    assert last > 2
    here = "https://clinic.example/news"
    for path, root_path in (("feed", "channel/atom:link"), ("atom", "atom:link")):
        of = {
            n: {
                rel: href
                for rel, _, href in links(etree.fromstring(files[f"{path}-archive-{n}.xml"]), root_path)
                if rel != "alternate"
            }
            for n in range(1, last + 1)
        }
        assert "prev-archive" not in of[1]
        assert "next-archive" not in of[last]
        for n in range(2, last + 1):
            assert of[n]["prev-archive"] == f"{here}/{path}-archive-{n - 1}.xml" == of[n - 1]["self"]
            assert of[n - 1]["next-archive"] == of[n]["self"]
            assert of[n]["current"] == f"{here}/{path}.xml"
        newest = ("prev-archive", {"feed": RSS_TYPE, "atom": ATOM_TYPE}[path], of[last]["self"])
        assert newest in links(etree.fromstring(files[f"{path}.xml"]), root_path)
    assert etree.fromstring(files["feed-archive-1.xml"]).find("channel/fh:archive", NAMESPACES) is not None
    assert etree.fromstring(files["atom-archive-1.xml"]).find("fh:archive", NAMESPACES) is not None
    assert json.loads(files["feed.json"])["next_url"] == f"{here}/feed-archive-{last}.json"


def test_an_archive_never_changes_and_corrected_items_are_shown_again() -> None:
    made = many(200)
    old = archives_of(made)
    oldest = made.items[-1]
    corrected = oldest._replace(
        article=dataclasses.replace(oldest.article, title="Put right"),
        updated=oldest.updated + dt.timedelta(days=400),
        correction=Statement("The title.", BUILT_AT),
    )
    fresh = tuple(
        item(brief(n), n)._replace(published=made.items[0].published + dt.timedelta(days=n - 900))
        for n in range(901, 1001)
    )
    later = dataclasses.replace(made, items=(*fresh, *made.items[:-1], corrected), archives=held(old))
    files = files_of(later)
    assert not files.keys() & {each.path for each in old}
    shown = texts(files["feed.xml"], "channel/item/guid")
    assert shown[-1] == corrected.tag
    assert max(map(len, files.values())) <= LIMIT_BYTES
    new = archives_of(later)
    again = files_of(dataclasses.replace(later, archives=held((*old, *new))))
    assert again == {path: data for path, data in files.items() if "-archive-" not in path}


def test_an_article_too_long_for_a_feed_is_cut_with_a_link_to_the_rest() -> None:
    huge = dataclasses.replace(
        brief(1), blocks=tuple(Paragraph(words("&<>\"' ä " * 100)) for _ in range(1400))
    )
    one = dataclasses.replace(brief(2), blocks=(Paragraph(words("& " * 90_000)),))
    pictures = tuple(Image(f"https://source.example/{n}.jpg", "x" * 200, n) for n in range(4000))
    made = edition(huge, one, dataclasses.replace(brief(3), images=pictures))
    files = files_of(made)
    assert max(map(len, files.values())) <= LIMIT_BYTES
    for entry in feedparser.parse(files["feed.xml"]).entries[:2]:
        assert "Read the rest of this long article</a>" in entry.content[0].value
        assert len(entry.content[0].value) > 10_000


CLEAN = st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cs", "Zl", "Zp", "Zs"])
MARKUP = st.sampled_from(
    ["<b>", "</b>", "&amp;", "&", "<", ">", "&#38;", "]]>", "<br>", "&copy", "'", '"', " a "]
)
# feedparser takes a text of Latin letters that would also be UTF-8 for text decoded wrongly.
LINES = st.lists(MARKUP | st.text(CLEAN, min_size=1), min_size=1).map(
    lambda parts: " ".join("".join(parts).split())
)


def survives_feedparser(text: str) -> bool:
    try:
        text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return True
    return text.isascii()


@example("&#X0;")
@example("&#xA;")
@given(LINES.filter(lambda text: bool(text) and WORD_JOINER not in text).filter(survives_feedparser))
def test_any_text_survives_the_way_through_readers(text: str) -> None:
    made = edition(Article(text, (Paragraph(words(text)),), byline=text))
    files = files_of(made)
    clean = re.sub("[\ufffd-\uffff]", "\u25a1", text)
    rss, atom = (feedparser.parse(files[name]) for name in ("feed.xml", "atom.xml"))
    assert not rss.bozo
    assert not atom.bozo
    assert rss.entries[0].title == guarded(clean)
    assert guarded(clean).replace(WORD_JOINER, "") == clean
    assert atom.entries[0].title == guarded(clean)
    assert json.loads(files["feed.json"])["items"][0]["title"] == clean
    (whole,) = json.loads(files["feed.json"])["items"]
    assert rss.entries[0].id == atom.entries[0].id == whole["id"] == made.items[0].tag
    contents = [parsed.entries[0].content[0].value for parsed in (rss, atom)]
    for content in (*contents, whole["content_html"]):
        paragraph = BeautifulSoup(content, "html.parser").find("p")
        assert paragraph is not None
        assert paragraph.get_text() == text


@given(LINES)
def test_a_title_that_no_reader_misreads_is_left_as_it_is(text: str) -> None:
    assert (guarded(text) == text) is not (looks_like_html(text) and WORD_JOINER in guarded(text))
    assert not looks_like_html(guarded(text))


@given(st.text(), st.text(), st.text())
def test_every_document_is_well_formed_whatever_the_text(title: str, body: str, name: str) -> None:
    article = Article(title, (Paragraph(words(body)),), dek=name, byline=name, language=name)
    made = edition(article)
    made = dataclasses.replace(
        made, site=dataclasses.replace(made.site, title=title, description=body, author=name)
    )
    for path, data in files_of(made).items():
        if path.endswith(".json"):
            json.loads(data)
        elif path.endswith(".xml"):
            etree.fromstring(data)
