"""Find the lists that have lost their marks: runs of short parallel lines right under a lead-in."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.page import Page

_LEAD_CHARS = 240
_ITEM_CHARS = 120
_FEWEST = 2


def unmarked_lists(page: Page, left: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the items of each such list, by index; `left` are the lines that are looked at, in order.

    A lead-in ends in a colon. Its items follow without a gap, are short and open, and begin in one case.
    Where that is the upper one, the last before another line may as well be a heading, and is left out.
    """
    lists: list[tuple[int, ...]] = []
    for rank, i in enumerate(left):
        if page.texts[i].endswith(":") and len(page.texts[i]) <= _LEAD_CHARS:
            items = _items(page, i, left[rank + 1 :])
            if len(items) >= _FEWEST:
                lists.append(items)
    return lists


def _items(page: Page, lead: int, after: Sequence[int]) -> tuple[int, ...]:
    items: list[int] = []
    before, lower = lead, None
    for i in after:
        text = page.texts[i]
        small = text[:1].islower()
        if i - before != 1 or page.marked(i) or not _is_item(text) or lower not in {None, small}:
            break
        items.append(i)
        before, lower = i, small
    else:
        i = -1
    return tuple(items[:-1] if items and not lower and i >= 0 else items)


def _is_item(text: str) -> bool:
    open_ended = text[-1] not in ".:!?" and "\t" not in text  # a tab parts the cells of a row
    return len(text) <= _ITEM_CHARS and text[:1].isalnum() and open_ended
