"""Choose how a leaflet is set, so that its text fills the wanted pages within the limits of legibility.

The room that the text takes is foreseen (`estimate`) and the leaflet laid out once; what was foreseen wrongly
is measured, and corrects the next attempt. A median leaflet takes one rendering.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from outputs.leaflet.estimate import Around, Copy, text_mm
from outputs.leaflet.formats import Format
from outputs.leaflet.setting import Setting

_STEP_PT = 0.1
# The heading of the notes and two lines: wished for where they cost no page.
_NOTES_MM = 30.0
# What is foreseen, times this, is reckoned with at first.
_CAUTION = 1.012
# The share of a page left blank that is worth another rendering in a larger size.
_WASTE = 0.45
# The panel that is folded in is the reader's where the text needs only the inside at this size.
_AMPLE_PT = 14.0
# A stapled booklet takes ten sheets; more than 200 pages are no leaflet.
_MOST_PAGES = {"pages": 200, "panels": 6, "booklet": 40}
_PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a setting: how many pages hold something, how many of them text.

    `under_text_mm` is what is left under the text on the last of those, `notes_mm` what the notes got.
    """

    needed: int
    text_pages: int
    under_text_mm: float
    notes_mm: float


class DoesNotFit(Exception):
    """The text needs more pages than there are, at the least size."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be fitted: a measured article, into a format, among what stands around it."""

    copy: Copy
    form: Format
    around: Around


def fitting(lay_out: Callable[[Setting], Outcome], task: Task) -> Setting:
    """Return a setting that was laid out and fits; raise DoesNotFit where there is none."""
    setting, outcome = _fitting(lay_out, task)
    pages = pages_for(task.form, outcome.needed)
    if pages < setting.pages:
        # Every page says how many there are.
        setting = replace(setting, pages=pages)
        lay_out(setting)
    return setting


def _fitting(lay_out: Callable[[Setting], Outcome], task: Task) -> tuple[Setting, Outcome]:
    form = task.form
    caution, least = _CAUTION, 1
    roomy: tuple[Setting, Outcome] | None = None
    failed: set[Setting] = set()
    for attempt in count(1):
        setting = _foreseen(task, caution, least)
        while setting in failed and not roomy:
            caution += 0.005
            setting = _foreseen(task, caution, least)
        if roomy and (
            setting in failed or setting.pages > roomy[0].pages or setting.body_pt <= roomy[0].body_pt
        ):
            return roomy
        outcome = lay_out(setting)
        if pages_for(form, outcome.needed) <= setting.pages:
            if roomy or not _is_wasteful(form, setting, outcome):
                return setting, outcome
            roomy, caution = (setting, outcome), max(0.8, _misjudged(task, setting, outcome) + 0.008)
        elif roomy:
            return roomy
        elif setting == _last(form):
            raise DoesNotFit(outcome.needed)
        else:
            failed.add(setting)
            caution = max(caution + 0.005, _misjudged(task, setting, outcome) + 0.008)
            # The least setting that was tried is beyond repair, and so is what keeps failing.
            if attempt >= _PATIENCE or (setting.tight and setting.body_pt <= form.body_pt):
                least, caution = (setting.pages + 1, caution) if form.kind != "panels" else (1, 1.5)
    raise AssertionError("unreachable")


