"""From raw lines to an article with its audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pipeline.errors import NotAnArticle
from pipeline.fields import Promotion
from pipeline.judge import Judged, judge
from pipeline.language import find_language
from pipeline.model import Article, Field, Image, Opinion, RawArticle, Reading, block_text
from pipeline.overrides import NO_OVERRIDES, Overrides
from pipeline.policy import Policy
from pipeline.recurrence import NO_SITE, Site
from pipeline.unwrapping import unwrap

_TITLE_CHARS = 90


def assemble(
    raw: RawArticle,
    policy: Policy = Policy.BALANCED,
    overrides: Overrides = NO_OVERRIDES,
    site: Site = NO_SITE,
) -> Reading:
    """Read a raw article: every line gets one verdict, and the kept ones fold into the article.

    Raises NotAnArticle when no line is left to publish.
    """
    reading = account(raw, policy, overrides, site)
    if not reading.article.blocks:
        raise NotAnArticle(
            "No line of it is article text.",
            where=raw.origin,
            remedy="See `handbill inspect` for what became of each line.",
        )
    return reading


def account(
    raw: RawArticle,
    policy: Policy = Policy.BALANCED,
    overrides: Overrides = NO_OVERRIDES,
    site: Site = NO_SITE,
) -> Reading:
    """Read a raw article as `assemble` does, also where no line is left: it then has no blocks."""
    return explain(raw, policy, overrides, site)[0]


def explain(
    raw: RawArticle,
    policy: Policy = Policy.BALANCED,
    overrides: Overrides = NO_OVERRIDES,
    site: Site = NO_SITE,
) -> tuple[Reading, Mapping[int, Opinion]]:
    """Read a raw article as `account` does; also return the tagger's opinions by index from 0."""
    unwrapped = unwrap(raw)
    judged = judge(unwrapped.joined, policy, overrides, site)
    return unwrapped.reading(_reading(judged)), unwrapped.opinions(judged.opinions())


def _reading(judged: Judged) -> Reading:
    return Reading(judged.page.raw, _article(judged), judged.audit())


def _article(judged: Judged) -> Article:
    given = judged.page.raw.given
    stated = _stated(judged.promotions)
    published, updated = stated.get(Field.PUBLISHED), stated.get(Field.UPDATED)
    text = "\n".join(map(block_text, judged.blocks))
    return Article(
        title=_first(judged.texts(Field.TITLE)) or given.title or _cut(text),
        blocks=judged.blocks,
        dek=_first(judged.texts(Field.DEK)),
        byline=_text(stated.get(Field.BYLINE)) or given.byline,
        published=given.published or (published if isinstance(published, dt.date) else None),
        updated=given.updated or (updated if isinstance(updated, dt.date) else None),
        language=given.language or find_language(text),
        read_time=_text(stated.get(Field.READ_TIME)),
        review_claim=" ".join(judged.texts(Field.REVIEW_CLAIM)),
        source_url=given.url,
        source_site=given.site,
        images=_pictures(judged),
    )


def _stated(promotions: Mapping[int, Promotion]) -> dict[Field, str | dt.date]:
    """Return the first value of each field that the lines state."""
    stated: dict[Field, str | dt.date] = {}
    for _, promotion in sorted(promotions.items()):
        for field, value in promotion.values:
            stated.setdefault(field, value)
    return stated


def _pictures(judged: Judged) -> tuple[Image, ...]:
    """Return the article's pictures; one that only the page's head names stands before its first line."""
    lines = judged.page.lines
    pictures: list[Image] = []
    for verdict in judged.verdicts:
        if verdict.field is Field.IMAGE:
            image = lines[verdict.n - 1].image or Image("", verdict.text.strip())
            pictures.append(Image(image.src, image.alt, verdict.n))
    if not any(picture.src for picture in pictures):
        first_line = min(judged.blocks[0].lines) if judged.blocks else 0
        given = judged.page.raw.given.images[:1]
        pictures[:0] = [Image(image.src, image.alt, first_line) for image in given]
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
