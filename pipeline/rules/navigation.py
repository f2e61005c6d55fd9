"""Menus, breadcrumbs, skip links and paging."""

import re

from pipeline.page import Page
from pipeline.rules.rule import Rule, either, folded

_TRAIL = re.compile(r"(?:home|start|blog|health|all)\s*(?:[>/»›|]|::)\s*\S.{1,120}", re.IGNORECASE)
_MENU = re.compile(r"[^|•·.!?]{2,28}(?:\s*[|•·]\s*[^|•·.!?]{2,28}){2,}")


def _breadcrumb(page: Page, i: int) -> bool:
    return i < page.first_prose and len(page.texts[i]) <= 140 and _TRAIL.fullmatch(page.folded[i]) is not None


def _menu(page: Page, i: int) -> bool:
    """Say whether a line is a row of short names, above the first or below the last running text."""
    outside = i < page.first_prose or i > page.last_prose
    return outside and len(page.texts[i]) <= 160 and _MENU.fullmatch(page.texts[i]) is not None


RULE = Rule(
    name="navigation",
    category="navigation",
    reason="leads around the site",
    cues=(
        "skip",
        "menu",
        "search",
        "back to",
        "home",
        "top of page",
        "bottom of page",
        "previous",
        "next",
        "|",
        "\u2022",
        "\u00b7",
        "navigation",
        "log in",
        "login",
        "sign in",
        "my account",
        "toggle",
        "close",
        ">",
        "/",
        "loading",
        "show all",
        "page ",
        "start",
    ),
    matches=either(
        folded(
            r"skip to (?:main )?(?:content|navigation|search|footer|primary \w+)(?: skip to \w+)?|(?:main "
            r"|site |toggle |mobile |open |close )?(?:menu|navigation)|(?:toggle |open "
            r"|close )?search(?: this site| for)?|back to (?:top|blog|home|all|the top|news|articles"
            r"|overview|list)(?: \w+)?|home|(?:top|bottom) of page|(?:(?:previous|next|prev|older"
            r"|newer)(?: (?:article|post|page|story|posts|articles))?[\s|/<>«»←→-]*)+|(?:log"
            r"|sign) ?in(?: / (?:register|sign up))?|my account|close|show all|page \d+ of \d+|loading"
            r"|start",
            at_most=80,
        ),
        _breadcrumb,
        _menu,
    ),
    drops=(
        "Skip to main content",
        "Home > Skin > Burns",
        "Back to blog",
        "Menu",
        "Next post",
        "> Beauty | Wellness | Table | Subscribe\n\nDark spots are marks on the skin that fade with time. "
        "They often come after acne, sun, a burn or a rash, and they can last for a year or even two.",
    ),
    keeps=(
        "Go home and rest.",
        "Search your skin for new moles.",
        "Next steps",
        "Mild | Moderate | Severe\n\nThe row above shows the three grades of acne that doctors use."
        " Each grade has its own care.\n\n> Cream | Tablet | Light\n\nThe row above names the treatments for"
        " the three grades. Ask your doctor which one is right for you, and when.",
    ),
)
