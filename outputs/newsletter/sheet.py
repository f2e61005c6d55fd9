"""A page that shows an issue as people will see it: on a desk and in a hand, in light and in dark."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from markupsafe import escape

from outputs.newsletter.letter import Letter
from outputs.newsletter.links import way_out
from outputs.newsletter.message import filled
from outputs.template import render

_DARK = "(prefers-color-scheme: dark)"


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at an issue: a window of this width, light or dark."""

    name: str
    width_px: int
    dark: bool


VIEWS = (
    View("desktop-light", 640, dark=False),
    View("phone-light", 375, dark=False),
    View("desktop-dark", 640, dark=True),
    View("phone-dark", 375, dark=True),
)


@dataclass(frozen=True, slots=True)
class _Frame:
    name: str
    width_px: int
    html: str


def letter_html(letter: Letter) -> str:
    """Return a letter's HTML as a mail program shows it: with its link, and its pictures in place."""
    html = filled(letter.html, str(escape(way_out(letter))))
    for picture in letter.pictures:
        data = b64encode(picture.data).decode("ascii")
        html = html.replace(f"cid:{picture.content_id}", f"data:{picture.media_type};base64,{data}")
    return html


def sheet(letter: Letter, *views: View) -> str:
    """Render a page with a frame for each view."""
    html = letter_html(letter)
    frames = [_Frame(view.name, view.width_px, _seen(html, dark=view.dark)) for view in views]
    return render("newsletter_sheet.html", title=letter.subject, views=frames)


def _seen(html: str, *, dark: bool) -> str:
    """Settle what the reader's program would decide: whether the dark rules hold."""
    return html.replace(_DARK, "all" if dark else "not all")
