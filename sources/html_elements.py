"""What HTML elements mean for a page's lines: which break lines, which are unseen, which are landmarks."""

from __future__ import annotations

import re

from bs4 import Tag


def _named(names: str) -> frozenset[str]:
    return frozenset(names.split())


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "menu", "dir"})
CELLS = frozenset({"td", "th"})

CONTAINERS = _named(
    "html body div p section article main header footer nav aside search form fieldset figure hgroup center "
    "details dialog address dl ul ol menu dir table thead tbody tfoot tr colgroup frameset"
)
"""Blocks that say little of the text in them: inside a quote, a caption or the like they keep its name."""

NAMED_BLOCKS = _named(
    "blockquote pre xmp listing plaintext li dt dd figcaption caption summary legend button td th"
)
"""Blocks that name the text in them."""

BLOCKS = CONTAINERS | NAMED_BLOCKS | HEADINGS | {"hr"}

VERBATIM = frozenset({"pre", "xmp", "listing", "plaintext"})

_UNSEEN = _named(
    "script style template noscript noframes noembed title meta link base select option optgroup datalist "
    "textarea iframe object embed applet video audio canvas map param source track "
    "rp desc metadata defs annotation annotation-xml"
)
_BUTTONS = frozenset({"button", "submit", "reset"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# "(zh-)Hant-TW": a language with a script or a region, of BCP 47.
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?![a-z])", re.IGNORECASE)

_LANDMARKS = frozenset({"nav", "aside", "header", "footer", "form", "main", "article"})
_LANDMARK_ROLES = {
    "navigation": "nav",
    "complementary": "aside",
    "banner": "header",
    "contentinfo": "footer",
    "search": "form",
    "form": "form",
    "main": "main",
    "article": "article",
}

_STRUCTURE = [
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "blockquote",
    "pre",
    "figure",
    "form",
    "section",
    *sorted(HEADINGS),
]


_COUNTED = 200  # items looked back over for a value: without a bound a long list costs its square


def attribute(tag: Tag, name: str) -> str:
    """Return an attribute as one string, "" where it is missing."""
    value = tag.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def said_language(tag: Tag) -> str:
    """Return the language that an element says it is in, "" where it says none or no language."""
    return language_tag(attribute(tag, "lang") or attribute(tag, "xml:lang"))


def language_tag(text: str) -> str:
    """Return a language with its script and region as BCP 47 writes them, "" where there is none."""
    found = _LANGUAGE.match(text.strip())
    if not found:
        return ""
    language, script, region = found.groups(default="")
    return "-".join(filter(None, (language.lower(), script.title(), region.upper())))


def item_number(item: Tag) -> int | None:
    """Return the figure of a numbered list's item where `start` or a `value` sets it, else None.

    HTML, section 4.4.8: an item counts on from the nearest item before it that has a value.
    """
    steps = 0
    for sibling in (item, *item.find_previous_siblings("li", limit=_COUNTED)):
        if isinstance(sibling, Tag) and (value := _whole(attribute(sibling, "value"))) is not None:
            return value + steps
        steps += 1
    first = _whole(attribute(item.parent, "start")) if item.parent is not None else None
    return None if first is None else first + steps - 1


def _whole(text: str) -> int | None:
    # Three digits: more is no list, and less than nothing no number that a reader expects.
    return int(text) if text.strip().isdecimal() and len(text.strip()) <= 3 else None


def is_unseen(tag: Tag) -> bool:
    """Say whether a browser never shows an element's content, or it is mere decoration.

    What `aria-hidden` marks is on the screen: only signs without a letter or digit ("#", an arrow) go.
    """
    if tag.name in _UNSEEN:
        return True
    if tag.name == "dialog" and not tag.has_attr("open"):
        return True
    return attribute(tag, "aria-hidden") == "true" and not any(map(str.isalnum, tag.get_text()))


def is_hidden(tag: Tag) -> bool:
    """Say whether an element that would be seen is hidden by its attributes."""
    if tag.has_attr("hidden") and attribute(tag, "hidden") != "until-found":
        return True
    return tag.has_attr("style") and _HIDING.search(attribute(tag, "style")) is not None


def landmark(tag: Tag) -> str:
    """Return the region that an element opens, "" for none."""
    role = _LANDMARK_ROLES.get(attribute(tag, "role").lower(), "")
    if role or tag.name not in _LANDMARKS:
        return role or ("form" if tag.name == "search" else "")
    return tag.name


def element_name(tag: Tag) -> str:
    """Return the name of a block; a role of heading counts as one."""
    if attribute(tag, "role").lower() != "heading":
        return tag.name
    level = attribute(tag, "aria-level")
    return f"h{level}" if level in {"1", "2", "3", "4", "5", "6"} else "h2"


def is_block(tag: Tag) -> bool:
    """Say whether an element stands on lines of its own."""
    return tag.name in BLOCKS or attribute(tag, "role").lower() == "heading"


def holds_structure(tag: Tag) -> bool:
    """Say whether blocks other than plain containers stand in an element (a heading left open, say)."""
    return tag.find(_STRUCTURE) is not None


def is_data_table(table: Tag) -> bool:
    """Say whether a table holds data rather than a layout.

    Data has a row of two cells or more, and cells of text alone: no further table, heading, list or picture
    with a text of its own. A single paragraph in a cell is text.
    """
    if attribute(table, "role").lower() in {"presentation", "none"}:
        return False
    layout = ["table", "ul", "ol", "dl", "blockquote", "pre", "figure", "form", *sorted(HEADINGS)]
    if table.find(layout) or any(attribute(image, "alt").strip() for image in table.find_all("img")):
        return False
    cells = table.find_all(["td", "th"])
    if any(len(cell.find_all("p")) > 1 for cell in cells):
        return False
    return any(cell.find_next_sibling(["td", "th"]) for cell in cells)


def button_text(tag: Tag) -> str:
    """Return what a button made of an input element shows, "" for other elements."""
    if tag.name != "input" or attribute(tag, "type").lower() not in _BUTTONS:
        return ""
    return attribute(tag, "value")


def words(tag: Tag) -> list[str]:
    """Return the class, id and role words of an element in lower case."""
    return " ".join(attribute(tag, name) for name in ("class", "id", "role")).lower().split()


_LAZY = ("data-src", "data-lazy-src", "data-original")
_SRCSETS = ("srcset", "data-srcset", "data-lazy-srcset")


def image_address(image: Tag) -> str:
    """Return a picture's address as written; a placeholder gives way to the address loaded later."""
    src = attribute(image, "src").strip()
    if src and not src.startswith("data:"):
        return src
    later = next((attribute(image, name).strip() for name in _LAZY if image.has_attr(name)), "")
    sets = (attribute(image, name).split() for name in _SRCSETS)
    return later or next((parts[0].rstrip(",") for parts in sets if parts), src)


def is_tracking_pixel(image: Tag) -> bool:
    """Say whether a picture is declared at most one pixel wide or high."""
    return attribute(image, "width") in {"0", "1"} or attribute(image, "height") in {"0", "1"}
