"""An editors' note on an article, told in its dek where a channel has no other place for it."""

from __future__ import annotations

from dataclasses import replace

from outputs.edition import Edition, Item
from outputs.language import spoken_date


def noted(edition: Edition) -> Edition:
    """Return an edition whose corrected articles begin with what was put right."""
    return replace(edition, items=tuple(map(_noted, edition.items)))


def _noted(item: Item) -> Item:
    if item.correction is None:
        return item
    note = f"Corrected on {spoken_date(item.correction.stated)}: {item.correction.text}"
    dek = f"{note} {item.article.dek}".rstrip()
    return item._replace(article=replace(item.article, dek=dek))
