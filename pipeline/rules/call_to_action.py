"""Buttons and prompts that sell the site's own service."""

import re

from pipeline.page import Page
from pipeline.rules.rule import Rule, either, folded

_OFFER = re.compile(
    r"\b(?:book|appointments?|consult\w*|call (?:us|now)?|our (?:clinic|team|nurses?|doctors?"
    r"|experts?|practice|surger\w+)|offer|visit us|online at|contact us|get in touch|schedule"
    r"|speak to)\b|\b0\d{3,4}[ -]?\d{5,6}\b|\bwww\.|https?:"
)


def _offer(page: Page, i: int) -> tuple[int, ...]:
    """Reach over the lines that follow without a gap and go on offering, in the last third of the page."""
    if page.place[i] < 0.66 * len(page.filled):
        return ()
    reached: list[int] = []
    previous, at = i, page.after(i)
    while at < len(page.texts) and at - previous == 1 and len(reached) < 4 and _OFFER.search(page.folded[at]):
        reached.append(at)
        previous, at = at, page.after(at)
    return tuple(reached)


RULE = Rule(
    name="call-to-action",
    category="promotion",
    reason="promotes the publisher's own service",
    cues=(
        "book",
        "schedule",
        "contact us",
        "get in touch",
        "get started",
        "request a",
        "shop",
        "buy now",
        "order now",
        "quote",
        "learn how",
        "try ",
        "download",
        "get a",
        "add to cart",
        "call us",
        "free trial",
    ),
    matches=either(
        folded(
            r"(?:book|schedule|request|arrange|get|claim)(?: (?:your|a|an|my|now|online|free"
            r"|the))* (?:free )?(?:online )?(?:consultation|appointment|demo|quote|call|visit|estimate"
            r"|assessment|callback|trial|table)(?: (?:today|now|online|here|call))?|book (?:now|online"
            r"|today)|contact us(?: (?:today|now|here|for more information))?(?: ?[:|-] ?\S.{4,100})?"
            r"|get in touch(?: (?:today|now|with us))?|get started(?: (?:today|now|for free))?|(?:shop|buy"
            r"|order)(?: (?:it|now|here|online|the|all|our|today))+(?: \w+){0,2}|let's get started"
            r"|(?:start|try) (?:your |it |our |a )?(?:for )?free(?: trial)?(?: today| now)?|try for free"
            r"|add to (?:cart|basket|bag)|download (?:the|our)(?: free)? (?:app|guide|ebook"
            r"|brochure)(?: now| here)?|call us(?: now| today)?(?: ?(?:on|at|:) ?[\d ()+-]{6,20})?"
            r"|free trial",
            at_most=130,
        ),
    ),
    reach=_offer,
    drops=(
        "Book a consultation",
        "Schedule an appointment today",
        "Get started",
        "Contact us: hello@harbour.example | 01632 960258",
        "Shop now",
    ),
    keeps=(
        "Book a same-day appointment if the rash spreads.",
        "Contact us straight away if you bleed after the biopsy.",
        "Call 999 if you cannot breathe.",
        "Get started on insulin only with your diabetes nurse.",
    ),
)
