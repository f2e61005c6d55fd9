"""From raw lines to an article and its audit: the order of the steps, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pipeline.audit import notices
from pipeline.blocks import fold_blocks
from pipeline.errors import NotAnArticle
from pipeline.fields import Promotion, field_verdicts, find_fields
from pipeline.language import find_language
from pipeline.levels import find_levels
from pipeline.model import (
    Article,
    Audit,
    Block,
    Fate,
    Field,
    Image,
    Kind,
    RawArticle,
    Reading,
    Verdict,
    block_text,
)
from pipeline.page import Page
from pipeline.removal import removals
from pipeline.structure import find_kinds
from pipeline.title import head_verdicts

_TITLE_CHARS = 90


def assemble(raw: RawArticle) -> Reading:
    """Read a raw article: every line gets one verdict, and the kept ones fold into the article.

    Raises NotAnArticle when no line is left to publish.
    """
    page = Page(raw)
    promotions = find_fields(page)
    settled = field_verdicts(page, promotions)
    settled.update(removals(page, settled))
    settled.update(_images(page, settled))
    settled.update(head_verdicts(page, settled))
    kinds = find_kinds(page, settled)
    levels = find_levels(page, kinds)
    blocks = fold_blocks(page, kinds, levels)
    if not blocks:
        raise NotAnArticle(
            "no line of it is article text",
            where=raw.origin,
            remedy="See `handbill inspect` for what became of each line.",
        )
    verdicts = _verdicts(page, settled, kinds, levels)
    article = _article(page, promotions, settled, blocks)
    return Reading(raw, article, Audit(verdicts, notices(page, verdicts, blocks)))


def _images(page: Page, settled: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Promote the lines that stand for a picture; those of the page's own dress are removed by now."""
    return {
        i: Verdict(line.n, line.text, Fate.META, field=Field.IMAGE)
        for i, line in enumerate(page.lines)
        if line.image is not None and i not in settled
    }


def _verdicts(
    page: Page, settled: Mapping[int, Verdict], kinds: Mapping[int, Kind], levels: Mapping[int, int]
) -> tuple[Verdict, ...]:
    """Give every line its one verdict."""
    verdicts: list[Verdict] = []
    for i, line in enumerate(page.lines):
        if i in settled:
            verdicts.append(settled[i])
        elif i in kinds:
            verdicts.append(Verdict(line.n, line.text, Fate.KEPT, kind=kinds[i], level=levels.get(i)))
        else:
            verdicts.append(Verdict(line.n, line.text, Fate.BLANK))
    return tuple(verdicts)


def _article(
    page: Page, promotions: Mapping[int, Promotion], settled: Mapping[int, Verdict], blocks: tuple[Block, ...]
) -> Article:
    given = page.raw.given
    stated = _stated(promotions)
    text = {field: [page.texts[i] for i, v in sorted(settled.items()) if v.field is field] for field in Field}
    first_line = min(min(block.lines) for block in blocks)
    published, updated = stated.get(Field.PUBLISHED), stated.get(Field.UPDATED)
    language = given.language or find_language("\n".join(map(block_text, blocks)))
    return Article(
        title=_first(text[Field.TITLE]) or given.title or _cut(block_text(blocks[0])),
        blocks=blocks,
        dek=_first(text[Field.DEK]),
        byline=_text(stated.get(Field.BYLINE)) or given.byline,
        published=given.published or (published if isinstance(published, dt.date) else None),
        updated=given.updated or (updated if isinstance(updated, dt.date) else None),
        language=language,
        read_time=_text(stated.get(Field.READ_TIME)),
        review_claim=" ".join(text[Field.REVIEW_CLAIM]),
        source_url=given.url,
        source_site=given.site,
        images=_pictures(page, settled, first_line),
    )


def _stated(promotions: Mapping[int, Promotion]) -> dict[Field, str | dt.date]:
    """Return the first value of each field that the lines state."""
    stated: dict[Field, str | dt.date] = {}
    for _, promotion in sorted(promotions.items()):
        for field, value in promotion.values:
            stated.setdefault(field, value)
    return stated


def _pictures(page: Page, settled: Mapping[int, Verdict], first_line: int) -> tuple[Image, ...]:
    """Return the article's pictures; those that only the page's head names stand before its first line."""
    pictures: list[Image] = []
    for i, verdict in sorted(settled.items()):
        if verdict.field is Field.IMAGE:
            image = page.lines[i].image or Image("", page.texts[i])
            pictures.append(Image(image.src, image.alt, verdict.n))
    if not any(picture.src for picture in pictures):
        pictures[:0] = [Image(image.src, image.alt, first_line) for image in page.raw.given.images[:1]]
    return tuple(pictures)


def _first(texts: list[str]) -> str:
    return texts[0] if texts else ""


def _text(value: str | dt.date | None) -> str:
    return value if isinstance(value, str) else ""


def _cut(text: str) -> str:
    """Cut a text to the length of a title, between words."""
    line = text.split("\n", 1)[0]
    if len(line) <= _TITLE_CHARS:
        return line
    return line[: _TITLE_CHARS + 1].rsplit(" ", 1)[0][:_TITLE_CHARS].rstrip(" ,;:-–—")
