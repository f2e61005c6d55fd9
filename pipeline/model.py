"""The document model: raw lines and verdicts on one side, the article that writers render on the other.

Everything here is frozen. Line numbers count from 1, as `grep -n` does; 0 means "no line".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Fate(StrEnum):
    """What became of an input line."""

    KEPT = "kept"
    META = "meta"
    REMOVED = "removed"
    BLANK = "blank"


class Kind(StrEnum):
    """The kind of block that a kept line belongs to."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CODE = "code"
    CAPTION = "caption"
    TABLE = "table"


class Field(StrEnum):
    """The metadata field that a line is promoted to; `OTHER` is metadata that no other field names."""

    TITLE = "title"
    DEK = "dek"
    BYLINE = "byline"
    PUBLISHED = "published"
    UPDATED = "updated"
    READ_TIME = "read_time"
    IMAGE = "image"
    REVIEW_CLAIM = "review_claim"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one dress; the texts of a line's spans joined are the line's text.

    `language` is a BCP 47 tag where the source says that it is another than the page's.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""
    language: str = ""


Spans: TypeAlias = tuple[Span, ...]


def plain(spans: Spans) -> str:
    """Join the texts of spans."""
    return "".join(span.text for span in spans)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article; `src` is empty where only its alternative text is known."""

    src: str
    alt: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """What the source's markup says of a line: a hint, never an order.

    `element` is the block element ("h2", "li", "p", "figcaption", "img", "tr", ...), `region` the nearest
    landmark around it ("nav", "aside", "header", "footer", "form", "main", "article" or ""), `names` the
    class, id and role words of the element and its ancestors, lower case, nearest first. `depth` counts
    the lists around a list item from 1 (0 outside lists), `ordered` says whether the innermost is numbered,
    and `number` is the item's figure where the markup sets one. `cells` are a table row's cells; `header`
    says that it holds only column heads.
    """

    element: str = ""
    region: str = ""
    names: tuple[str, ...] = ()
    depth: int = 0
    ordered: bool = False
    number: int | None = None
    cells: tuple[Spans, ...] = ()
    header: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line of a source.

    `spans` is empty for plain text; otherwise its joined text equals `text`. `image` is set on a line that
    stands for a picture; its text is then the alternative text.
    """

    n: int
    text: str
    spans: Spans = ()
    hint: Hint | None = None
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know of an article: a kebab-case code, a plain sentence, the lines meant."""

    code: str
    message: str
    lines: tuple[int, ...] = ()

    @property
    def places(self) -> str:
        """The numbers of the lines as they are told, runs in short: "3, 7-9"."""
        runs: list[list[int]] = []
        for n in self.lines:
            if runs and n == runs[-1][-1] + 1:
                runs[-1].append(n)
            else:
                runs.append([n])
        return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


@dataclass(frozen=True, slots=True)
class Given:
    """Metadata that the source states outside its visible lines (an HTML head, later front matter).

    `id` is the article's own name of itself; it outlives the source's name and its text.
    """

    title: str = ""
    dek: str = ""
    byline: str = ""
    published: dt.date | None = None
    updated: dt.date | None = None
    language: str = ""
    url: str = ""
    site: str = ""
    images: tuple[Image, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """A source's text before any judgement.

    `key` is the stable name of the source (a path relative to its root); `origin` is what a person is shown.
    `lines` hold every physical line, numbered from 1 without a gap.
    """

    key: str
    origin: str
    lines: tuple[Line, ...]
    given: Given = field(default_factory=Given)
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fate of one line, with its reason.

    `kind` and `level` (headings, from 1 under the title's 1: so 2 and more) are set for kept lines, `field`
    for promoted ones, `rule` and `reason` for removed ones and those that an order kept. `confidence` is a
    probability, 1.0 for certainty.
    """

    n: int
    text: str
    fate: Fate
    kind: Kind | None = None
    level: int | None = None
    field: Field | None = None
    rule: str = ""
    category: str = ""
    reason: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the line tagger thinks of a line, whoever decided it.

    `removal` is the probability that the line is to go, `category` what it would then be, and `kind` the
    likeliest label if it stays: a kind of block, "title", "dek" or "meta".
    """

    removal: float
    category: str
    kind: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 2 stands directly under the article's title."""

    spans: Spans
    level: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    spans: Spans
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list, or (`continued`) a further paragraph of the item before it.

    `depth` counts from 1; `number` is the figure that the source printed, None for bullets.
    """

    spans: Spans
    ordered: bool = False
    depth: int = 1
    number: int | None = None
    continued: bool = False
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation set apart."""

    spans: Spans
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text; its lines are joined with a line feed."""

    text: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of a picture or a table."""

    spans: Spans
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table; consecutive rows form the table."""

    cells: tuple[Spans, ...]
    header: bool = False
    lines: tuple[int, ...] = ()


Block: TypeAlias = Heading | Paragraph | ListItem | Quote | Code | Caption | TableRow


def block_text(block: Block) -> str:
    """Return a block's text without its dress; a table row's cells are joined with a space."""
    match block:
        case Code(text=text):
            return text
        case TableRow(cells=cells):
            return " ".join(plain(cell) for cell in cells)
        case Heading() | Paragraph() | ListItem() | Quote() | Caption():
            return plain(block.spans)


@dataclass(frozen=True, slots=True)
class Article:
    """What every channel renders.

    A date is a `datetime.date`, or a `datetime.datetime` with an offset where the source told the time.
    `review_claim` is the source's own claim of a review: provenance, never ours to print as our own.
    `images` keep the line they stood on; the first is the lead picture. `language` is a BCP 47 tag.
    """

    title: str
    blocks: tuple[Block, ...]
    dek: str = ""
    byline: str = ""
    published: dt.date | None = None
    updated: dt.date | None = None
    language: str = "en"
    read_time: str = ""
    review_claim: str = ""
    source_url: str = ""
    source_site: str = ""
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the blocks up to the next heading; `heading` is None before the first one."""

    heading: Heading | None
    blocks: tuple[Block, ...]


def sections(article: Article) -> tuple[Section, ...]:
    """Derive the sections of an article from its flat blocks; their nesting is the headings' levels."""
    found: list[Section] = []
    heading: Heading | None = None
    inside: list[Block] = []
    for block in article.blocks:
        if isinstance(block, Heading):
            if heading is not None or inside:
                found.append(Section(heading, tuple(inside)))
            heading, inside = block, []
        else:
            inside.append(block)
    if heading is not None or inside:
        found.append(Section(heading, tuple(inside)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Audit:
    """The account of every line, and what a person should look at; `len(verdicts)` is the number of lines."""

    verdicts: tuple[Verdict, ...]
    notices: tuple[Notice, ...] = ()

    def count(self, fate: Fate) -> int:
        """Count the lines of one fate."""
        return sum(verdict.fate is fate for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of the pipeline for one source."""

    raw: RawArticle
    article: Article
    audit: Audit
