from __future__ import annotations

import dataclasses
import datetime as dt
import json
from functools import cache

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from flows import block_list
from outputs import article_json
from outputs.contrast import ratio, readable
from outputs.edition import Edition, Item, Statement
from outputs.index import render_index
from outputs.page import render_page, spoken_size
from outputs.template import package_file
from pipeline.model import (
    Article,
    Block,
    Caption,
    Code,
    Heading,
    Image,
    ListItem,
    Notice,
    Paragraph,
    Quote,
    Span,
    TableRow,
)
from tests.editions import HOSTILE, brief, edition, full_edition, kitchen_sink, right_to_left


def page_of(made: Edition, index: int = 0) -> BeautifulSoup:
    page, _ = render_page(made, made.items[index])
    return BeautifulSoup(page.data, "html.parser")


def index_of(made: Edition) -> BeautifulSoup:
    return BeautifulSoup(next(iter(render_index(made))).data, "html.parser")


def one(soup: BeautifulSoup, selector: str, attribute: str) -> str:
    (tag,) = soup.select(selector)
    return str(tag[attribute])


def test_a_page_and_its_json_lie_in_the_folder_of_the_article() -> None:
    made = full_edition()
    assert [artifact.path for artifact in render_page(made, made.items[0])] == [
        "articles/article-1/index.html",
        "articles/article-1/article.json",
    ]
    assert [artifact.path for artifact in render_index(made)] == [
        "index.html",
        "style.css",
        "article.schema.json",
    ]


def test_a_page_says_who_what_when_and_where() -> None:
    soup = page_of(full_edition())
    assert [tag.get_text() for tag in soup.find_all("h1")] == [kitchen_sink().title]
    text = soup.get_text(" ", strip=True)
    for expected in (
        "What to put on",
        "Dr. Ana O'Neill & team",
        "29 April 2024",
        "30 April 2024",
        "4 min read",
    ):
        assert expected in text
    assert one(soup, "link[rel=canonical]", "href") == "https://clinic.example/news/articles/article-1/"
    assert one(soup, "link[type='application/rss+xml']", "href") == "../../feed.xml"
    assert one(soup, "meta[name=description]", "content") == kitchen_sink().dek
    assert one(soup, "html", "lang") == "en-GB"


def test_a_page_shows_the_text_as_it_was_typed_and_runs_no_script() -> None:
    made = edition(dataclasses.replace(kitchen_sink(), title=HOSTILE, byline=HOSTILE))
    soup = page_of(made)
    assert soup.find("script") is None
    (heading,) = soup.find_all("h1")
    assert heading.get_text() == HOSTILE
    assert soup.get_text().count(HOSTILE) == 4  # title, heading, byline, body
    assert one(soup, "meta[property='og:title']", "content") == HOSTILE


def test_a_page_leads_to_its_leaflet_only_where_there_is_one() -> None:
    assert one(page_of(full_edition()), ".leaflet a", "href") == "../../leaflets/article-1.a4.pdf"
    assert not page_of(edition(brief(1), leaflet_bytes=0)).select(".leaflet")


def test_pictures_of_the_source_are_shown_with_their_words() -> None:
    soup = page_of(full_edition())
    assert one(soup, "img", "src") == "https://source.example/sun.jpg"
    assert one(soup, "img", "alt") == 'A woman in the "sun"'


def test_the_review_claim_is_kept_in_the_json_and_printed_nowhere() -> None:
    made = full_edition()
    page, data = render_page(made, made.items[0])
    assert b"medical board" not in page.data
    assert json.loads(data.data)["review_claim"] == "Reviewed by our medical board."


def test_a_right_to_left_page_runs_from_right_to_left() -> None:
    soup = page_of(full_edition(), 1)
    assert (one(soup, "html", "lang"), one(soup, "html", "dir")) == ("he", "rtl")
    assert one(soup, "header.masthead", "dir") == "ltr"


def test_pages_ask_for_nothing_from_elsewhere_but_pictures() -> None:
    for soup in (page_of(full_edition()), index_of(full_edition())):
        assert one(soup, "link[rel=stylesheet]", "href").endswith("style.css")
        assert not soup.select("script, iframe, object, embed, video, audio")
    assert b"url(" not in [*render_index(full_edition())][1].data
    assert b"@import" not in [*render_index(full_edition())][1].data


def test_the_index_lists_the_articles_newest_first() -> None:
    soup = index_of(full_edition())
    assert [tag["href"] for tag in soup.select(".entries h2 a")] == [
        f"articles/article-{n}/index.html" for n in (1, 2, 3, 4)
    ]
    assert [tag["href"] for tag in soup.select(".entries .leaflet a")] == [
        f"leaflets/article-{n}.a4.pdf" for n in (1, 2, 3, 4)
    ]
    assert soup.select(".entries h2")[0].get_text() == kitchen_sink().title
    assert soup.select("a[href='feed.xml']")


