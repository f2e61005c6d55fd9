"""Make raw articles for tests from plain text."""

from pipeline.assemble import assemble
from pipeline.model import Line, RawArticle, Reading
from pipeline.policy import Policy


def raw(text: str, key: str = "case.txt") -> RawArticle:
    """Return the raw article of a text, one line a physical line."""
    rows = text.split("\n")
    if rows and rows[-1] == "":
        rows.pop()
    return RawArticle(key, key, tuple(Line(n, row) for n, row in enumerate(rows, 1)))


def read(text: str, policy: Policy = Policy.BALANCED) -> Reading:
    """Run the pipeline over a text."""
    return assemble(raw(text), policy)
