"""What the line tagger adds to the rules: the title, metadata, removals, and the kinds of what is left.

The markup of a saved page knows kinds and levels better: there the tagger only removes, and nothing that the
markup holds for the article's text. Where no landmark tells the article, it removes only what it is surest
of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.departure import departure, departures
from pipeline.fields import Promotion, read_loosely
from pipeline.guard import claims_review, guarded, listed, protected
from pipeline.levels import TOP
from pipeline.model import Fate, Field, Kind, Line, Opinion, Verdict
from pipeline.page import Page, is_prose
from pipeline.policy import BOUNDS, GUARD_CERTAINTY, Bounds, Policy
from pipeline.transcript import transcribe
from pipeline.unmarked import unmarked_lists

if TYPE_CHECKING:
    from pipeline.tagger import Look

RULE = "line-tagger"
# The category for people of each of the tagger's, and what a line of it reads like.
_CATEGORIES: Mapping[str, tuple[str, str]] = {
    "nav": ("navigation", "navigation"),
    "alt": ("image alt", "the description of a picture"),
    "related": ("related", "a pointer to other pages"),
    "newsletter": ("newsletter", "a newsletter's sign-up"),
    "cta": ("promotion", "a call to action"),
    "comments": ("comments", "a part of the comments"),
    "share": ("share", "a share bar"),
    "ad": ("advertisement", "an advertisement"),
    "legal": ("legal", "legal small print"),
    "media": ("image alt", "the dress of a picture or a film"),
    "toc": ("table of contents", "a table of contents"),
    "author_bio": ("author bio", "a note on the author"),
    "tags": ("navigation", "a list of tags"),
    "medreview": ("medical review", "a note on a review"),
    "other": ("other", "no part of the article"),
}
_TITLE_FLOOR = 0.1
# A line competes for the title up to this score, and the less the higher it is, with this gain.
_TITLE_RESCUE = 0.9
_TITLE_GAIN = 1.6
# How much likelier the title a line must be than one above it: a dek reads like a title, and stands below it.
_LATER = 1.25
# How much less likely a title is that ends in a full stop: four of 456 labelled ones do, and 65 of 96 deks.
_STOPPED = 0.6
# How likely a name of so many words is the title that the first running text explains.
_EXPLAINED, _NAME_WORDS = 0.8, 5
# A text of fewer lines says too little of itself; the tagger learned from pages of 15 lines and more.
_FEW = 8
# The kinds that the tagger may give; a quote is known by its marks, which it does not see.
_KINDS = (Kind.HEADING, Kind.PARAGRAPH, Kind.CODE, Kind.CAPTION, Kind.TABLE)
# How much likelier a kind is where the rules see it too. Headings: all labels right .120 to .126, heading F1
# .877 to .875. Items of lists without marks: list F1 .92 to .96 on ten new pages of our own.
_SECONDED = {Kind.HEADING: 2.0, Kind.LIST_ITEM: 1.0}
# The same where no blank line parts the text, and the tagger knows less.
_SECONDED_TIGHT = {Kind.HEADING: 3.0, Kind.LIST_ITEM: 3.0}
# An item that a lead-in of the text announces goes from this score on. With first forests on 156 pages
# without blank lines, sites unseen: of such lines with scores from .5 to .8, 59 are text and 4 are
# boilerplate, from .9 on none and 2.
_ITEM_BOUND, _LEAD_WORDS, _ITEMS = 0.9, 2, 12
# A line that is kept, but not surely, is a heading only where it is likelier one than not.
_HEADING_FLOOR = 0.5
_OPEN = frozenset({Kind.HEADING, Kind.PARAGRAPH})
# The rule that goes by the markup, and how much likelier a line is to go for being set apart by it: markup
# lies, but seldom. On our saved pages the tagger gives what is apart .53 and more, what only seems .17
# at most.
_MARKUP = "page-chrome"
_MARKUP_ODDS = 4.0
# The regions of a saved page that hold the article, and the elements that its text is made of.
_TEXT = frozenset({"main", "article"})
_OWN = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption", "pre", "tr"})


def take_look(page: Page) -> Look:
    """Let the tagger look at a page."""
    from pipeline.tagger import load

    rows = transcribe(page)
    look = load().look([text for _, text in rows])
    return replace(look, rows={rows[at][0]: row for at, row in look.rows.items()})


def look_again(page: Page, before: Look, kept: Sequence[int]) -> Look:
    """Let the tagger look at what is left of a page; `kept` are its lines' indices in the page before."""
    if page.hinted:
        return take_look(page)
    places = {i: place for place, (i, _) in enumerate(transcribe(page)) if i >= 0}
    return before.again(kept, [places.get(i, -1) for i in range(len(kept))])


