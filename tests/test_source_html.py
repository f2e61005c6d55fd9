"""Saved pages: visible blocks become lines with hints, the head becomes metadata."""

import datetime as dt
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ArticleRefused, NotAnArticle, UnreadableSource
from pipeline.model import Hint, Image, Line, RawArticle, Span, plain
from sources.html import read_html

SAMPLE = Path(__file__).parent / "samples" / "scalp-care.html"


def page(html: str) -> RawArticle:
    return read_html(html.encode(), "a.html", "in/a.html")


def hint(line: Line) -> Hint:
    assert line.hint is not None
    return line.hint


def rows(raw: RawArticle) -> list[tuple[str, str]]:
    return [(hint(line).element, line.text) for line in raw.lines]


def codes(raw: RawArticle) -> dict[str, tuple[int, ...]]:
    return {notice.code: notice.lines for notice in raw.notices}


@pytest.fixture(scope="module")
def sample() -> RawArticle:
    return read_html(SAMPLE.read_bytes(), "scalp-care.html", str(SAMPLE))


def test_every_visible_block_of_a_page_is_a_line(sample: RawArticle) -> None:
    assert rows(sample) == [
        ("nav", "Home Hair"),
        ("h1", "Scalp care in winter"),
        ("img", "A wooden comb"),
        ("figcaption", "Combs: wide teeth first."),
        ("p", "Dry air takes water from the skin. Wash less often, and read about oils first."),
        ("li", "Brush"),
        ("li", "Rinse"),
        ("p", "with lukewarm water"),
        ("li", "never hot"),
        ("li", "nor"),
        ("p", "icy"),
        ("p", "and dry"),
        ("tr", "Oil | Use"),
        ("tr", "Jojoba | a few drops"),
        ("tr", "None | "),
        ("blockquote", "It stopped in a week."),
        ("blockquote", "A reader"),
        ("pre", "5 ml  oil"),
        ("pre", "  + 1 drop  scent"),
        ("pre", ""),
        ("pre", "shake"),
        ("p", "Typed: <script>alert(1)</script>, AT&T, a < b, 5\xa0ml, café…"),
        ("img", ""),
        ("form", "Email"),
        ("button", "Join"),
        ("p", "© The Quiet Comb"),
    ]
    assert [line.n for line in sample.lines] == list(range(1, len(sample.lines) + 1))


def test_regions_and_names_tell_where_a_line_stood(sample: RawArticle) -> None:
    by_text = {line.text: hint(line) for line in sample.lines}
    assert by_text["Home Hair"].region == "nav"
    assert by_text["Home Hair"].names == ("site-header", "top", "js")
    assert by_text["Brush"].region == "article"
    assert by_text["Join"].region == "form"
    assert by_text["© The Quiet Comb"].region == "footer"


def test_a_header_inside_an_article_is_the_articles_own(sample: RawArticle) -> None:
    assert hint(sample.lines[1]).region == "article"
    assert hint(page("<header><h1>Shop</h1></header>").lines[0]).region == "header"
    assert hint(page("<div role=navigation>x</div>").lines[0]).region == "nav"


def test_list_items_know_their_depth_and_kind(sample: RawArticle) -> None:
    lists = {line.text: (hint(line).depth, hint(line).ordered) for line in sample.lines if hint(line).depth}
    assert lists == {
        "Brush": (1, True),
        "Rinse": (1, True),
        "with lukewarm water": (1, True),
        "never hot": (2, False),
        "nor": (2, False),
        "icy": (2, False),
        "and dry": (1, True),
    }


def test_dress_and_links_are_spans_that_join_to_the_text(sample: RawArticle) -> None:
    line = sample.lines[4]
    assert line.spans == (
        Span("Dry air takes water from the skin. Wash "),
        Span("less often", strong=True),
        Span(", and read "),
        Span("about ", href="/oils?a=1&b=2"),
        Span("oils", emphasis=True, href="/oils?a=1&b=2"),
        Span(" first."),
    )
    assert all(plain(one.spans) == one.text for one in sample.lines if one.spans)


def test_a_phrase_in_another_language_says_which() -> None:
    page = (
        "<html lang='en-GB'><body><p>Say <i lang='fr'>bon appétit</i>, "
        "<span lang='en-US'>color</span> or <b lang='x-klingon'>Qapla</b>.</p>"
        "<section lang='de_CH'><p>Guten Tag. <em>Und</em> <span lang='en'>goodbye</span>.</p></section>"
    )
    french, german = read_html(page.encode(), "a.html", "a.html").lines
    assert french.spans == (
        Span("Say "),
        Span("bon appétit", emphasis=True, language="fr"),
        Span(", color or "),
        Span("Qapla", strong=True),
        Span("."),
    )
    assert [(span.text, span.language) for span in german.spans if span.text.strip()] == [
        ("Guten Tag. ", "de-CH"),
        ("Und", "de-CH"),
        (" goodbye", ""),
        (".", "de-CH"),
    ]


