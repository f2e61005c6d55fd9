"""The index: every article once, on pages that stay as they are when new articles come."""

import datetime as dt
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from outputs import index
from outputs.edition import Edition, Item
from outputs.index import render_index
from tests.editions import brief, edition

FEW = 3


def made(count: int) -> Edition:
    """Return an edition of so many articles, each a day older than the one before."""
    whole = edition(*(brief(n) for n in range(count, 0, -1)), issue="")
    days = {each.id: dt.timedelta(days=n) for n, each in enumerate(whole.items)}
    return replace(whole, items=tuple(dated(each, days[each.id]) for each in whole.items))


def dated(each: Item, ago: dt.timedelta) -> Item:
    title = each.article.title.replace(" ", "-")
    return each._replace(id=title, slug=title, published=each.published - ago, updated=each.updated - ago)


def pages(whole: Edition) -> dict[str, BeautifulSoup]:
    """Return the pages of the index by path, each article by its title's number."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "PAGE_ITEMS", FEW)
        files = {each.path: each.data for each in render_index(whole)}
    return {
        path: BeautifulSoup(data, "html.parser") for path, data in files.items() if path.endswith(".html")
    }


def numbers(page: BeautifulSoup) -> list[int]:
    return [int(each.get_text().rpartition(" ")[2]) for each in page.select(".entries h2")]


@given(st.integers(0, 5 * FEW))
def test_every_article_is_on_one_page_newest_first(count: int) -> None:
    found = pages(made(count))
    path, seen, newer = "index.html", list[int](), ""
    while path:
        page = found.pop(path)
        seen += numbers(page)
        back = page.select_one(".turn [rel=prev]")
        assert (str(back["href"]) if back else "") == newer
        on = page.select_one(".turn [rel=next]")
        newer, path = path, str(on["href"]) if on else ""
    assert seen == list(range(count, 0, -1))
    assert not found


@given(st.integers(0, 5 * FEW))
def test_the_first_page_is_never_short_of_articles(count: int) -> None:
    shown = len(numbers(pages(made(count))["index.html"]))
    assert shown == count if count < 2 * FEW else FEW <= shown < 2 * FEW


@given(st.integers(2 * FEW, 5 * FEW))
def test_older_pages_stay_when_an_article_comes(count: int) -> None:
    before, after = pages(made(count)), pages(made(count + 1))
    older = before.keys() - {"index.html"}
    assert older <= after.keys()
    for path in older:
        assert numbers(before[path]) == numbers(after[path])


def test_an_older_page_says_where_it_is() -> None:
    page = pages(made(4 * FEW))["older-2.html"]
    assert page.title is not None
    assert page.title.get_text() == "Clinic News: older articles, page 2"
    (link,) = page.select("link[rel=canonical]")
    assert link["href"] == "https://clinic.example/news/older-2.html"
    assert [each.get_text() for each in page.select(".turn a")] == ["Newer articles", "Older articles"]
    assert "Older articles, page 2" in page.get_text()


def test_a_small_site_has_one_page() -> None:
    assert list(pages(made(2 * FEW - 1))) == ["index.html"]
    assert not pages(made(2))["index.html"].select(".turn")
