"""Decide which kind of block each remaining line belongs to: heading, list item, quote, caption, ..."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import chain, pairwise

from pipeline.model import Kind
from pipeline.page import BULLET, LETTER, NUMBER, Page, is_prose, unnumbered
from pipeline.unmarked import unmarked_lists

_HEADING_CHARS = 110
_HEADING_WORDS = 16
_SENTENCE_CHARS = 50
_CLOSED = re.compile(r"[.,;:!…\"”’)\]]$")
# A bracket, a quotation or a cry may close a heading; a full stop only where a number opens it.
_OPEN_AFTER_ALL = re.compile(r"(?:\w\)|\w[”\"’]|[a-z]!)$")
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|abb(?:ildung|\.)?) \d+[.:]? .*|(?:caption|pictured|above|left|right) ?: .*"
)
_CONTINUATION = re.compile(r"^(?: {4,}|\t)")

_BY_ELEMENT = {
    "h1": Kind.HEADING, "h2": Kind.HEADING, "h3": Kind.HEADING, "h4": Kind.HEADING, "h5": Kind.HEADING,
    "h6": Kind.HEADING, "blockquote": Kind.QUOTE, "pre": Kind.CODE, "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION, "tr": Kind.TABLE,
}  # fmt: skip


def find_kinds(page: Page, settled: Collection[int]) -> dict[int, Kind]:
    """Return the kind of every line that is not settled, by index."""
    kinds: dict[int, Kind] = {}
    left = [i for i in page.filled if i not in settled]
    sections = _numbered_sections(page, left)
    items = frozenset() if page.spaced or page.hinted else frozenset(chain(*unmarked_lists(page, left)))
    for rank, i in enumerate(left):
        before = left[rank - 1] if rank else None
        after = left[rank + 1] if rank + 1 < len(left) else None
        if i in sections:
            kinds[i] = Kind.HEADING
        else:
            kinds[i] = Kind.LIST_ITEM if i in items else _kind(page, i, before, after, kinds)
    return kinds


def _numbered_sections(page: Page, left: Sequence[int]) -> frozenset[int]:
    """Return the items of a numbered list that are headings: a section of text follows each of them.

    They are short and open, stand clear of what follows, and count up or down from one to the next; where the
    text follows without a blank line it belongs to the item.
    """
    if page.hinted:
        return frozenset()
    numbers = {i: number for i, after in pairwise(left) if (number := _section_number(page, i, after))}
    near = list(pairwise(numbers))
    runs = [{one, other} for one, other in near if abs(numbers[one] - numbers[other]) == 1]
    return frozenset().union(*runs)


def _section_number(page: Page, i: int, after: int) -> int | None:
    """Return the number of an indented item that could head the text below it, else None."""
    match = NUMBER.match(page.lines[i].text)
    if match is None or not page.marked(i) or page.marked(after) or after - i < 2:
        return None
    body = page.lines[i].text[match.end() :].strip()
    short = len(body) <= _HEADING_CHARS and len(body.split()) <= _HEADING_WORDS
    closed = body[-1:] in ".,;:!" or not re.search(r"[^\W\d_]", body)
    return int(match["number"]) if short and not closed else None


def _kind(page: Page, i: int, before: int | None, after: int | None, kinds: dict[int, Kind]) -> Kind:
    hint = page.lines[i].hint
    if hint is not None:
        if hint.element in _BY_ELEMENT:
            return _BY_ELEMENT[hint.element]
        return Kind.LIST_ITEM if hint.depth > 0 else Kind.PARAGRAPH
    text = page.lines[i].text
    if _is_marked_item(page, i, before, after):
        return Kind.LIST_ITEM
    inside_list = before is not None and kinds[before] is Kind.LIST_ITEM and i - before == 1
    if _CONTINUATION.match(text) and inside_list:
        return Kind.LIST_ITEM
    if "\t" in text.strip():
        return Kind.TABLE
    if _is_numbered_run(page, i, before, after) or _is_lettered_run(page, i, before, after):
        return Kind.LIST_ITEM
    if _CAPTION.fullmatch(page.folded[i]) and len(text) < 200:
        return Kind.CAPTION
    listed = before is not None and kinds[before] is Kind.LIST_ITEM
    if _is_heading(page, i, before, after, listed=listed):
        return Kind.HEADING
    return Kind.QUOTE if _is_quote(page.texts[i]) else Kind.PARAGRAPH


def _is_marked_item(page: Page, i: int, before: int | None, after: int | None) -> bool:
    """Say whether a line carries an item's mark; a dash before a line that stands alone signs a quote."""
    text = page.lines[i].text
    match = BULLET.match(text)
    if match is not None and match["mark"] in "–—" and text[:1] == match["mark"]:
        return any(at is not None and page.marked(at) for at in (before, after))
    return page.marked(i)


