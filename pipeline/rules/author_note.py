"""The label of an author's biography, with the lines that stand under it at the end of a page."""

from pipeline.page import Page
from pipeline.rules.rule import Rule, folded


def _biography(page: Page, i: int) -> tuple[int, ...]:
    """Reach over the lines that follow the label without a gap, in the last two fifths of the page.

    One blank line between the label and the biography is allowed.
    """
    if page.place[i] < 0.6 * len(page.filled):
        return ()
    reached: list[int] = []
    previous, at = i, page.after(i)
    while at < len(page.texts) and len(reached) < 4 and at - previous <= (1 if reached else 2):
        reached.append(at)
        previous, at = at, page.after(at)
    return tuple(reached)


RULE = Rule(
    name="author-note",
    category="author bio",
    reason="introduces the author",
    cues=("about the", "about our", "meet the", "author"),
    matches=folded(
        r"(?:about|meet) (?:the|our) (?:authors?|writers?|editors?|experts?|team|contributors?|reviewers?)"
        r"|author(?:'s)? (?:bio(?:graphy)?|profile|info(?:rmation)?)|view all (?:articles|posts) by .{2,40}"
        r"|(?:more|view more|see more) (?:articles |posts )?(?:by|from) (?:this|the) author",
        at_most=70,
    ),
    reach=_biography,
    drops=(
        "About the author",
        "It is a cream.\n\nUse it twice a day.\n\nWash first.\n\nDry well.\n\nWait a day.\n\nThen stop.\n\n"
        "> About the author\n> Morwenna Tate is a nurse and enjoys sea swimming.",
    ),
    keeps=(
        "About the dose",
        "Ask about the ointment.",
        "The authors found no difference between the groups.",
    ),
)
