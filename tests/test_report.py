"""A line of the report is written once, and again when something else is to be said."""

import datetime as dt
import json

from flows.locate import Refusal
from flows.page_cache import Page, Pages
from flows.report import Entry, Report
from outputs.edition import Item
from pipeline.model import Article, Notice

MOMENT = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
ITEM = Item(Article("A", ()), "id", "tag:s.example,2025:article/id", "a", MOMENT, MOMENT, "a.txt")
ENTRY = Entry(ITEM, "a.txt", (("kept", 2),))


def written(entry: Entry, known: Pages | None = None) -> bytes:
    return b"".join(Report((entry,)).to_json(known))


def pages() -> Pages:
    """Return what is known of a page, and nothing of its line."""
    return Pages({}, {}, made={"id": Page(b"key", ())})


def test_a_known_line_is_taken_as_it_is() -> None:
    known = pages()
    assert written(ENTRY, known) == written(ENTRY)
    known.lines["id"] = known.lines["id"].replace('"kept": 2', '"kept": 7')
    assert json.loads(written(ENTRY, known))["articles"][0]["counts"] == {"kept": 7}


def test_a_line_is_written_again_when_something_else_is_to_be_said() -> None:
    for entry in (
        ENTRY._replace(flags=(Notice("overdue-review", "Its review was due."),)),
        ENTRY._replace(recognised="known again by its content"),
        ENTRY._replace(refusal=Refusal("a.txt", "a.txt", "is empty.")),
    ):
        known = pages()
        known.keep_line("id", "", "stale")
        assert written(entry, known) == written(entry)


def test_the_line_of_an_article_without_a_known_page_is_written_anew() -> None:
    known = Pages({}, {})
    assert written(ENTRY, known) == written(ENTRY)
    assert not known.lines


def test_a_page_that_is_made_anew_has_no_line_yet() -> None:
    known = pages()
    known.keep_line("id", "", "stale")
    known.keep(b"another key", ITEM, (), "<li>")
    assert written(ENTRY, known) == written(ENTRY)
