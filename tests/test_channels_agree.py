"""The same text in every channel: what is read back from each is the article's, whole and in order."""

import json
import re
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup

from outputs import CHANNELS, ITEM_CHANNELS
from outputs.edition import Edition
from outputs.feed.text import WORD_JOINER
from pipeline.model import Article, Code, block_text
from tests.editions import edition, kitchen_sink
from tests.leaflet_reader import read_blocks
from tests.raws import read
from tests.test_golden import CASES, reading_of

HOSTILE = """Can AT&T <b>Cream</b> Help When a < b?

Some people type <script>alert(1)</script> into a text about cream & AT&T, and it must stay as it was typed.

What a < b means

  • <img src=x onerror=alert(1)> is no picture
  • &amp; and &lt; are not & and <

It means that a is smaller than b. Nothing in it is an instruction, <!-- not even a comment --> or ]]>.
"""


def _articles() -> dict[str, Article]:
    found = {case.name: reading_of(case).article for case in CASES}
    shared = Path(__file__).parents[2] / "shared" / "articles"
    for path in sorted(shared.glob("*.txt")) if shared.is_dir() else []:
        found[path.stem[:3]] = read(path.read_text(encoding="utf-8")).article
    return {"hostile": read(HOSTILE).article, "every-block": kitchen_sink(), **found}


ARTICLES = _articles()


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _expected(article: Article) -> list[str]:
    return [_squeezed(block_text(block)) for block in article.blocks]


def _body(html: str) -> str:
    return _squeezed(BeautifulSoup(html, "html.parser").get_text())


def _in_order(blocks: list[str], text: str) -> bool:
    at = 0
    for block in blocks:
        at = text.find(block, at)
        if at < 0:
            return False
        at += len(block)
    return True


def _artifact(of: Edition, name: str, ending: str) -> bytes:
    artifacts = CHANNELS[name](of) if name in CHANNELS else ITEM_CHANNELS[name](of, of.items[0])
    return next(artifact.data for artifact in artifacts if artifact.path.endswith(ending))


@pytest.mark.parametrize("name", ARTICLES)
def test_the_feed_holds_the_text(name: str) -> None:
    of = edition(ARTICLES[name])
    data = _artifact(of, "feed", "feed.xml")
    entry = feedparser.parse(data).entries[0]
    # A word joiner, which is not seen, keeps readers from taking a title for HTML.
    assert entry.title.replace(WORD_JOINER, "") == ARTICLES[name].title
    assert json.loads(_artifact(of, "feed", "feed.json"))["items"][0]["title"] == ARTICLES[name].title
    assert _in_order(_expected(ARTICLES[name]), _body(entry.content[0].value))


@pytest.mark.parametrize("name", ARTICLES)
def test_the_page_holds_the_text(name: str) -> None:
    html = _artifact(edition(ARTICLES[name]), "page", "index.html").decode()
    assert _in_order([_squeezed(ARTICLES[name].title), *_expected(ARTICLES[name])], _body(html))


@pytest.mark.parametrize("name", ARTICLES)
def test_the_newsletter_holds_the_text(name: str) -> None:
    of = edition(ARTICLES[name])
    whole = [_squeezed(ARTICLES[name].title), *_expected(ARTICLES[name])]
    assert _in_order(whole, _body(_artifact(of, "newsletter", "newsletter.html").decode()))
    plain = re.sub(r"\[\d+\]", "", _artifact(of, "newsletter", "newsletter.txt").decode())
    assert _in_order([_letters(text) for text in whole], _letters(plain))


def _letters(text: str) -> str:
    """Leave out what the plain text adds between cells and around headings."""
    return re.sub(r"[\W_]+", "", text).casefold()


@pytest.mark.parametrize("name", ARTICLES)
def test_the_leaflet_holds_the_text(name: str) -> None:
    article = _printable(ARTICLES[name])
    blocks = read_blocks(_artifact(edition(article), "leaflet", ".pdf"))
    text = _squeezed("".join(text for _, text in blocks))
    assert _in_order([_squeezed(article.title), *_expected(article)], text)


def _printable(article: Article) -> Article:
    """Leave out what has no letter in the leaflet's typeface; the leaflet's own tests are about that."""
    return replace(
        article,
        blocks=tuple(
            block
            for block in article.blocks
            if not re.search("[🌞日]", block_text(block)) or isinstance(block, Code)
        ),
    )


@pytest.mark.parametrize("name", ARTICLES)
def test_no_channel_prints_the_sources_claim_of_a_review(name: str) -> None:
    article = _printable(ARTICLES[name])
    if not article.review_claim:
        return
    of = edition(article)
    claim = _squeezed(article.review_claim)[:40]
    for channel, ending in (("page", "index.html"), ("newsletter", ".html"), ("newsletter", ".txt")):
        assert claim not in _body(_artifact(of, channel, ending).decode())
    assert claim not in _squeezed(_artifact(of, "feed", ".xml").decode())
    leaflet = read_blocks(_artifact(of, "leaflet", ".pdf"))
    assert claim not in _squeezed("".join(text for _, text in leaflet))