def opinions_of(look: Look) -> dict[int, Opinion]:
    """Return what the tagger thinks of each line that it saw, by index."""
    seen = list(look.rows)
    labels = (Field.TITLE, Field.DEK, "meta", *Kind)
    return {
        i: Opinion(look.certainty(i), _CATEGORIES[category][0], str(look.likeliest(i, labels)))
        for i, category in zip(seen, look.categories(seen), strict=True)
    }


def agreed(look: Look, found: Mapping[int, Verdict], bounds: Bounds) -> dict[int, Verdict]:
    """Return the verdicts without the removals that the tagger does not agree with.

    A named rule is spared only where the policy asks for agreement. What the markup alone sets apart goes
    where markup and tagger together make that likelier than not.
    """
    return {
        i: verdict
        for i, verdict in found.items()
        if verdict.fate is not Fate.REMOVED or i not in look.rows or _agrees(look, i, verdict, bounds)
    }


def _agrees(look: Look, i: int, verdict: Verdict, bounds: Bounds) -> bool:
    if verdict.rule != _MARKUP:
        return look.certainty(i) >= bounds.agree
    for_it, against = look.certainty(i) * _MARKUP_ODDS, 1 - look.certainty(i)
    return for_it / (for_it + against) >= max(bounds.agree, 0.5)


