"""Sites of made-up articles: 200 to 600 words of a large vocabulary, a fifth of the lines boilerplate."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

HTML = ("page", "feed", "index")
ALL = (*HTML, "leaflet", "newsletter")
_SETTINGS = """sources = ["articles"]
[site]
title = "Notes"
url = "https://notes.example/"
[cleaning]
policy = "{policy}"
[channels]
enabled = {channels}
[publish]
workers = {workers}
"""
_BOILERPLATE = (
    "Subscribe to our newsletter for weekly tips",
    "Share this article on Facebook",
    "Follow us on Instagram",
    "We use cookies to improve your experience",
    "Related articles",
    "Leave a comment below",
)


def _vocabulary() -> list[str]:
    parts = random.Random(1)
    syllables = [a + b for a in "bcdfghklmnprstvw" for b in "aeiou"]
    return ["".join(parts.choices(syllables, k=parts.randint(1, 4))) for _ in range(8000)]


_WORDS = _vocabulary()


def text_of(n: int, *, extra: str = "") -> tuple[str, str]:
    """Return the raw text of an article, and what is its own of it as Markdown."""
    chance = random.Random(n)

    def some(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count)).capitalize()

    title = f"{some(6)} {n}"
    raw, own = ["Menu", "", title, ""], ["---", f'title: "{title}"', "date: 2025-03-01", "---", ""]
    for _ in range(chance.randint(3, 7)):
        heading, parts = some(4), [f"{some(chance.randint(20, 45))}." for _ in range(2)]
        points = [f"{some(5)}." for _ in range(3)] if chance.random() < 0.4 else []
        raw += [heading, "", *(line for part in parts for line in (part, "")), *points, ""]
        raw += [chance.choice(_BOILERPLATE), ""]
        own += [f"## {heading}", "", *(line for part in parts for line in (part, ""))]
        own += [*(f"- {point}" for point in points), ""]
    return "\n".join([*raw, extra, ""]), "\n".join([*own, extra, ""])


def make_site(
    folder: Path, count: int, channels: Sequence[str] = HTML, policy: str = "rules", workers: int = 0
) -> Path:
    """Make a site of so many articles."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "articles").mkdir(parents=True)
    for n in range(count):
        (folder / f"articles/{n:06d}.txt").write_text(text_of(n)[0], encoding="utf-8")
    settings = _SETTINGS.format(policy=policy, channels=json.dumps(list(channels)), workers=workers)
    (folder / "handbill.toml").write_text(settings, encoding="utf-8")
    time.sleep(0.05)  # a file of this very tick of the clock would have to be read again
    return folder