def test_a_page_that_names_no_language_has_no_other() -> None:
    page = b"<html><body><div lang='en'><p>Some <b>text</b>.</p></div></body></html>"
    (line,) = read_html(page, "a.html", "a.html").lines
    assert not any(span.language for span in line.spans)


def test_table_rows_have_cells_and_know_column_heads(sample: RawArticle) -> None:
    head, first, second = (hint(line) for line in sample.lines[12:15])
    assert (head.header, first.header, second.header) == (True, False, False)
    assert first.cells == ((Span("Jojoba"),), (Span("a few "), Span("drops", strong=True)))
    assert second.cells == ((Span("None"),), ())


def test_pictures_keep_address_and_text_and_decoration_is_skipped(sample: RawArticle) -> None:
    assert [line.image for line in sample.lines if line.image] == [
        Image("/img/comb.jpg", "A wooden comb", 3),
        Image("no-alt.jpg", "", 23),
    ]


def test_hidden_text_is_left_out_and_counted(sample: RawArticle) -> None:
    assert codes(sample) == {"hidden-text": ()}
    assert "3 words" in sample.notices[0].message


def test_the_head_gives_metadata(sample: RawArticle) -> None:
    given = sample.given
    assert given.title == "Scalp care in winter"
    assert given.dek == "Why scalps itch when the heating comes on."
    assert given.byline == "Ines Okoro, Tom Vale"
    assert given.published == dt.datetime(2024, 11, 2, 9, 15, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert given.updated == dt.date(2024, 11, 30)
    assert not isinstance(given.updated, dt.datetime)
    assert (given.language, given.url) == ("en-US", "https://comb.example/scalp-care")
    assert given.site == "The Quiet Comb"
    assert given.images == (
        Image("https://comb.example/a.jpg", "A wooden comb"),
        Image("https://comb.example/b.jpg", ""),
    )


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Dry skin | Shop</title>", "Dry skin"),
        ("<title>Dry skin · Care · Shop</title>", "Dry skin · Care"),
        ("<title>Retinol - what it does</title>", "Retinol - what it does"),
        ("<title>Dry skin - Shop</title><meta property=og:site_name content=shop>", "Dry skin"),
        ("<title>Dry skin – Shop</title><h1>Dry skin</h1>", "Dry skin"),
        (
            "<meta property=og:title content='Dry skin | Shop'><meta property=og:site_name content=Shop>",
            "Dry skin",
        ),
        ("<meta property=og:title content='A | B'><title>C</title>", "A | B"),
        ("<title>Workshop</title><meta property=og:site_name content=shop>", "Workshop"),
    ],
)
def test_a_title_loses_its_sites_name_and_nothing_else(head: str, title: str) -> None:
    assert page(head + "<p>x").given.title == title


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2022-11-09", dt.date(2022, 11, 9)),
        ("2022-11-09T10:00:00", dt.date(2022, 11, 9)),
        ("2022-11-09T10:00:00Z", dt.datetime(2022, 11, 9, 10, tzinfo=dt.UTC)),
        ("20221109T100000+0000", dt.datetime(2022, 11, 9, 10, tzinfo=dt.UTC)),
        ("Wed, 09 Nov 2022 10:00:00 GMT", dt.datetime(2022, 11, 9, 10, tzinfo=dt.UTC)),
    ],
)
def test_dates_are_read_with_their_offset_or_as_days(written: str, meant: dt.date) -> None:
    raw = page(f"<meta property=article:published_time content='{written}'><p>x")
    assert raw.given.published == meant
    assert type(raw.given.published) is type(meant)
    assert raw.notices == ()


@pytest.mark.parametrize(
    "written", ["soon", "2022-13-01", "0001-01-01T00:00:00Z", "1667988000", "9999-12-31T23:59:59-14:00"]
)
def test_a_bad_date_is_left_out_with_a_notice(written: str) -> None:
    raw = page(f"<meta property=article:modified_time content='{written}'><p>x")
    assert raw.given.updated is None
    assert codes(raw) == {"bad-date": ()}
    assert written in raw.notices[0].message


def test_times_in_the_body_give_dates_where_the_head_gives_none() -> None:
    html = "<p>By us, <time itemprop='dateModified' datetime='2024-05-06'>6 May</time></p>"
    raw = page(html + "<time pubdate datetime='2024-05-01'>1 May</time>")
    assert (raw.given.published, raw.given.updated) == (dt.date(2024, 5, 1), dt.date(2024, 5, 6))


