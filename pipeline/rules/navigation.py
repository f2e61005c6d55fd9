"""Menus, breadcrumbs, skip links and paging."""

import re

from pipeline.page import Page
from pipeline.rules.rule import Rule, either, folded

_TRAIL = re.compile(r"(?:home|start|blog|health|all)\s*(?:[>/»›|→]|::)\s*\S.{1,120}", re.IGNORECASE)
_STEPS = re.compile(r"[^»›>.!?]{2,40}(?:\s*[»›>]\s*[^»›>.!?]{2,60}){2,}")
_MENU = re.compile(r"[^|•·.!?]{2,28}(?:\s*[|•·]\s*[^|•·.!?]{2,28}){2,}")


def _breadcrumb(page: Page, i: int) -> bool:
    text = page.texts[i]  # folded, a chevron is a quotation mark
    trail = _TRAIL.fullmatch(text) or _STEPS.fullmatch(text)
    return i < page.first_prose and len(text) <= 140 and trail is not None


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
        "jump to",
        "menu",
        "search",
        "back to",
        "home",
        '"',
        "\u203a",
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
            r"(?:jump|skip) to (?:the )?recipe(?:[ |·-]*print(?: the)? recipe)?"
            r"|skip to (?:main )?(?:content|navigation|search|footer|primary \w+)(?: skip to \w+)?|(?:main "
            r"|site |toggle |mobile |open |close )?(?:menu|navigation)|(?:toggle |open "
            r"|close )?search(?: this site| for)?|back to (?:top|blog|home|all|the top|news|articles"
            r"|overview|list)(?: \w+)?|home|(?:top|bottom) of page|(?:(?:previous|next|prev|older"
            r"|newer)(?: (?:article|post|page|story|posts|articles))?[\s|/<>«»←→-]*)+|(?:previous"
            r"|next) ?: [^.,;:!?]{2,50}|(?:log"
            r"|sign) ?in(?: / (?:register|sign up))?|my account|close|show all|page \d+ of \d+|loading"
            r"|start",
            at_most=80,
        ),
        _breadcrumb,
        _menu,
    ),
    drops=(
        "Skip to main content",
        "Jump to Recipe Print Recipe",
        "Home > Skin > Burns",
        "> Home » Breakfast » Eggs\n> Cooking › Eggs › One pan\n\nThis is what I cook in a hurry. "
        "Two tins of tomatoes and four eggs make dinner in half an hour, with one pan to wash.",
        "Previous : Who can get it",
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
        "Next: rinse the pan, dry it, and rub it with a few drops of oil.",
        "“Drink more,” he says, “and rest.”",
        "Mild | Moderate | Severe\n\nThe row above shows the three grades of acne that doctors use."
        " Each grade has its own care.\n\n> Cream | Tablet | Light\n\nThe row above names the treatments for"
        " the three grades. Ask your doctor which one is right for you, and when.",
    ),
)
