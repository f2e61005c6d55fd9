"""Real labelled pages, where they stand beside the project: no line of them is lost from the account."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.assemble import account
from pipeline.model import Fate, Line, RawArticle
from tests.conftest import ROOT

FOLDER = ROOT.parent / "shared" / "bench" / "dev"
FILES = sorted(FOLDER.glob("*.jsonl.gz"))
_EVERY = 60  # of the pages in the sample that runs by default: a few seconds

pytestmark = pytest.mark.skipif(not FILES, reason="no labelled pages stand beside the project")


def _pages(path: Path) -> Iterator[tuple[str, list[str]]]:
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            yield row["id"], [line["text"] for line in row["lines"]]


def _check(key: str, texts: list[str]) -> None:
    """Hold that every line has one verdict, and every kept line its place in one block."""
    reading = account(RawArticle(key, key, tuple(Line(n, text) for n, text in enumerate(texts, 1))))
    verdicts = reading.audit.verdicts
    assert [(v.n, v.text) for v in verdicts] == list(enumerate(texts, 1)), key
    assert [not text.strip() for text in texts] == [v.fate is Fate.BLANK for v in verdicts], key
    assert all(v.rule and v.reason for v in verdicts if v.fate is Fate.REMOVED), key
    assert all(v.field for v in verdicts if v.fate is Fate.META), key
    kept = [v.n for v in verdicts if v.fate is Fate.KEPT]
    assert [n for block in reading.article.blocks for n in block.lines] == kept, key


def test_every_line_of_a_sample_is_accounted_for() -> None:
    pages = [page for path in FILES for page in _pages(path)]
    for key, texts in pages[::_EVERY]:
        _check(key, texts)


@pytest.mark.exhaustive
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_line_is_accounted_for(path: Path) -> None:
    for key, texts in _pages(path):
        _check(key, texts)