def pages_for(form: Format, needed: int) -> int:
    """Return how many pages a leaflet gets that needs so many: an even number, or a single one."""
    if form.kind == "panels":
        return max(form.panels, needed)
    if form.kind == "pages" and needed <= 1:
        return 1
    return -(-needed // form.pages_in) * form.pages_in


def _foreseen(task: Task, caution: float, least: int) -> Setting:
    """Return the setting with the fewest pages that the text should fit, in its largest size.

    Where none should, it is the tightest of the most pages.
    """
    form = task.form
    for wish in _wishes(form, least):
        for reserve_mm in (_NOTES_MM, 0.0) if form.kind == "pages" else (0.0,):
            size = _largest(task, wish, caution, reserve_mm)
            if size is not None and not (form.kind == "panels" and not wish.flap and size < _AMPLE_PT):
                return replace(wish, body_pt=size)
    return _last(form)


def _last(form: Format) -> Setting:
    """Return the setting that holds the most."""
    return Setting(form.body_pt, _MOST_PAGES[form.kind], tight=True, run_on=form.kind != "pages")


def _wishes(form: Format, least: int) -> Iterator[Setting]:
    """Yield the uses of the pages from the best, without a size."""
    if form.kind == "panels":
        yield Setting(0.0, form.panels, flap=False)
        yield Setting(0.0, form.panels)
        yield Setting(0.0, form.panels, tight=True)
        yield Setting(0.0, form.panels, run_on=True)
        yield Setting(0.0, form.panels, tight=True, run_on=True)
        return
    pages = pages_for(form, least)
    while pages <= _MOST_PAGES[form.kind]:
        if form.kind == "booklet":
            yield Setting(0.0, pages, cover=True)
            yield Setting(0.0, pages)
            yield Setting(0.0, pages, run_on=True)
            # The contact box is looked for on the back.
            yield Setting(0.0, pages, tight=True)
            yield Setting(0.0, pages, tight=True, run_on=True)
        else:
            yield Setting(0.0, pages)
            yield Setting(0.0, pages, tight=True)
        pages = pages_for(form, pages + 1)


def _largest(task: Task, wish: Setting, caution: float, reserve_mm: float) -> float | None:
    """Return the largest size in which the text should fit, None where even the least is too large."""
    form = task.form

    def fits(step: int) -> bool:
        size = form.body_pt + step * _STEP_PT
        tried = replace(wish, body_pt=size)
        heights = _heights_mm(task, tried)
        closing = (_closing_mm(task, tried) + reserve_mm) * form.columns
        return text_mm(task.copy, form, tried, heights) * caution + closing <= sum(heights)

    low, high = 0, round((form.largest_pt - form.body_pt) / _STEP_PT)
    if not fits(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return round(form.body_pt + low * _STEP_PT, 1)


def _heights_mm(task: Task, setting: Setting) -> list[float]:
    """Return the heights of the columns that the text has, from the first."""
    form = task.form
    height = form.text_mm[1]
    match form.kind:
        case "panels":
            return [height] * (3 + setting.flap + setting.run_on)
        case "booklet":
            first = [] if setting.cover else [height - task.around.head_mm]
            return first + [height] * (setting.pages - 2 + setting.run_on)
        case "pages":
            first = [height - task.around.head_mm] * form.columns
            return first + [height] * (form.columns * (setting.pages - 1))


def _closing_mm(task: Task, setting: Setting) -> float:
    return task.around.closing_mm if task.form.kind == "pages" or setting.run_on else 0.0


def _is_wasteful(form: Format, setting: Setting, outcome: Outcome) -> bool:
    height = form.text_mm[1]
    blank = outcome.notes_mm / height + setting.pages - pages_for(form, outcome.needed)
    return setting.body_pt < form.largest_pt and outcome.needed > 1 and blank > _WASTE


def _misjudged(task: Task, setting: Setting, outcome: Outcome) -> float:
    """Return by what factor the text, and the box under it, take more room than was foreseen for the text."""
    form = task.form
    heights = _heights_mm(task, setting)
    foreseen = text_mm(task.copy, form, setting, heights)
    columns = outcome.text_pages * form.columns
    heights = (heights + [form.text_mm[1]] * columns)[:columns]
    used = sum(heights) - outcome.under_text_mm * form.columns
    closing = _closing_mm(task, setting)
    if closing and outcome.text_pages < outcome.needed:
        # The box has the last page for itself, with nothing else on it than notes.
        used += max(0.0, form.text_mm[1] - outcome.notes_mm - closing) * form.columns
    return used / max(1.0, foreseen)
