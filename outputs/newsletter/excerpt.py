"""The opening of an article: what a digest shows of its lead."""

from __future__ import annotations

from pipeline.model import Article, Block, Paragraph, plain

_MOST_CHARS = 700


def excerpt(article: Article) -> tuple[Block, ...]:
    """Return the paragraphs that an article begins with, whole, as far as they fit; there may be none.

    A lead-in that ends in a colon is left out with the list that it leads to.
    """
    gathered: list[Block] = []
    room = _MOST_CHARS
    for block in article.blocks:
        if not isinstance(block, Paragraph) or len(plain(block.spans)) > room:
            break
        room -= len(plain(block.spans))
        gathered.append(block)
    while gathered and _leads_in(gathered[-1]):
        gathered.pop()
    return tuple(gathered)


def _leads_in(block: Block) -> bool:
    return isinstance(block, Paragraph) and plain(block.spans).rstrip().endswith((":", "："))
