"""Write a page as the tagger learned to read pages: with a blank line between two blocks.

The tagger learned from texts that extractors wrote. There a blank line stands between blocks, and none
between the items of a list; where a text is set otherwise, it takes headings for parts of the text below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Line
from pipeline.page import Page, is_prose

Row = tuple[int, str]
"""The index of a line, -1 for a blank line that the page does not have, and its text."""

# Where blocks follow each other so many times as often without a blank line as with one. So are four of 358
# labelled articles, and 198 of 275 that were written with blank lines before headings alone.
_CLOSE_TO_APART = 3
# From so many headings on that are set close to their text it is the page's way, unless as many short lines
# stand apart from it. So are none of the 358, and 180 of those written without the blank lines below.
_FEWEST_CLOSE, _CLOSE_TO_ALONE = 2, 1.0
_HEADING_CHARS, _HEADING_WORDS, _SENTENCE_CHARS = 110, 16, 60


# The tagger takes pictographs for the dress of buttons and teasers.
_EMOJI = re.compile(r"^\s*(?:[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)+\s+(?=\w)")


def transcribe(page: Page) -> list[Row]:
    """Return the rows for the tagger; blank ones at the end say nothing of the text and are left out."""
    rows = list(_of_markup(page.lines) if page.hinted else _of_text(page))
    while rows and not rows[-1][1].strip():
        rows.pop()
    return rows


def _of_markup(lines: Sequence[Line]) -> Iterator[Row]:
    """Yield the lines of a saved page with marks before items, and blank lines between blocks."""
    inside = False
    for i, line in enumerate(lines):
        depth = line.hint.depth if line.hint is not None else 0
        together = depth > 0 or (line.hint is not None and line.hint.element == "tr")
        if i and not (together and inside):
            yield -1, ""
        inside = together
        yield i, f"{'  ' * depth}• {line.text}" if depth else line.text


def _of_text(page: Page) -> Iterator[Row]:
    """Yield the lines of a flat text, with the blank lines that its way of setting leaves out.

    What could head the text below is shown without pictographs before it.
    """
    close, below_headings = page.spaced and _blocks_are_close(page), page.spaced and _headings_are_close(page)
    for i, line in enumerate(page.lines):
        if i and page.texts[i] and page.texts[i - 1]:
            items = page.marked(i - 1) and page.marked(i)
            if (close and not items) or (below_headings and _heads(page, i - 1)):
                yield -1, ""
        yield i, _EMOJI.sub("", line.text) if _could_head(page, i) and _carries(page, i) else line.text


def _carries(page: Page, i: int) -> bool:
    """Say whether running text, or a list, stands next below a line."""
    after = page.after(i)
    return after < len(page.texts) and (page.marked(after) or is_prose(page.texts[after]))


def _blocks_are_close(page: Page) -> bool:
    texts = [(i, after) for i, after in pairwise(page.filled) if not (page.marked(i) or page.marked(after))]
    close = sum(after - i == 1 for i, after in texts)
    return close >= _CLOSE_TO_APART * max(1, len(texts) - close)


def _headings_are_close(page: Page) -> bool:
    short = [i for i in page.filled if page.first_prose < i < page.last_prose and _could_head(page, i)]
    close = sum(_heads(page, i) for i in short)
    alone = sum(page.after(i) - i > 1 for i in short)
    return close >= _FEWEST_CLOSE and close > _CLOSE_TO_ALONE * alone


def _could_head(page: Page, i: int) -> bool:
    """Say whether a line is short, open at its end, and clear of the line above."""
    text = page.texts[i]
    short = len(text) <= _HEADING_CHARS and len(text.split()) <= _HEADING_WORDS
    clear = i == 0 or not page.texts[i - 1]
    return short and clear and text[-1:] not in ".,;:!…" and not page.marked(i)


def _heads(page: Page, i: int) -> bool:
    """Say whether a line could be the heading of the sentence or the lead-in on the very next line."""
    if page.after(i) != i + 1 or not _could_head(page, i):
        return False
    under = page.texts[i + 1]
    sentence = len(under) >= _SENTENCE_CHARS and under[-1] in ".!?"
    return sentence or under.endswith(":") or is_prose(under)
