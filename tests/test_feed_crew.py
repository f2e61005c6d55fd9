"""Entries of feeds that several cores write: as one core writes them, each once, and few in memory."""

from contextlib import closing
from dataclasses import replace

import pytest

from flows import crew, feed_crew
from flows.feed_crew import FeedCrew
from outputs.edition import Item
from outputs.feed import render_feed
from outputs.feed.render import texts_of, unheld
from tests.editions import brief, edition

EDITION = edition(*(brief(n) for n in range(1, 31)))
ORDERED = unheld(EDITION)


class Known:
    """Entries that are known, by article."""

    def __init__(self) -> None:
        self.texts: dict[str, tuple[str, ...]] = {}

    def find(self, item: Item) -> tuple[str, ...] | None:
        return self.texts.get(item.id)

    def keep(self, item: Item, texts: tuple[str, ...]) -> None:
        self.texts[item.id] = texts


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few entries be worth a fork, taken two at a time."""
    monkeypatch.setattr(crew, "_WORTH_A_FORK", 1)
    monkeypatch.setattr(crew, "_FEW", 2)
    monkeypatch.setattr(feed_crew, "_MANY", 1)


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_feed_is_the_same_bytes_and_its_entries_are_kept(workers: int) -> None:
    known = Known()
    with closing(FeedCrew(EDITION, known, workers)) as entries:
        several = list(render_feed(replace(EDITION, entries=entries)))
    assert several == list(render_feed(EDITION))
    assert known.texts == {item.id: texts_of(EDITION, item) for item in EDITION.items}


def test_each_is_given_once_and_what_is_known_always() -> None:
    known = Known()
    known.keep(ORDERED[3], ("known",))
    with closing(FeedCrew(EDITION, known, 2)) as entries:
        found = [entries.find(item) for item in ORDERED]
        again = [entries.find(item) for item in ORDERED]
    assert found == [("known",) if n == 3 else texts_of(EDITION, item) for n, item in enumerate(ORDERED)]
    assert again == [("known",) if n == 3 else None for n in range(len(ORDERED))]


def test_those_that_wait_are_few_whatever_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_crew, "_MOST_WAITING", 4)
    with closing(FeedCrew(EDITION, Known(), 2)) as entries:
        for item in reversed(ORDERED):
            assert entries.find(item) in {None, texts_of(EDITION, item)}
            assert len(entries._waiting) <= 4