@pytest.mark.parametrize("script", ["{broken", "[" * 100_000, '{"a": "\\ud800"', "<!-- -->"])
def test_broken_json_ld_is_left_out_with_a_notice(script: str) -> None:
    raw = page(f"<script type='application/ld+json'>{script}</script><title>T</title><p>x")
    assert raw.given.title == "T"
    assert codes(raw) == {"broken-json-ld": ()}


@pytest.mark.parametrize("script", ["null", "[]", "3", '{"@type": 5, "headline": ["x"]}', '{"@graph": "x"}'])
def test_json_ld_of_any_shape_is_borne(script: str) -> None:
    raw = page(f"<script type='application/ld+json'>{script}</script><p>x")
    assert (raw.given.title, raw.notices) == ("", ())


@pytest.mark.parametrize(
    ("attributes", "language"),
    [
        ("lang=en-gb", "en-GB"),
        ("lang=PT_br", "pt-BR"),
        ("lang=zh-hant-tw", "zh-Hant-TW"),
        ("lang=english", ""),
    ],
)
def test_languages_are_written_in_one_way(attributes: str, language: str) -> None:
    assert page(f"<html {attributes}><p>x").given.language == language


@pytest.mark.parametrize("href", ["/a", "javascript:alert(1)", "https://", "http://[bad", "ftp://a.example/"])
def test_only_an_absolute_web_address_is_the_pages_own(href: str) -> None:
    assert page(f"<link rel=canonical href='{href}'><p>x").given.url == ""


def test_a_declared_charset_decodes_the_page() -> None:
    html = "<meta http-equiv=Content-Type content='text/html; charset=windows-1250'><p>bőr „így”"
    raw = read_html(html.encode("cp1250"), "a.html", "a.html")
    assert raw.lines[0].text == "bőr „így”"
    assert raw.notices == ()


def test_bad_characters_are_noticed_by_the_lines_that_show_them() -> None:
    raw = page(
        "<title>a&#1;</title><p>fine</p><p>a&#8;b\x07</p>\n<p>don&acirc;&euro;&trade;t</p><p>\x00x</p>"
    )
    assert [line.text for line in raw.lines] == ["fine", "ab", "don’t", "x"]
    assert raw.given.title == "a"
    assert [(notice.code, notice.lines) for notice in raw.notices] == [
        ("control-characters", ()),
        ("mojibake-repaired", (3,)),
        ("control-characters", (2,)),
    ]


@pytest.mark.parametrize(
    "blank", ["&nbsp;", "&#8203;", "&shy;", " \n ", "<br>", "<b> </b>", "<!-- x -->", "<hr>"]
)
def test_what_shows_nothing_gives_no_line(blank: str) -> None:
    assert rows(page(f"<p>a</p><p>{blank}</p><p>b</p>")) == [("p", "a"), ("p", "b")]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<br>b</p>", [("p", "a"), ("p", "b")]),
        ("<h2>a<br>b <div>c</div></h2>", [("h2", "a b c")]),
        ("<h2>left open <p>text", [("h2", "left open"), ("p", "text")]),
        ("<div role=heading aria-level=3>a</div>", [("h3", "a")]),
        ("<li><h3>a</h3>b</li>", [("h3", "a"), ("p", "b")]),
        ("<li><div>a</div><div>b</div></li>", [("li", "a"), ("p", "b")]),
        ("<dl><dt>a</dt><dd><p>b</p></dd></dl>", [("dt", "a"), ("dd", "b")]),
        ("<details><summary>a</summary>b</details>", [("summary", "a"), ("details", "b")]),
        ("<table><caption>a</caption><tr><td>b<td>c</table>", [("caption", "a"), ("tr", "b | c")]),
        ("<table><tr><td>a<p>b</p><td>c<br>d</table>", [("tr", "a b | c d")]),
        ("<table><tr><td><h2>a</h2><td>b</table>", [("h2", "a"), ("td", "b")]),
        ("<table><tr><td>a<tr><td>b</table>", [("td", "a"), ("td", "b")]),
        ("<table><td>a</td><td>b</td></table>", [("tr", "a | b")]),
        ("<table role=presentation><tr><td>a<td>b</table>", [("td", "a"), ("td", "b")]),
        ("<input type=submit value=Send><input type=hidden value=x>", [("button", "Send")]),
        ("<select><option>x</select><textarea>y</textarea><p>a", [("p", "a")]),
        ("<p>a <img src=i alt=pic> b</p>", [("p", "a b"), ("img", "pic")]),
        ("<p>a <img src=i alt=😀></p>", [("p", "a 😀")]),
        ("<h2>a <a href=#a aria-hidden=true>#</a></h2>", [("h2", "a")]),
        ("<p><span aria-hidden=true>shown</span></p>", [("p", "shown")]),
        ("<p hidden=until-found>a</p>", [("p", "a")]),
        ("<pre>\n a\n\n  b \n</pre>", [("pre", " a"), ("pre", ""), ("pre", "  b")]),
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><p>a</p></html>", [("p", "a")]),
        ("a<![CDATA[x]]><b>b</b>\n\n c", [("body", "ab c")]),
    ],
)
def test_small_shapes_of_markup(html: str, expected: list[tuple[str, str]]) -> None:
    assert rows(page(html)) == expected


