"""What the fit of a leaflet may vary."""

from __future__ import annotations

from dataclasses import dataclass

from outputs.leaflet.formats import Format

MM_PER_PT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Setting:
    """How a leaflet is set: the size of its text, the spacing, and how its pages are used.

    `pages` are wanted, panels where the sheet is folded. With `cover` the first one is a title page, with
    `flap` the text begins on the panel that is folded in, which otherwise is for the reader's questions. With
    `run_on` it goes on above the contact box of the last page, which otherwise is the reader's too.
    """

    body_pt: float
    pages: int
    tight: bool = False
    cover: bool = False
    flap: bool = True
    run_on: bool = False


def spare_pages(form: Format, setting: Setting) -> int:
    """Return how many pages of ruled lines are laid out in reserve; those that are not needed are dropped."""
    if setting.run_on:
        return 1
    match form.kind:
        case "pages":
            # An odd page needs one after it; with fewer pages it is laid out anew.
            return int(setting.pages > 2)
        case "panels":
            return 3
        case "booklet":
            return max(0, setting.pages - 2)