def with_category(look: Look, found: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Return removals whose judge knows no category with that which the tagger would give."""
    known = [i for i in found if i in look.rows]
    names = dict(zip(known, look.categories(known), strict=True))
    return {
        i: replace(verdict, category=_CATEGORIES[names[i]][0]) if i in names else verdict
        for i, verdict in found.items()
    }


def find_title(page: Page, look: Look, settled: Collection[int]) -> int | None:
    """Return the index of the line that is likeliest the title, or None where none is likely.

    A line that would be removed may be the title all the same, unless that is all but certain. A name that
    the text under it explains ("Shingles", "Shingles is an infection") is a title where it heads the text.
    """
    best: tuple[float, int] | None = None
    named = _explained(page)
    for i in page.filled:
        if i in settled or i not in look.rows or page.marked(i):
            continue
        removal = look.removal(i)
        chance = min(1.0, (1 - removal) * _TITLE_GAIN) if removal < _TITLE_RESCUE else 0.0
        score = max(look.likelihood(i, Field.TITLE), _EXPLAINED if i == named else 0.0) * chance
        score *= _STOPPED if page.texts[i].endswith(".") else 1.0
        if score > _TITLE_FLOOR and (best is None or score > best[0] * _LATER):
            best = (score, i)
    return best[1] if best is not None else None


def _explained(page: Page) -> int | None:
    """Return the line right above the first running text that this begins with and explains."""
    text = page.first_prose
    name = page.before(text) if text < len(page.texts) else -1
    if name < 0 or len(page.texts[name].split()) > _NAME_WORDS or page.marked(name):
        return None
    begins = re.match(
        rf"(?:an? |the )?{re.escape(page.folded[name])} (?:is|are|means|happens?)\b", page.folded[text]
    )
    return name if begins else None


def find_removals(page: Page, look: Look, settled: Collection[int], policy: Policy) -> dict[int, Verdict]:
    """Return the verdicts of the lines that the tagger removes, by index; `settled` lines are left alone.

    A page of which nothing would be left is left to the rules.
    """
    free = [i for i in page.filled if i not in settled]
    marked = any(_region(line) in _TEXT for line in page.lines)
    unsure = len(page.filled) < _FEW or (page.hinted and not marked)
    bound = BOUNDS[Policy.CAUTIOUS if unsure else policy].remove
    items = frozenset() if page.spaced else _announced(page, look, bound)
    scores = departures(page, look, free)
    going: list[int] = []
    for i in free:
        if i not in look.rows or _region(page.lines[i]) in _TEXT or scores[i] < bound:
            continue
        if i in items and scores[i] < _ITEM_BOUND:
            continue
        if look.certainty(i) > GUARD_CERTAINTY or not _medical(page, i):
            going.append(i)
    if len(going) == len(free):
        return {}
    named = zip(going, look.categories(going), strict=True)
    return {i: _removal(page.lines[i], category, look.certainty(i)) for i, category in named}


def _announced(page: Page, look: Look, bound: float) -> frozenset[int]:
    """Return the items of lists without marks that a lead-in of the text announces, in two words and more."""
    found: set[int] = set()
    for items in unmarked_lists(page, page.filled):
        lead = page.before(items[0])
        told = len(page.texts[lead].split()) >= _LEAD_WORDS and len(items) <= _ITEMS
        if told and lead in look.rows and departure(look, lead) < bound:
            found.update(items)
    return frozenset(found)


def _medical(page: Page, i: int) -> bool:
    """Say whether a line could be a warning, an item of a list of warnings, or the claim of a review."""
    return protected(page, i) or listed(page, i) or claims_review(page.folded[i])


def _warning(page: Page, i: int) -> bool:
    """Say whether a line could be a warning, or an item of a list of them."""
    return guarded(page.folded[i]) or listed(page, i)


def _region(line: Line) -> str:
    """Return the landmark around a block of text in a saved page, "" where there is none."""
    return line.hint.region if line.hint is not None and line.hint.element in _OWN else ""


def _removal(line: Line, name: str, certainty: float) -> Verdict:
    category, likeness = _CATEGORIES[name]
    reason = f"reads like {likeness} to the line tagger"
    return Verdict(
        line.n, line.text, Fate.REMOVED, rule=RULE, category=category, reason=reason, confidence=certainty
    )


def find_fields(page: Page, look: Look, settled: Collection[int], bounds: Bounds) -> dict[int, Promotion]:
    """Return the promotions of the lines that are likeliest metadata, and that would not be removed.

    A line inside the running text is part of it, and a row of a table of that, whatever they look like.
    """
    found: dict[int, Promotion] = {}
    prose = [i for i in page.filled if is_prose(page.texts[i])]
    for i in page.filled if not page.hinted else ():
        if i in settled or i not in look.rows or departure(look, i) >= bounds.remove:
            continue
        if (len(prose) > 1 and prose[1] <= i <= prose[-1]) or _in_table(page, i):
            continue
        if look.likeliest(i, (Field.TITLE, Field.DEK, *Kind, "meta")) == "meta" and not _warning(page, i):
            found[i] = read_loosely(page, i)
    return found


def _in_table(page: Page, i: int) -> bool:
    """Say whether a line and one beside it are parted by tabs."""
    beside = page.texts[max(0, i - 1) : i] + page.texts[i + 1 : i + 2]
    return "\t" in page.texts[i] and any("\t" in text for text in beside)


def weigh_kinds(page: Page, look: Look, kinds: Mapping[int, Kind]) -> dict[int, Kind]:
    """Return the kinds, of which the tagger tells headings from paragraphs; what has a mark keeps its kind.

    In a text without blank lines it finds the items of lists as well.
    """
    if page.hinted:
        return dict(kinds)
    labels = _KINDS if page.spaced else (*_KINDS, Kind.LIST_ITEM)
    items = frozenset() if page.spaced else frozenset(chain(*unmarked_lists(page, sorted(kinds))))
    return {
        i: kind
        if (kind not in _OPEN and i not in items) or i not in look.rows or page.marked(i)
        else _likeliest(look, i, labels, kind, _SECONDED if page.spaced else _SECONDED_TIGHT)
        for i, kind in kinds.items()
    }


def _likeliest(
    look: Look, i: int, labels: Sequence[Kind], kind: Kind, seconded: Mapping[Kind, float]
) -> Kind:
    def weight(label: Kind) -> float:
        return look.likelihood(i, label) * (seconded.get(label, 1.0) if label is kind else 1.0)

    best = max(labels, key=weight)
    if best is Kind.HEADING and (1 - look.removal(i)) * weight(best) < _HEADING_FLOOR:
        return max((label for label in labels if label is not best), key=weight)
    return best


def weigh_levels(page: Page, look: Look, levels: Mapping[int, int]) -> dict[int, int]:
    """Return the levels of the headings: the rules' where they find any nesting, else the tagger's.

    No level is skipped.
    """
    if page.hinted or len(set(levels.values())) > 1:
        return dict(levels)
    headings = [i for i in sorted(levels) if i in look.rows]
    found: dict[int, int] = dict(levels)
    above = TOP - 1
    for i, level in zip(headings, look.levels(headings), strict=True):
        above = min(level + TOP - 1, above + 1)
        found[i] = above
    return found


def confidences(look: Look, kept: Iterable[int]) -> dict[int, float]:
    """Return the tagger's probability that each of some lines is to be kept, of those that it saw."""
    return {i: 1.0 - look.certainty(i) for i in kept if i in look.rows}
