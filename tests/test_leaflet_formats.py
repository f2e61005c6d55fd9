"""Formats are data: their panels fill the paper, and no limit is under the standards'."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest

from outputs.leaflet import FORMATS, format_named
from outputs.leaflet.formats import Format
from outputs.leaflet.review import next_review
from pipeline.errors import UsageError
from pipeline.model import Article
from tests.editions import item

EVERY = pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS.keys())


@EVERY
def test_no_limit_is_under_the_standards(form: Format) -> None:
    least = 18 if form.name == "large-print" else 12
    assert least <= form.body_pt <= form.largest_pt
    assert form.smallest_pt >= (least if form.name == "large-print" else 9)


@EVERY
def test_panels_fill_the_paper(form: Format) -> None:
    for side in form.sides:
        assert sum(panel.width_mm for panel in side) == pytest.approx(form.sheet_mm[0])
    if form.kind == "booklet":
        assert 2 * form.page_mm[0] == form.sheet_mm[0]
    assert form.page_mm[1] == form.sheet_mm[1]


def test_the_flap_is_narrower_and_the_folds_of_both_sides_meet() -> None:
    outside, inside = FORMATS["trifold-a4"].folds_mm
    assert outside == pytest.approx((97, 197))
    assert inside == pytest.approx((100, 200))
    # Turned over on its short edge, the sheet shows each fold at the same place from the other side.
    for name in ("trifold-a4", "trifold-letter"):
        width = FORMATS[name].sheet_mm[0]
        front, back = FORMATS[name].folds_mm
        assert sorted(width - at for at in front) == pytest.approx(back)


def test_the_roomier_format_exists_and_leads_to_an_end() -> None:
    for name in FORMATS:
        seen: list[str] = []
        while name and name not in seen:
            seen.append(name)
            name = FORMATS[name].roomier  # noqa: PLW2901 - the chain is followed
        assert not name


def test_an_unknown_format_is_refused_with_the_list() -> None:
    with pytest.raises(UsageError, match=r"no leaflet format 'a3'.*Choose one of a4, letter"):
        format_named("a3")


def test_naming_the_formats_imports_no_renderer() -> None:
    program = "import sys; from outputs.leaflet import FORMATS; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        (dt.date(2022, 11, 9), 36, dt.date(2025, 11, 9)),
        (dt.date(2023, 1, 31), 1, dt.date(2023, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2022, 12, 1), 1, dt.date(2023, 1, 1)),
        (dt.datetime(2022, 12, 1, 23, tzinfo=dt.UTC), 13, dt.date(2024, 1, 1)),
        (dt.date(2022, 12, 1), 0, None),
        (dt.date(9999, 12, 1), 2, dt.date.max),
    ],
)
def test_a_review_is_due_months_after_the_last_update(
    last: dt.date, months: int, due: dt.date | None
) -> None:
    assert next_review(item(Article("A", (), updated=last)), months) == due


def test_an_article_without_dates_is_reviewed_after_its_last_change() -> None:
    undated = item(Article("A", ()))._replace(updated=dt.datetime(2024, 5, 1, tzinfo=dt.UTC))
    assert next_review(undated, 12) == dt.date(2025, 5, 1)
