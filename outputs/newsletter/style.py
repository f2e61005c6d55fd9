"""The look of a mail: colours from the brand, and the styles that stand in each element.

They are written where an element is made, rather than moved there by a parser afterwards: our markup is
regular, a link or a merge tag in it is never touched, and an issue is made several times faster.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from outputs.contrast import readable
from outputs.template import render

GROUND, PAPER, INK, SOFT, LINE = "#eef1f1", "#ffffff", "#1a2225", "#47545a", "#d5dcde"
DARK_GROUND, DARK_PAPER, DARK_INK, DARK_SOFT, DARK_LINE = (
    "#101416",
    "#1d2326",
    "#e8edee",
    "#b4bfc4",
    "#3a4449",
)
MONO = Markup("Menlo,Consolas,'Liberation Mono',monospace")
_FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
_RULE = re.compile(r"^([\w. -]+) \{ (.*) \}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Colors:
    """A brand's colours in a mail: `bar` is a ground for white text, the others are for text and lines."""

    bar: str
    accent: str
    dark_accent: str


@lru_cache(maxsize=64)
def colors_of(color: str) -> Colors:
    """Derive a mail's colours from a brand's; all reach 7:1 on their ground."""
    return Colors(readable(color, PAPER), readable(color, GROUND), readable(color, DARK_PAPER))


@lru_cache(maxsize=64)
def styles(color: str, direction: str) -> Mapping[str, Markup]:
    """Return the declarations by selector, for text that is written in this direction ("ltr" or "rtl").

    The selectors are those of `newsletter.css`: a class, a tag, or a tag within a list item or a quotation.
    """
    start, end = ("right", "left") if direction == "rtl" else ("left", "right")
    base = f"font-family: {_FONT}; text-align: {start}; word-break: break-word; line-height: 1.55"
    css = render(
        "newsletter.css",
        colors=colors_of(color),
        look=_look(),
        start=start,
        end=end,
        text=Markup(f"{base}; font-size: 16px; color: {INK}"),  # noqa: S704
        small=Markup(f"{base}; font-size: 14px; color: {SOFT}"),  # noqa: S704
    )
    return {name: Markup(_short(told)) for name, told in _RULE.findall(css)}  # noqa: S704


def _look() -> Mapping[str, str]:
    return {"GROUND": GROUND, "PAPER": PAPER, "SOFT": SOFT, "LINE": LINE, "MONO": MONO}


def _short(declarations: str) -> str:
    return declarations.replace(": ", ":").replace("; ", ";")


@lru_cache(maxsize=64)
def dress(color: str, direction: str) -> Mapping[str, str]:
    """Return the style attributes of an article's elements, for `blocks_html`."""
    return {name: f' style="{told}"' for name, told in styles(color, direction).items()}
