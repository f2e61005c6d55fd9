"""Time the naming of articles: unchanged, all renamed, all renamed and edited; CPU seconds, and ratios.

python benchmarks/identity.py [COUNT]
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from flows.identity import Moment, Record, content_hash, newcomer
from flows.likeness import sketch
from flows.naming import Naming, name_all
from pipeline.model import Article, Paragraph, Span

WHEN = Moment("https://bench.example/", dt.UTC, dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
VOCABULARY = [f"word{n}" for n in range(3000)]
HOUSE = " ".join(f"house{n}" for n in range(60))  # what every article of a house says


def article(n: int) -> Article:
    """Make an article of 600 words, a tenth of them those of the house."""
    words = random.Random(n).choices(VOCABULARY, k=540)
    return Article(f"Article {n}", (Paragraph((Span(f"{HOUSE} {' '.join(words)}"),), (1,)),))


def edited(whole: Article, n: int) -> Article:
    """Change one word in twenty."""
    words = whole.blocks[0].spans[0].text.split() if isinstance(whole.blocks[0], Paragraph) else []
    chance = random.Random(-n)
    text = " ".join(f"new{at}" if chance.random() < 0.05 else word for at, word in enumerate(words))
    return replace(whole, blocks=(Paragraph((Span(text),), (1,)),))


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds that work takes."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def named(articles: Sequence[Article], prefix: str, records: Sequence[Record]) -> Naming:
    """Name articles under keys that begin with a prefix."""
    newcomers = [newcomer(f"{prefix}{n}.txt", each) for n, each in enumerate(articles)]
    return name_all(newcomers, records, {new.key for new in newcomers}, WHEN)


def main() -> None:
    """Print the times."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    articles = [article(n) for n in range(count)]
    changed = [edited(each, n) for n, each in enumerate(articles)]
    floor = seconds(lambda: [(content_hash(each), sketch(each)) for each in articles])
    records = tuple(named(articles, "a", ()).records.values())
    ids = [record.id for record in sorted(records, key=lambda record: int(record.key[1:-4]))]
    print(f"{count} articles; hash and sketch of each: {floor:.1f} s of CPU")
    for title, texts, prefix, known in (
        ("new", articles, "a", ()),
        ("unchanged", articles, "a", records),
        ("renamed", articles, "b", records),
        ("renamed and edited", changed, "b", records),
    ):
        found: list[Naming] = []
        spent = seconds(lambda: found.append(named(texts, prefix, known)))  # noqa: B023 (called at once)
        same = sum(found[0].records[f"{prefix}{n}.txt"].id == each for n, each in enumerate(ids))
        print(f"{title:20} {spent:6.1f} s  {spent / floor:5.2f}x   {same} of {count} ids kept")


if __name__ == "__main__":
    main()