def test_an_inline_elements_class_counts_where_it_holds_the_whole_line() -> None:
    raw = page("<div class=x><a class='Skip-Link'>Skip</a></div><div class=y><b class=z>a</b> b</div>")
    assert [hint(line).names for line in raw.lines] == [("skip-link", "x"), ("y",)]


def test_names_are_bounded() -> None:
    raw = page("".join(f"<div class='c{n} d{n}'>" for n in range(20)) + "x")
    names = hint(raw.lines[0]).names
    assert names == tuple(f"{letter}{n}" for n in range(19, 12, -1) for letter in "cd")


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "blockquote", "h2", "article><header"])
def test_deep_nesting_overflows_nothing(tag: str) -> None:
    raw = page(f"<{tag}>" * 1500 + "deep<p>after")
    assert [line.text for line in raw.lines] == ["deep", "after"]


def test_text_after_a_huge_picture_inside_the_page_is_kept() -> None:
    raw = page(f"<p>before<img alt='' src='data:image/png;base64,{'A' * 11_000_000}'><p>after")
    assert [line.text for line in raw.lines] == ["before", "after"]


@pytest.mark.parametrize("html", ["", "plain words", "a < b and c > d"])
def test_a_page_without_markup_is_no_article(html: str) -> None:
    with pytest.raises(NotAnArticle):
        page(html)


@pytest.mark.parametrize(
    "html", ["<!-- x -->", "<script>x</script>", "<div id=root></div>", "<p hidden>x</p>"]
)
def test_a_page_that_shows_no_text_is_no_article(html: str) -> None:
    with pytest.raises(NotAnArticle, match=r"in/a\.html: shows no text\. Save the page"):
        page(html)


def test_a_paragraph_too_long_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="line 2 has 200,001"):
        page(f"<p>x</p><p>{'x' * 200_001}</p>")


def attempt(data: bytes) -> RawArticle | ArticleRefused:
    try:
        return read_html(data, "a.html", "a.html")
    except ArticleRefused as refusal:
        return refusal


@given(st.text(max_size=200) | st.text("<>/&;=\"' pbdivultrhaimg!-[]?\x00\n", max_size=120))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    raw = attempt(text.encode("utf-8", "replace"))
    if isinstance(raw, ArticleRefused):
        assert raw.remedy
    else:
        assert all("\n" not in line.text for line in raw.lines)
        assert all(plain(line.spans) == line.text for line in raw.lines if line.spans)


@given(st.binary(max_size=100))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    raw = attempt(b"<p>" + data)
    assert raw.remedy if isinstance(raw, ArticleRefused) else raw.lines


_TAGS = (
    *(
        "p",
        "div",
        "section",
        "nav",
        "aside",
        "footer",
        "form",
        "h1",
        "h3",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
    ),
    *(
        "table",
        "tr",
        "td",
        "th",
        "b",
        "em",
        "a",
        "span",
        "figure",
        "figcaption",
        "button",
        "details",
        "summary",
    ),
    *("dl", "dt", "dd", "label", "article", "main", "custom-card"),
)
_TREES: st.SearchStrategy[object] = st.recursive(
    st.just("word") | st.just(("br", [])),
    lambda inner: st.tuples(st.sampled_from(_TAGS), st.lists(inner, max_size=4)),
    max_leaves=25,
)


def markup(tree: object, words: list[str]) -> str:
    if isinstance(tree, str):
        words.append(f"word{len(words)}")
        return f" {words[-1]} "
    assert isinstance(tree, tuple)
    tag, children = tree
    if tag == "br":
        return "<br>"
    return f"<{tag}>{''.join(markup(child, words) for child in children)}</{tag}>"


@given(_TREES)
def test_all_visible_text_is_present_in_order(tree: object) -> None:
    html = "<p>word-</p>" + markup(tree, [])
    shown = BeautifulSoup(html, "lxml").get_text(" ").split()
    lines = page(html).lines
    assert " ".join(line.text for line in lines).replace(" | ", " ").replace("|", " ").split() == shown
