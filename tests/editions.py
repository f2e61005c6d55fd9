"""Editions built by hand, for the tests of every channel."""

from __future__ import annotations

import datetime as dt

from outputs.edition import Brand, Edition, Item, Newsletter, Site
from pipeline.model import (
    Article,
    Block,
    Caption,
    Code,
    Heading,
    Image,
    ListItem,
    Notice,
    Paragraph,
    Quote,
    Span,
    Spans,
    TableRow,
)

BUILT_AT = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
HOSTILE = "<script>alert(1)</script>, AT&T, a < b && b > c, ]]>, &amp;, \"quoted\" and 'single'"


def words(text: str) -> Spans:
    """Return one plain span."""
    return (Span(text),)


def kitchen_sink_blocks() -> tuple[Block, ...]:
    """Return every kind of block, with the hard cases of each."""
    return (
        Paragraph(
            (
                Span("Sunscreen works best "),
                Span("when it is reapplied", strong=True),
                Span(", says "),
                Span("the guide", href="https://example.org/guide?a=1&b=2"),
                Span(" and "),
                Span("a neighbour", href="../neighbour.html", emphasis=True),
                Span("; never trust "),
                Span("this link", href="javascript:alert(1)"),
                Span(" or "),
                Span("that one", href="file:///etc/passwd"),
                Span("."),
            ),
            lines=(3,),
        ),
        Paragraph(words(f"Typed as it stands: {HOSTILE}."), lines=(5,)),
        Heading(words("How much & how often"), 2, lines=(7,)),
        ListItem(words("Two fingers for the face"), lines=(9,)),
        ListItem(words("A shot glass for the body:"), lines=(10,)),
        ListItem(words("arms and legs"), depth=2, lines=(11,)),
        ListItem(words("the back, with help"), depth=2, lines=(12,)),
        ListItem(words("Again after two hours"), lines=(13,)),
        ListItem(
            words("Sooner after a swim, because water takes most of it away."), continued=True, lines=(14,)
        ),
        Heading(words("Step by step"), 3, lines=(16,)),
        ListItem(words("Shake the bottle"), ordered=True, number=1, lines=(17,)),
        ListItem(words("Spread it thickly"), ordered=True, number=2, lines=(18,)),
        ListItem(words("Wait fifteen minutes"), ordered=True, number=3, lines=(19,)),
        Heading(words("What the numbers mean"), 2, lines=(21,)),
        TableRow((words("Factor"), words("Blocks"), words("For whom")), header=True, lines=(23,)),
        TableRow((words("15"), words("93 %"), words("Dark skin, short walks")), lines=(24,)),
        TableRow((words("50"), words("98 %"), words("Fair skin < 3 hours")), lines=(25,)),
        Caption(words("Blocked rays by sun protection factor"), lines=(26,)),
        Quote(words("The best sunscreen is the one that you use."), lines=(28,)),
        Code("if uv_index > 3:\n    reapply(hours=2)  # & <again>", lines=(30, 31)),
        Paragraph(words("Enjoy the sun 🌞👩🏽‍🔬 — café, naïve, 日本語."), lines=(33,)),
    )


def kitchen_sink() -> Article:
    """Return an article with every kind of block and every field."""
    return Article(
        title="Sunscreen & you: a < b, <b>bold</b> and AT&T",
        dek="What to put on, how much, and when to do it again.",
        blocks=kitchen_sink_blocks(),
        byline="Dr. Ana O'Neill & team",
        published=dt.date(2022, 11, 9),
        updated=dt.datetime(2023, 2, 3, 4, 5, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        language="en-GB",
        read_time="4 min read",
        review_claim="Reviewed by our medical board.",
        source_url="https://source.example/health/sun/page.html",
        source_site="Source Example",
        images=(
            Image("https://source.example/sun.jpg", 'A woman in the "sun"', line=1),
            Image("", "Known by its words only", line=2),
            Image("javascript:alert(1)", "Refused", line=20),
        ),
    )


def right_to_left() -> Article:
    """Return a Hebrew article."""
    return Article(
        title="טיפול בעור יבש (ABC)",
        blocks=(
            Paragraph(words("מים קרים ומגבת רכה עוזרים לעור יבש. מרחו קרם עד 3 פעמים ביום."), lines=(3,)),
            Heading(words("מה עושים?"), 2, lines=(5,)),
            ListItem(words("שוטפים במים פושרים"), lines=(7,)),
            ListItem(words("מרחים קרם"), lines=(8,)),
        ),
        language="he",
    )


def brief(n: int, *, paragraphs: int = 3) -> Article:
    """Return a plain article, told apart by its number."""
    text = f"Paragraph of article {n}. Skin needs water, rest and patience more than it needs a cream. " * 4
    return Article(
        title=f"Article number {n}",
        blocks=(
            *(Paragraph(words(text.strip()), lines=(index,)) for index in range(1, paragraphs + 1)),
            Heading(words("In conclusion"), 2, lines=(paragraphs + 1,)),
            Paragraph(words("Ask a person who knows."), lines=(paragraphs + 2,)),
        ),
    )


def item(article: Article, n: int = 1, *, slug: str = "") -> Item:
    """Give an article an identity; a higher number is an older article."""
    published = dt.datetime(2024, 4, 30, 12, 0, tzinfo=dt.UTC) - dt.timedelta(days=n)
    return Item(
        article=article,
        id=f"a{n:04d}",
        tag=f"tag:clinic.example,2024:a{n:04d}",
        slug=slug or f"article-{n}",
        published=published,
        updated=published + dt.timedelta(days=1 if n % 2 else 0),
        source=f"articles/{n}.txt",
        notices=(Notice("lead-in-without-list", "A lead-in has nothing after it.", (4,)),) if n == 1 else (),
    )


def edition(*articles: Article, issue: str = "2024-05", leaflet_bytes: int = 123_456) -> Edition:
    """Make an edition of the articles, the first the newest; each has a leaflet where its size is given."""
    items = tuple(item(article, n) for n, article in enumerate(articles, start=1))
    return Edition(
        site=Site(
            title="Clinic News",
            url="https://clinic.example/news/",
            description="Advice from the clinic",
            language="en",
            author="The Clinic",
        ),
        brand=Brand(
            name="Riverside Clinic",
            tagline="Skin & hair, kindly explained",
            address="1 River Street\n12345 Town",
            phone="+1 555 0100",
            color="#0b5563",
        ),
        items=items,
        built_at=BUILT_AT,
        newsletter=Newsletter(
            issue=issue,
            unsubscribe_url="https://clinic.example/unsubscribe?x=1&y=2",
            postal_address="Riverside Clinic\n1 River Street, 12345 Town",
        ),
        leaflets={each.id: leaflet_bytes for each in items} if leaflet_bytes else {},
    )


def full_edition() -> Edition:
    """Return the edition that shows everything: the kitchen sink, a right-to-left and two brief articles."""
    return edition(kitchen_sink(), right_to_left(), brief(3), brief(4))