def test_the_index_leads_to_the_newsletter_only_when_there_is_an_issue() -> None:
    assert index_of(full_edition()).select("a[href='newsletter/2024-05/index.html']")
    assert not index_of(edition(brief(1), issue="")).select("a[href^='newsletter']")


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#ffee00", "#0b5563", "#7f7f7f", "#ff0000"])
@pytest.mark.parametrize("ground", ["#ffffff", "#f4f6f6", "#101416", "#1d2326"])
def test_any_brand_colour_becomes_readable(color: str, ground: str) -> None:
    assert ratio(readable(color, ground), ground) >= 7


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#0b5563", "#ffffff") == "#0b5563"
    assert ratio("#000000", "#ffffff") == pytest.approx(21)


def test_sizes_are_written_for_people() -> None:
    assert [spoken_size(size) for size in (1, 123_456, 1_440_000)] == ["1 kB", "123 kB", "1.4 MB"]


@cache
def schema() -> Draft202012Validator:
    document = json.loads(package_file(article_json.SCHEMA_NAME))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("article", [kitchen_sink(), right_to_left(), brief(3)])
def test_the_json_follows_its_schema(article: Article) -> None:
    item = edition(article).items[0]
    schema().validate(json.loads(article_json.dump(item)))


def test_the_schema_describes_every_member() -> None:
    written = json.loads(article_json.dump(full_edition().items[0]))
    document = json.loads(package_file(article_json.SCHEMA_NAME))
    assert set(written) == set(document["properties"]) == set(document["required"])
    assert {block["type"] for block in written["blocks"]} <= set(document["$defs"])


TEXT = st.text(max_size=20)
LINES = st.lists(st.integers(1, 9999), max_size=3).map(tuple)
SPANS = st.lists(
    st.builds(Span, TEXT, strong=st.booleans(), emphasis=st.booleans(), href=TEXT, language=TEXT), max_size=3
).map(tuple)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, SPANS, st.integers(2, 6), LINES),
    st.builds(Paragraph, SPANS, LINES),
    st.builds(
        ListItem,
        SPANS,
        ordered=st.booleans(),
        depth=st.integers(1, 6),
        number=st.none() | st.integers(),
        continued=st.booleans(),
        lines=LINES,
    ),
    st.builds(Quote, SPANS, LINES),
    st.builds(Code, TEXT, LINES),
    st.builds(Caption, SPANS, LINES),
    st.builds(TableRow, st.lists(SPANS, max_size=3).map(tuple), header=st.booleans(), lines=LINES),
)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
MOMENTS = st.datetimes(dt.datetime(1000, 1, 2), dt.datetime(9999, 1, 1), timezones=OFFSETS)
DATES = st.none() | st.dates(dt.date(1000, 1, 1)) | MOMENTS
ARTICLES = st.builds(
    Article,
    title=TEXT,
    blocks=st.lists(BLOCKS, max_size=4).map(tuple),
    dek=TEXT,
    byline=TEXT,
    published=DATES,
    updated=DATES,
    language=TEXT,
    read_time=TEXT,
    review_claim=TEXT,
    source_url=TEXT,
    source_site=TEXT,
    images=st.lists(st.builds(Image, TEXT, TEXT, st.integers(0, 99)), max_size=2).map(tuple),
)
STATEMENTS = st.none() | st.builds(Statement, TEXT, MOMENTS)
# Every field is named: of a named tuple, those that are not would be made up from their types.
ITEMS = st.builds(
    Item,
    article=ARTICLES,
    id=TEXT,
    tag=TEXT.map("tag:{}".format),
    slug=TEXT.filter(bool),
    published=MOMENTS,
    updated=MOMENTS,
    source=TEXT,
    notices=st.lists(st.builds(Notice, TEXT, TEXT, LINES), max_size=2).map(tuple),
    topics=st.lists(TEXT, max_size=2).map(tuple),
    correction=STATEMENTS,
    retraction=STATEMENTS,
)


@given(ITEMS)
def test_an_item_comes_back_from_its_json_as_it_was(item: Item) -> None:
    data = article_json.dump(item)
    assert article_json.load(data) == item
    schema().validate(json.loads(data))
    # json's own encoder writes the same.
    text = json.dumps(json.loads(data), ensure_ascii=False, indent=2) + "\n"
    assert text.encode("utf-8", "backslashreplace") == data
    blocks = item.article.blocks
    assert block_list.load(block_list.dump(blocks)) == blocks


def test_a_lone_surrogate_comes_back_too() -> None:
    item = edition(Article("a\ud800b\\\udfff", ())).items[0]
    assert article_json.load(article_json.dump(item)) == item


@pytest.mark.parametrize(
    ("member", "value", "place"),
    [
        ("version", 2, "/version"),
        ("title", 7, "/title"),
        ("blocks", {}, "/blocks"),
        ("blocks", [{"type": "poem", "lines": []}], "/blocks/0/type"),
        ("blocks", [{"type": "paragraph", "lines": ["1"], "spans": []}], "/blocks/0/lines/0"),
        ("published", "2024-05-06", "/published"),
        ("source_published", "yesterday", "/source_published"),
    ],
)
def test_a_foreign_form_is_refused_with_its_place(member: str, value: object, place: str) -> None:
    document = json.loads(article_json.dump(edition(brief(1)).items[0]))
    with pytest.raises(ValueError, match=f"^{place}: "):
        article_json.load(json.dumps({**document, member: value}).encode())
