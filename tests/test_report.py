"""A line of the report is written once, and again when something else is to be said."""

import datetime as dt
import json
from dataclasses import replace

from flows.locate import Refusal
from flows.report import Entry, Line, Report
from outputs.edition import Item
from pipeline.model import Article, Notice

MOMENT = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
ITEM = Item(Article("A", ()), "id", "tag:s.example,2025:article/id", "a", MOMENT, MOMENT, "a.txt")
ENTRY = Entry(ITEM, "a.txt", (("kept", 2),))


def test_a_known_line_is_taken_as_it_is() -> None:
    known: dict[str, Line] = {}
    written = Report((ENTRY,)).to_json(known)
    assert written == Report((ENTRY,)).to_json()
    told, line = known["id"]
    known["id"] = (told, line.replace('"kept": 2', '"kept": 7'))
    assert json.loads(Report((ENTRY,)).to_json(known))["articles"][0]["counts"] == {"kept": 7}


def test_a_line_is_written_again_when_something_else_is_to_be_said() -> None:
    known = {"id": ("", "stale")}
    for entry in (
        replace(ENTRY, flags=(Notice("overdue-review", "Its review was due."),)),
        replace(ENTRY, recognised="known again by its content"),
        replace(ENTRY, refusal=Refusal("a.txt", "a.txt", "is empty.")),
    ):
        assert Report((entry,)).to_json(dict(known)) == Report((entry,)).to_json()
