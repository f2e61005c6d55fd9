"""A table of contents: its label, and entries that repeat the headings below."""

from pipeline.page import Page
from pipeline.rules.rule import Rule, folded

_LABEL = (
    r"(?:article |page |post )?contents|table of contents?(?: icon)?|(?:in|on) this (?:article"
    r"|page|post|guide|story)|jump to(?: section)?|(?:quick|page) (?:links|navigation)"
    r"|what's (?:inside|in this article)|in this (?:section|topic)|toc"
)


def _entries(page: Page, i: int) -> tuple[int, ...]:
    """Reach over the lines after the label that come again further down as lines of their own."""
    later: dict[str, int] = {}
    for at in page.filled:
        later[bare(page.folded[at])] = at
    reached: list[int] = []
    at = page.after(i)
    while at < len(page.texts) and later[bare(page.folded[at])] > at:
        reached.append(at)
        at = page.after(at)
    return tuple(reached)


def bare(text: str) -> str:
    """Return a folded entry or heading without its number and its closing sign."""
    return text.lstrip("0123456789.) ").rstrip(" .:")


RULE = Rule(
    name="table-of-contents",
    category="table of contents",
    reason="repeats the headings as a table of contents",
    cues=(
        "contents",
        "table of content",
        "in this",
        "on this page",
        "jump to",
        "quick links",
        "page navigation",
        "toc",
        "what's in",
    ),
    matches=folded(_LABEL, at_most=50),
    reach=_entries,
    drops=(
        "Article Contents",
        "In this article",
        "> Table of contents\n> What it is\n> How it helps\n\nWhat it is\n\nIt is a cream.\n\n"
        "How it helps\n\nIt calms the skin.",
    ),
    keeps=(
        "Check the contents of the bottle before use.",
        "Table of contents\n\n> It is a cream.",
        "In this study, half of the patients improved.",
    ),
)
