"""Labels of related articles, and the teasers that hang under them."""

import re

from pipeline.page import Page
from pipeline.rules.rule import Rule, either, folded

_THING = (
    r"(?:articles?|posts?|stories|story|content|reading|links?|topics?|guides?|pages?|coverage"
    r"|news|reads?|blogs?|videos?)"
)
_LABEL = (
    r"(?:read|see|learn|view|show|discover|find out|load) more(?: (?:about this|here|now"
    r"|details))?|(?:continue|keep) reading|read (?:the )?(?:full|whole|entire) (?:article|story"
    r"|post|review)|(?:read|see) (?:also|next|this next)|(?:you|readers) (?:may|might|will|could"
    rf"|'ll) (?:also )?(?:like|love|enjoy|be interested in)(?: these| this| to read)?(?: {_THING})?"
    r"|(?:related|recommended|suggested|similar|popular|latest|recent|trending|featured|other"
    rf"|further|more) {_THING}(?: for you)?|(?:most|more) (?:popular|read|recent|viewed|articles?"
    r"|posts?|stories)(?: now| today)?|recommended(?: for you| reading)?|related|more (?:from|in"
    r"|by|on|like) (?:this|the|our|us|\w+)(?: [\w&']+){0,4}|trending(?: now)?|up next"
    r"|customers (?:also|who) .{0,20}(?:bought|viewed|liked)(?: also bought)?"
    r"|(?:frequently|often) bought together"
    r"|what to read next|don't miss|editors?'?s?'? (?:picks|choice)|popular (?:now|today)"
    rf"|view all(?: {_THING})?|see all(?: {_THING})?|latest (?:from|in) .{{2,40}}"
)
_INLINE = (
    r"(?:\[|\()?(?:read (?:more|next|also)|related(?: \w+)?|see also|recommended"
    r"|more)\s*[:|>-]\s*\S.{8,140}(?:\]|\))?"
)


def _teasers(page: Page, i: int) -> tuple[int, ...]:
    """Reach over the short unpunctuated lines under a label.

    After the last running text the run may stand apart from its label by blank lines; elsewhere only
    lines that follow without a gap are teasers, because a heading would stand behind one.
    """
    tail = i > page.last_prose
    reached: list[int] = []
    previous = i
    at = page.after(i)
    while at < len(page.texts) and len(reached) < 12:
        gap = at - previous > 1
        if (gap and not (tail and (at - previous <= 2))) or not _is_teaser(page, at):
            break
        reached.append(at)
        previous, at = at, page.after(at)
    return tuple(reached)


def _is_teaser(page: Page, i: int) -> bool:
    text = page.texts[i]
    hint = page.lines[i].hint
    if (
        hint is not None
        and hint.element in {"h1", "h2", "h3", "h4"}
        and hint.region in {"", "article", "main"}
    ):
        return False
    return 12 <= len(text) <= 130 and not re.search(r"[.:;,!]$|[.!?]\s", text) and text[:1].isalnum()


RULE = Rule(
    name="related-links",
    category="related",
    reason="leads to other articles of the site",
    cues=(
        "more",
        "related",
        "recommended",
        "like",
        "reading",
        "also",
        "next",
        "popular",
        "most read",
        "most viewed",
        "trending",
        "latest",
        "recent",
        "miss",
        "picks",
        "choice",
        "view all",
        "see all",
        "similar",
        "bought",
        "viewed",
        "suggested",
        "stor",
        "read the",
        "further",
        "other",
    ),
    matches=either(folded(_LABEL, at_most=70), folded(_INLINE)),
    reach=_teasers,
    drops=(
        "Read more:",
        "Related articles",
        "Read more: How sunscreen works",
        "> You may also like\n> How to Look After Your Nails\n> Five Bathroom Products You Can Stop Buying",
        "More in Beauty",
        "Most read",
        "Customers also bought",
    ),
    keeps=(
        "Read more about your medicine in the leaflet inside the box, and keep it.",
        "More water helps.",
        "See also the warning on the next page before you take a second dose.",
        "Other treatments",
        "Like most creams, it stings at first.",
    ),
)
