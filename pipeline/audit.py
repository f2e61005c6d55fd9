"""Look over what was read, and flag what seems to be missing or wants a person's eye before printing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median_low

from pipeline.guard import claims_review, guarded, listed
from pipeline.model import Block, Fate, Field, Heading, Kind, ListItem, Notice, Verdict, block_text
from pipeline.opinions import RULE as TAGGER
from pipeline.page import Page

# What a person should look at before anything is printed: the codes of these notices.
MEDICAL, REVIEW = "medical-removal", "review-removal"
LOOK_FIRST = frozenset({MEDICAL, REVIEW})
_CITED_CHARS = 160


def notices(page: Page, verdicts: Sequence[Verdict], blocks: Sequence[Block]) -> tuple[Notice, ...]:
    """Return the source's own notices, and then what the audit found, in the order of the lines."""
    found = [
        *_lost_lists(blocks),
        *_empty_contents(page, verdicts),
        *_gaps(page, verdicts),
        *_empty_sections(blocks),
        *_number_gaps(blocks),
        *_look_first(page, verdicts),
        *_missing(verdicts),
    ]
    return (*page.raw.notices, *sorted(found, key=lambda notice: (notice.lines or (0,), notice.code)))


def _lost_lists(blocks: Sequence[Block]) -> Iterator[Notice]:
    """Flag a lead-in that ends in a colon with no list, quote, table or running text behind it."""
    for at, block in enumerate(blocks):
        if isinstance(block, Heading) or not block_text(block).rstrip().endswith((":", "：")):
            continue
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if following is None or isinstance(following, Heading):
            where = (
                "the article ends" if following is None else f"the heading “{block_text(following)}” follows"
            )
            yield Notice("lead-in-without-content", f"A lead-in ends in a colon, but {where}.", block.lines)


def _empty_contents(page: Page, verdicts: Sequence[Verdict]) -> Iterator[Notice]:
    for i, verdict in enumerate(verdicts):
        if verdict.rule != "table-of-contents":
            continue
        beside = {verdicts[at].rule for at in (page.before(i), page.after(i)) if 0 <= at < len(verdicts)}
        if "table-of-contents" not in beside:
            message = "A table of contents has no entries; they may have been lost."
            yield Notice("empty-table-of-contents", message, (verdict.n,))


def _gaps(page: Page, verdicts: Sequence[Verdict]) -> Iterator[Notice]:
    """Flag a wider blank gap before a paragraph than the page has elsewhere: a heading may have been lost.

    A single blank line parts blocks, also where most of the page is lists, which have none.
    """
    kept = [i for i, verdict in enumerate(verdicts) if verdict.fate is Fate.KEPT]
    gaps = [(after - before - 1, before, after) for before, after in pairwise(kept)]
    blank = [
        (size, after)
        for size, before, after in gaps
        if all(verdicts[at].fate is Fate.BLANK for at in range(before + 1, after))
    ]
    if len(blank) < 4:
        return
    usual = max(1, median_low(size for size, _ in blank))
    for size, after in blank:
        if size > usual and verdicts[after].kind is Kind.PARAGRAPH and not _under_heading(verdicts, after):
            message = "A wider gap stands before this paragraph; a heading or a picture may have been lost."
            yield Notice("blank-gap", message, (verdicts[after].n,))


def _under_heading(verdicts: Sequence[Verdict], i: int) -> bool:
    while i > 0 and verdicts[i - 1].fate is Fate.BLANK:
        i -= 1
    return i > 0 and verdicts[i - 1].kind is Kind.HEADING


def _empty_sections(blocks: Sequence[Block]) -> Iterator[Notice]:
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if not isinstance(block, Heading):
            continue
        if following is None or (isinstance(following, Heading) and following.level <= block.level):
            message = f"Nothing stands under the heading “{block_text(block)}”."
            yield Notice("empty-section", message, block.lines)


def _number_gaps(blocks: Sequence[Block]) -> Iterator[Notice]:
    """Flag a numbered list that leaves a number out."""
    before: ListItem | None = None
    for block in blocks:
        if not isinstance(block, ListItem):
            before = None
        elif block.number is not None and not block.continued:
            if before is not None and before.depth == block.depth and _skips(before, block):
                message = f"A numbered list goes from {before.number} to {block.number}."
                yield Notice("number-gap", message, block.lines)
            before = block


def _skips(before: ListItem, item: ListItem) -> bool:
    return before.number is not None and item.number is not None and item.number > before.number + 1


def _look_first(page: Page, verdicts: Sequence[Verdict]) -> Iterator[Notice]:
    """Name the lines with the wording of a warning or a review that no longer stand in the text.

    A line whose wording still stands elsewhere, as a heading does after its entry in a table of contents
    went, is not lost.
    """
    kept = {page.folded[i] for i, verdict in enumerate(verdicts) if verdict.fate is Fate.KEPT}
    named = page.without(i for i, v in enumerate(verdicts) if v.fate is Fate.REMOVED and v.rule != TAGGER)
    for i, verdict in enumerate(verdicts):
        folded = page.folded[i]
        if folded in kept or not (verdict.fate is Fate.REMOVED or verdict.field is Field.IMAGE):
            continue
        where = f"Removed by {verdict.rule}" if verdict.rule else "Taken for a picture's description"
        if guarded(folded) or (verdict.rule == TAGGER and listed(named, i)):
            yield Notice(MEDICAL, f"{where}, but it holds medical wording: {_cited(verdict)}", (verdict.n,))
        elif verdict.rule and claims_review(folded):
            yield Notice(REVIEW, f"{where}, but it speaks of a review: {_cited(verdict)}", (verdict.n,))


def _cited(verdict: Verdict) -> str:
    text = verdict.text.strip()
    return f"“{text if len(text) <= _CITED_CHARS else text[: _CITED_CHARS - 1] + '…'}”"


def _missing(verdicts: Sequence[Verdict]) -> Iterator[Notice]:
    if not any(verdict.field is Field.TITLE for verdict in verdicts):
        yield Notice(
            "title-missing", "No line reads like a title; the page's head or the first line stands in."
        )
