"""What `handbill inspect` says of the tagger where a rule or an order decided."""

import json

import pytest

from flows.inspection import table, to_json
from pipeline import tagger
from pipeline.assemble import explain
from pipeline.model import Fate
from pipeline.opinions import RULE
from pipeline.overrides import Overrides, read_override
from pipeline.policy import Policy
from tests.raws import raw
from tests.test_guard import PROSE, text

SHARE = "Share this post on Facebook"
TEXT = text(SHARE)
DROPPED = Overrides("a", (), (read_override("Dark spots are marks"),))


def test_the_tagger_is_heard_where_a_rule_decided() -> None:
    reading, opinions = explain(raw(TEXT))
    whole = json.loads(to_json("x", reading, opinions))
    line = next(line for line in whole["lines"] if line["text"] == SHARE)
    assert (line["fate"], line["confidence"]) == ("removed", 1.0)
    assert line["rule"] != RULE
    assert set(line["tagger"]) == {"removal", "category", "kind"}
    assert 0 < line["tagger"]["removal"] < 1


def test_blank_lines_and_the_rules_alone_have_no_opinion() -> None:
    reading, opinions = explain(raw(TEXT))
    whole = json.loads(to_json("x", reading, opinions))
    assert all((line["tagger"] is None) == (line["fate"] == "blank") for line in whole["lines"])
    assert explain(raw(TEXT), Policy.RULES)[1] == {}


def test_a_line_that_an_order_took_from_the_text_is_marked() -> None:
    reading, opinions = explain(raw(TEXT), overrides=DROPPED)
    rows = list(table(reading, opinions, width=None))
    gone = [v.n for v in reading.audit.verdicts if v.fate is Fate.REMOVED and v.text == PROSE]
    assert gone
    assert [row for row in rows if "1.00! " in row] == [
        row for row in rows if row[:4].strip() in map(str, gone)
    ]
    assert "!: by itself, the line tagger would have decided otherwise." in rows


def test_the_tagger_looks_once_more_for_no_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    look = tagger.Model.look

    def counted(self: tagger.Model, lines: list[str]) -> tagger.Look:
        looks.append(1)
        return look(self, lines)

    monkeypatch.setattr(tagger.Model, "look", counted)
    explain(raw(TEXT))
    assert looks == [1]
