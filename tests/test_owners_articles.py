"""The owner's two raw articles, exactly as the first issue of the project lists them."""

import datetime as dt
from pathlib import Path

from pipeline.model import Fate, Field, Heading, ListItem, Reading, Verdict, block_text
from tests.raws import read


def _read(folder: Path, start: str) -> Reading:
    return read(next(folder.glob(f"{start}*.txt")).read_text(encoding="utf-8"))


def _headings(reading: Reading, level: int) -> list[str]:
    return [
        block_text(block)
        for block in reading.article.blocks
        if isinstance(block, Heading) and block.level == level
    ]


def _lists(reading: Reading) -> list[tuple[bool, int]]:
    runs: list[tuple[bool, int]] = []
    inside = False
    for block in reading.article.blocks:
        if isinstance(block, ListItem):
            runs = [*runs[:-1], (block.ordered, runs[-1][1] + 1)] if inside else [*runs, (block.ordered, 1)]
        inside = isinstance(block, ListItem)
    return runs


def _removed(reading: Reading) -> list[Verdict]:
    return [verdict for verdict in reading.audit.verdicts if verdict.fate is Fate.REMOVED]


def test_dark_spots_article_keeps_every_line(owners_articles: Path) -> None:
    reading = _read(owners_articles, "000")
    assert reading.article.title == "Microneedling for Dark Spots: A Promising Solution"
    assert _headings(reading, 2) == [
        "What are Dark Spots?",
        "Understanding Microneedling",
        "Microneedling for Dark Spots",
        "Microneedling Procedure",
        "Microneedling vs. Other Dark Spot Treatments",
        "Real-Life Experiences",
        "Safety and Aftercare",
        "Consultation and Choosing a Practitioner",
    ]
    assert _lists(reading) == [(False, 4), (False, 3), (True, 4), (False, 3)]
    assert not _removed(reading)
    assert [v.text for v in reading.audit.verdicts if v.fate is Fate.META] == [reading.article.title]
    flagged = {notice.code: notice.lines for notice in reading.audit.notices}
    assert flagged["lead-in-without-content"] == (45,)
    assert flagged["blank-gap"] == (60,)


def test_darker_skin_article_has_its_metadata_and_nested_headings(owners_articles: Path) -> None:
    reading = _read(owners_articles, "004")
    article = reading.article
    assert article.title == (
        "Why Is My Skin Darker After Microneedling? How Microneedling Can Cause Hyperpigmentation"
    )
    assert article.dek.startswith("Microneedling can trigger skin inflammation, ")
    assert article.updated == dt.date(2022, 11, 9)
    assert [image.alt for image in article.images] == ["A woman getting a microneedle"]
    assert article.review_claim.startswith("This article has been reviewed by the in-field experts")
    assert _headings(reading, 2) == [
        "What is microneedling?",
        "The benefits of microneedling",
        "Can microneedling cause hyperpigmentation?",
        "In conclusion",
    ]
    assert _headings(reading, 3) == [
        "Helps with acne",
        "Reduces lines & wrinkles",
        "Minimizes large pores",
        "Fades scars & stretch marks",
        "Helps with dark spots",
    ]
    assert {verdict.text: verdict.rule for verdict in _removed(reading)} == {
        "Share article:": "share-bar",
        "Article Contents": "table-of-contents",
        "Read more:": "related-links",
        "Let's take this to the inbox!": "newsletter-signup",
        "Get our latest skincare news, best product recommendations & brand-exclusive discount codes directly"
        " to your inbox.": "newsletter-signup",
        "This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.": (
            "recaptcha-notice"
        ),
        "Staying Medically Accurate!": "review-badge",
    }
    claim = next(verdict for verdict in reading.audit.verdicts if verdict.field is Field.REVIEW_CLAIM)
    assert claim.fate is Fate.META
    assert "reviewed by the in-field experts" not in "".join(map(block_text, article.blocks))
