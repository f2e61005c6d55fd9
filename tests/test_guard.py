"""Lines with the words of a warning are told from labels, tags and teasers."""

import pytest

from pipeline.guard import guarded


@pytest.mark.parametrize(
    "line",
    [
        "call 999 if you cannot breathe",
        "do not take more than 400 mg in a day",
        "seek medical help when the redness spreads",
        "tell your doctor about any other medicines",
        "see a doctor if the rash has not gone after a week.",
        "stop using the cream and wash it off",
        "side effects of the tablets are rare",
    ],
)
def test_a_warning_is_guarded(line: str) -> None:
    assert guarded(line)


@pytest.mark.parametrize(
    "line",
    [
        "filed under: allergies, pollen, pharmacy",
        "living with a dust mite allergy 4 min read",
        "find a doctor",
        "© 2024 the rash clinic",
        "get our latest news directly to your inbox.",
    ],
)
def test_a_label_or_a_teaser_is_not(line: str) -> None:
    assert not guarded(line)
