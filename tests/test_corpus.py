"""Quality on labelled pages of our own has floors that only rise (tests/corpus/README.md)."""

from functools import cache

import pytest

from pipeline.policy import Policy
from tests.labelled import FOLDER, SERIES, pages, scores

# Floors are rounded down to this; the rest is the last digits of another machine's arithmetic.
_DIGITS = 3


@cache
def measured(series: str, policy: Policy) -> dict[str, float]:
    return dict(scores((page.labels, page.found(policy)) for page in pages(series)))


def floors(series: str) -> dict[tuple[str, str], float]:
    """Return the floor of each policy and measure."""
    file = SERIES[series] / "floors.txt"
    rows = (row.split() for row in file.read_text(encoding="utf-8").splitlines())
    return {(policy, measure): float(floor) for policy, measure, floor in rows}


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("policy", Policy)
def test_no_measure_falls_below_its_floor(series: str, policy: Policy) -> None:
    below = {
        measure: (measured(series, policy)[measure], floor)
        for (name, measure), floor in floors(series).items()
        if name == policy.value and measured(series, policy)[measure] < floor
    }
    assert not below, f"{policy.value}: measure, what it is now, and its floor"


@pytest.mark.parametrize("series", SERIES)
def test_every_policy_and_measure_has_a_floor(series: str, update_golden: bool) -> None:
    if update_golden:
        _raise_floors(series)
    found = {(p.value, measure) for p in Policy for measure in measured(series, p)}
    assert floors(series).keys() == found


def _raise_floors(series: str) -> None:
    known = floors(series)
    rows = [
        f"{policy.value:9} {measure:19} {max(known.get((policy.value, measure), 0.0), _down(value)):.3f}\n"
        for policy in Policy
        for measure, value in measured(series, policy).items()
    ]
    (SERIES[series] / "floors.txt").write_text("".join(rows), encoding="utf-8")


def _down(value: float) -> float:
    scale: int = 10**_DIGITS
    return int(value * scale) / scale


def test_the_pages_hold_every_kind_of_boilerplate_and_form() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.*.txt"))
    kinds = (
        "newsletter share related advertisement legal cookie recaptcha navigation bio medical-review "
        "comments image-alt toc promotion"
    )
    assert [kind for kind in kinds.split() if f"boilerplate:{kind} " not in text] == []
    assert {page.name.rpartition(".")[2] for page in pages()} == {"rs", "tight", "html"}
    assert len(pages()) >= 30


def test_a_page_without_a_wrong_label_has_full_scores() -> None:
    true = ["title", "heading", "paragraph", "list_item", "meta", "boilerplate"]
    assert set(scores([(true, true)]).values()) == {1.0}


def test_scores_fall_with_what_is_lost_and_with_what_stays() -> None:
    true = ["title", "paragraph", "paragraph", "boilerplate", "boilerplate"]
    found = ["title", "boilerplate", "paragraph", "boilerplate", "paragraph"]
    got = scores([(true, found), (["paragraph"], ["paragraph"])])
    assert got["kept"] == pytest.approx(3 / 4)
    assert got["boilerplate-recall"] == got["boilerplate-f1"] == got["exact"] == 0.5
