"""Lines that recur across the articles of one site: its dress, whatever they say.

A survey reads the articles once and keeps eight bytes of every line, of at most `PAGES_READ` articles of a
site and `LINES_READ` lines of each: some 100 kB for a site, 1.6 MB at the very most. Counts do not depend
on the order of the articles, as long as the same ones are read.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import urlsplit

from pipeline.guard import guarded
from pipeline.model import Fate, RawArticle, Verdict
from pipeline.page import Page, fold, is_prose
from pipeline.unwrapping import unwrap

RULE = "recurring-line"
PAGES_READ = 200
LINES_READ = 1000
# A line is the site's from three articles on. Before and after an article's own text a fifth of the site's
# articles will do, for sections of a site dress differently; inside it half of them, and five, must have the
# line, and no more than once: labels such as "Best prices today" come again within an article.
FEWEST_PAGES = 3
_FEWEST_INSIDE = 5
_SHARE_OUTSIDE = 0.2
_SHARE_INSIDE = 0.5
_HEADING_CHARS = 100


@dataclass(frozen=True, slots=True)
class Site:
    """How many articles of a site were read, and on how many each line stands that is on three and more."""

    pages: int = 0
    counts: Mapping[int, int] = field(default_factory=dict)

    def count(self, folded: str) -> int:
        """Return on how many articles a folded line stands, 0 for fewer than three."""
        mark = _mark(folded) if self.counts else None
        return 0 if mark is None else self.counts.get(mark, 0)

    def outside(self, count: int) -> bool:
        """Say whether so many articles are enough for a line before or after an article's own text."""
        return count >= max(FEWEST_PAGES, _SHARE_OUTSIDE * self.pages)

    def inside(self, count: int) -> bool:
        """Say whether so many articles are enough for a line within it."""
        return count >= max(_FEWEST_INSIDE, _SHARE_INSIDE * self.pages)

    def digest(self) -> str:
        """Return what stands for the lines that may go, and where, whatever their exact counts."""
        rows = sorted((mark, self.inside(n)) for mark, n in self.counts.items() if self.outside(n))
        return blake2b(repr(rows).encode(), digest_size=16).hexdigest()


NO_SITE = Site()


@dataclass(frozen=True, slots=True)
class Marks:
    """What is kept of an article for comparison: its site, and eight bytes for each different line."""

    site: str
    lines: bytes


def marks_of(raw: RawArticle, site: str | None = None) -> Marks:
    """Read an article; its site is the host of its address unless it is given."""
    page = Page(unwrap(raw).joined)
    rows = page.filled
    if len(rows) > LINES_READ:
        rows = (*rows[: LINES_READ // 2], *rows[-LINES_READ // 2 :])
    found = {mark for i in rows if (mark := _mark(page.folded[i])) is not None}
    return Marks(host(raw.given.url) if site is None else site, array("Q", sorted(found)).tobytes())


def host(url: str) -> str:
    """Return the host of an address without www, "" where there is none."""
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")


class Survey:
    """What has been read of every site so far. Copies of one text count once."""

    def __init__(self) -> None:
        self._pages: dict[str, set[bytes]] = {}

    def take(self, article: Marks) -> None:
        """Take an article into account; one beyond `PAGES_READ` of its site is passed over."""
        pages = self._pages.setdefault(article.site, set())
        if len(pages) < PAGES_READ:
            pages.add(article.lines)

    def sites(self) -> dict[str, Site]:
        """Return what recurs, by site."""
        return {site: _counted(pages) for site, pages in self._pages.items()}


def _counted(pages: Collection[bytes]) -> Site:
    if len(pages) < FEWEST_PAGES:
        return Site(len(pages))
    counts = Counter(mark for lines in pages for mark in array("Q", lines))
    return Site(len(pages), {mark: count for mark, count in counts.items() if count >= FEWEST_PAGES})


def _mark(folded: str) -> int | None:
    """Return a number for a line, the same for other figures in it, or None where it has no letters."""
    if not re.search(r"[^\W\d_]", folded):
        return None
    plain = " ".join(re.sub(r"\d+", "0", folded).split())
    return int.from_bytes(blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def find_recurring(page: Page, site: Site, settled: Collection[int]) -> dict[int, Verdict]:
    """Return the verdicts of the lines that are the site's, by index; `settled` lines are left alone.

    What could be a medical warning stays, and so does what the article's own text gives a meaning: a heading
    or lead-in with own text under it, an item of a list of own items. A page most of whose running text
    recurs is a copy of others, and left alone.
    """
    counts = {i: count for i in page.filled if (count := site.count(page.folded[i]))}
    outside = {i for i, count in counts.items() if site.outside(count)}
    prose = [i for i in page.filled if is_prose(page.texts[i])]
    own = [i for i in prose if i not in outside]
    if not own or 2 * len(own) < len(prose):
        return {}
    found: dict[int, Verdict] = {}
    for i in sorted(outside - set(settled)):
        if own[0] < i < own[-1] and not (site.inside(counts[i]) and _stands_once(page, i)):
            continue
        if not _is_own(page, i, outside, settled):
            found[i] = _removal(page, i, counts[i], site.pages)
    return found


def _stands_once(page: Page, i: int) -> bool:
    return sum(page.folded[at] == page.folded[i] for at in page.filled) == 1


def _is_own(page: Page, i: int, recurring: Collection[int], settled: Collection[int]) -> bool:
    """Say whether a line that recurs is a part of the article all the same."""
    return (
        _named(page, i)
        or guarded(page.folded[i])
        or _among_own(page, i, recurring)
        or _leads(page, i, recurring, settled)
    )


def _named(page: Page, i: int) -> bool:
    """Say whether the page's head gives the line as the title."""
    return bool(page.raw.given.title) and fold(page.raw.given.title) == page.folded[i]


def _leads(page: Page, i: int, recurring: Collection[int], settled: Collection[int]) -> bool:
    """Say whether a line is a heading or a lead-in with text of the article's own right under it."""
    text = page.texts[i]
    if len(text) > _HEADING_CHARS or text.endswith((".", "!", ",", ";")) or page.marked(i):
        return False
    under = page.after(i)
    while under in settled:
        under = page.after(under)
    if under >= len(page.texts) or under in recurring:
        return False
    return is_prose(page.texts[under]) or page.marked(under) or page.texts[under].endswith((".", ":", "!"))


def _among_own(page: Page, i: int, recurring: Collection[int]) -> bool:
    """Say whether a line is an item of a list most of whose items are the article's own."""
    if not page.marked(i):
        return False
    run = [i]
    for step in (page.before, page.after):
        at = step(i)
        while at in page.place and page.marked(at):
            run.append(at)
            at = step(at)
    return 2 * sum(at in recurring for at in run) <= len(run)


def _removal(page: Page, i: int, count: int, pages: int) -> Verdict:
    line, reason = page.lines[i], f"stands on {count} of {pages} pages of this site"
    return Verdict(line.n, line.text, Fate.REMOVED, rule=RULE, category="other", reason=reason)