def _is_numbered_run(page: Page, i: int, before: int | None, after: int | None) -> bool:
    """Say whether an unindented "1. ..." has a numbered neighbour without a blank line between."""
    if not NUMBER.match(page.texts[i]):
        return False
    near = [at for at in (before, after) if at is not None and abs(at - i) == 1]
    return any(NUMBER.match(page.texts[at]) for at in near)


def _is_lettered_run(page: Page, i: int, before: int | None, after: int | None) -> bool:
    """Say whether an "a) ..." stands next to its neighbour in the alphabet."""
    own = LETTER.match(page.texts[i])
    near = [LETTER.match(page.texts[at]) for at in (before, after) if at is not None and own is not None]
    return own is not None and any(
        other is not None and abs(ord(other["letter"]) - ord(own["letter"])) == 1 for other in near
    )


def _is_quote(text: str) -> bool:
    """Say whether a whole line stands in quotation marks, or carries mail's mark of one."""
    if text.startswith("> "):
        return True
    return (
        len(text) > 40
        and text[0] in '“"«„'
        and text[-1] in '”"»“'
        and not re.search(r"[”\"»] \w", text[1:-1])
    )


def _is_heading(page: Page, i: int, before: int | None, after: int | None, *, listed: bool) -> bool:
    """Say whether a line reads like a heading where it stands.

    It is short, open at its end, begins like a title, stands clear of the line above, and has something
    under it that is longer, a list, or a heading of its own.
    """
    text = page.texts[i]
    if len(text) > _HEADING_CHARS or len(text.split()) > _HEADING_WORDS or after is None:
        return False
    body = unnumbered(text)
    if not body or not (
        body[0].isupper() or body[0].isdigit() or body[0] in "¿¡“\"‘'" or not body[0].isascii()
    ):
        return False
    if _CLOSED.search(body) and not _OPEN_AFTER_ALL.search(body) and not (body != text and after - i > 1):
        return False
    if not page.spaced:
        return _heads_tight(page, None if listed else before, after)
    if before is not None and i - before == 1 and page.texts[before][-1:] not in '.!?:…”")':
        return False
    clear = before is None or i - before > 1 or after - i > 1
    return clear and (_carries(page, i, after) or _opens(page, after))


def _heads_tight(page: Page, before: int | None, after: int) -> bool:
    """Say whether a short line heads the text below it where no blank line sets anything apart.

    A sentence or a lead-in must follow it, and no short open line stand above it, or it is one of a run of
    names. `before` is None where a list ends above it.
    """
    above = "." if before is None else page.texts[before]
    run = len(above) <= _HEADING_CHARS and above[-1:] not in ".!?:"
    under = page.texts[after]
    sentence = len(under) >= _SENTENCE_CHARS and under[-1:] in ".!?"
    return not run and not page.marked(after) and (sentence or under.endswith(":") or is_prose(under))


def _carries(page: Page, i: int, after: int) -> bool:
    """Say whether the line below is what a heading stands over: a list, a row, or a sentence.

    Runs of short open lines are names, menus or lists that lost their marks, not headings.
    """
    under = page.texts[after]
    if page.marked(after) or "\t" in under:
        return True
    if under[:1].islower() and after - i == 1:
        return False
    return len(under) > max(60, len(page.texts[i])) or (
        under[-1] == ":" or (" " in under and under[-1] in ".!?")
    )


def _opens(page: Page, i: int) -> bool:
    """Say whether a short line could be a heading below a heading: longer text follows it."""
    after = page.after(i)
    return (
        len(page.texts[i]) <= _HEADING_CHARS
        and not _CLOSED.search(page.texts[i])
        and after < len(page.texts)
        and len(page.texts[after]) > max(80, len(page.texts[i]))
    )
