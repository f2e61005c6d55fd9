"""Join the lines of a wrapped text before it is judged, and give each physical line its own account after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.margin import flush, margin
from pipeline.model import Article, Audit, Line, Opinion, RawArticle, Reading
from pipeline.wrapping import find_breaks

# A word broken at its own hyphen, or at a dash; not the first of two that share their end: "day- and night".
_BROKEN = re.compile(r"[^\W_](?:-+|[–—])$")
_SHARED = re.compile(r"(?:and|or|to)\b(?!-)")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A raw article whose lines are whole paragraphs, renumbered, and what they were before.

    `numbers` hold the physical lines of each logical one; None where the text was neither wrapped nor set in,
    and `joined` is the very `raw`.
    """

    raw: RawArticle
    joined: RawArticle
    numbers: tuple[range, ...] | None = None

    def reading(self, judged: Reading) -> Reading:
        """Return the reading of the joined text as one of the physical lines."""
        if self.numbers is None:
            return judged
        return Reading(self.raw, self._article(judged.article), self._audit(judged.audit))

    def opinions(self, judged: Mapping[int, Opinion]) -> Mapping[int, Opinion]:
        """Return opinions on the joined lines, by index, as opinions on the physical ones."""
        if self.numbers is None:
            return judged
        return {n - 1: opinion for i, opinion in judged.items() for n in self.numbers[i]}

    def _article(self, article: Article) -> Article:
        blocks = tuple(replace(block, lines=self._lines(block.lines)) for block in article.blocks)
        images = tuple(
            replace(image, line=self._lines((image.line,))[0] if image.line else 0)
            for image in article.images
        )
        return replace(article, blocks=blocks, images=images)

    def _audit(self, audit: Audit) -> Audit:
        assert self.numbers is not None
        verdicts = tuple(
            replace(verdict, n=n, text=self.raw.lines[n - 1].text)
            for verdict, numbers in zip(audit.verdicts, self.numbers, strict=True)
            for n in numbers
        )
        found = tuple(replace(notice, lines=self._lines(notice.lines)) for notice in audit.notices)
        return Audit(verdicts, (*self.raw.notices, *found))

    def _lines(self, joined: Iterable[int]) -> tuple[int, ...]:
        assert self.numbers is not None
        return tuple(n for at in joined for n in self.numbers[at - 1])


def unwrap(raw: RawArticle) -> Unwrapped:
    """Join the lines that a wrapped source broke, and take its margin away; any other stays as it is."""
    if not raw.lines or any(line.hint is not None for line in raw.lines):
        return Unwrapped(raw, raw)
    breaks = find_breaks([line.text for line in raw.lines])
    starts = [i for i in range(len(raw.lines)) if i not in breaks]
    ends = (*starts[1:], len(raw.lines))
    numbers = tuple(range(start + 1, end + 1) for start, end in zip(starts, ends, strict=True))
    texts = [join([raw.lines[at - 1].text for at in whole]) for whole in numbers]
    by = margin(texts)
    if not breaks and not by:
        return Unwrapped(raw, raw)
    lines = tuple(Line(n, flush(text, by)) for n, text in enumerate(texts, 1))
    # The source's own notices speak of physical lines.
    return Unwrapped(raw, replace(raw, lines=lines, notices=()), numbers)


def join(texts: Sequence[str]) -> str:
    """Join the texts of lines with spaces, and broken words without one; a soft hyphen at a break goes."""
    joined = texts[0]
    for text in texts[1:]:
        above, below = joined.rstrip(), text.strip()
        if above.endswith(_SOFT_HYPHEN):
            joined = above.removesuffix(_SOFT_HYPHEN) + below
        elif _BROKEN.search(above) and below[0].isalnum() and not _SHARED.match(below):
            joined = above + below
        else:
            joined = f"{above} {below}"
    return joined
