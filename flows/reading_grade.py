"""Reading grades as the report, `inspect` and a run's summary show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import TypedDict

from pipeline.readability import Measure, Readability


class ReadabilityJson(TypedDict):
    """A text's measures in a report; grades are school grades, an ease is higher for easier texts."""

    language: str
    words: int
    sentences: int
    grades: Mapping[str, float]
    ease: Mapping[str, float]


def readability_json(found: Readability) -> ReadabilityJson:
    """Return measures as the report and `inspect --json` show them."""
    return {
        "language": found.language,
        "words": found.words,
        "sentences": found.sentences,
        "grades": {measure.name: measure.value for measure in found.measures if measure.is_grade},
        "ease": {measure.name: measure.value for measure in found.measures if not measure.is_grade},
    }


def grade_lines(found: Iterable[Measure]) -> Iterator[str]:
    """Say for each formula that gives grades what the articles have: the middle and the highest."""
    grades: dict[str, list[float]] = {}
    for measure in found:
        grades.setdefault(measure.name, []).append(measure.value)
    for name, values in sorted(grades.items()):
        if len(values) == 1:
            yield f"Reading grade ({name}): {values[0]:.1f}."
        else:
            yield f"Reading grade ({name}): {median(values):.1f} in the middle, {max(values):.1f} at most."
