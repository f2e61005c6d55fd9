"""Parts of a saved page that its markup sets apart from the article: navigation, footers, forms, sidebars."""

from pipeline.page import Page
from pipeline.rules.rule import Rule

_SIDE = frozenset(
    {
        *("sidebar", "widget", "newsletter", "signup", "subscribe", "related", "recommended", "promo"),
        *("promotion", "advert", "ads", "ad", "sponsored", "social", "share", "sharing", "cookie", "consent"),
        *("banner", "breadcrumb", "breadcrumbs", "menu", "nav", "navbar", "comments", "comment", "tags"),
        *("cta", "optin", "form", "pagination", "toolbar", "modal", "popup", "footer", "masthead"),
    }
)


def _set_apart(page: Page, i: int) -> bool:
    """Say whether markup and wording agree that a line is no part of the article.

    Navigation, forms and the page's own header and footer are apart by their element. An aside may hold a
    warning box, so it needs a class that names what it is; so does any other block. A line outside of
    `main` and `article` is apart when most of the page's text stands inside them.
    """
    hint = page.lines[i].hint
    if hint is None:
        return False
    if hint.region in {"nav", "form", "footer"}:
        return True
    if hint.element in {"button", "label", "legend", "input", "select"}:
        return True
    named = any(word in _SIDE for name in hint.names[:8] for word in name.replace("_", "-").split("-"))
    if hint.region == "aside" and (named or len(page.texts[i]) < 40):
        return named
    if named and len(page.texts[i]) < 200:
        return True
    return hint.region in {"", "header"} and _mostly_inside(page) and hint.element not in {"h1"}


def _mostly_inside(page: Page) -> bool:
    inside = total = 0
    for i in page.filled:
        hint = page.lines[i].hint
        size = len(page.texts[i])
        total += size
        inside += size if hint is not None and hint.region in {"main", "article"} else 0
    return inside > 0.5 * total


RULE = Rule(
    name="page-chrome",
    category="navigation",
    reason="stands outside of the article in the page's markup",
    matches=_set_apart,
)
