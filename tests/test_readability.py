"""Reading grades, against counts made by hand and texts whose difficulty is known."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Block, Code, Heading, ListItem, Paragraph, Span
from pipeline.readability import Readability, readability
from pipeline.syllables import syllables

EASY = "The cat sat on the mat. The dog ran to the cat. They had fun in the sun all day. "
HARD = (
    "Dermatological examination of hypersensitive individuals necessitates comprehensive documentation of "
    "preexisting inflammatory conditions, particularly where immunosuppressive medication was administered. "
)
GERMAN = "Die Katze sitzt auf der Matte. Der Hund läuft zu der Katze. Sie haben viel Spaß in der Sonne. "


def text(words: str, language: str = "en") -> Readability:
    return readability((Paragraph((Span(words),)),), language)


def values(found: Readability) -> dict[str, float]:
    return {measure.name: measure.value for measure in found.measures}


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(
            ("skin", 1),
            ("cakes", 1),
            ("baked", 1),
            ("boxes", 2),
            ("wanted", 2),
            ("candle", 2),
            ("needles", 2),
        ),
        *(("every", 2), ("careful", 2), ("safely", 2), ("people", 2), ("area", 3), ("idea", 3), ("tea", 1)),
        *(
            ("reapply", 3),
            ("science", 2),
            ("experience", 4),
            ("various", 3),
            ("medication", 4),
            ("patient", 2),
        ),
    ],
)
def test_english_syllables_are_those_that_are_spoken(word: str, count: int) -> None:
    assert syllables(word, "en") == count


@pytest.mark.parametrize(
    ("word", "count"), [("Katze", 2), ("Sonnencreme", 4), ("Haut", 1), ("Entzündung", 3)]
)
def test_german_syllables_are_counted_by_its_own_rules(word: str, count: int) -> None:
    assert syllables(word, "de") == count


def test_the_english_grades_follow_from_the_counts() -> None:
    found = text(EASY * 5)
    assert (found.words, found.sentences) == (100, 15)
    per_sentence, per_word = 100 / 15, 1.0
    assert values(found) == {
        "Flesch-Kincaid": round(0.39 * per_sentence + 11.8 * per_word - 15.59, 1),
        "SMOG": 3.1,
    }
    assert found.told() == "grade -1.2 (Flesch-Kincaid), grade 3.1 (SMOG)"


def test_a_hard_text_has_a_high_grade_by_both_formulas() -> None:
    assert min(values(text(HARD * 4)).values()) > 16


def test_german_has_formulas_of_its_own() -> None:
    found = values(text(GERMAN * 5, "de-AT"))
    assert list(found) == ["Wiener Sachtextformel", "Amstad"]
    assert found["Wiener Sachtextformel"] < 4
    assert found["Amstad"] > 80


@pytest.mark.parametrize("language", ["es", "fr", "it", "nl"])
def test_other_languages_whose_formula_is_known_have_one(language: str) -> None:
    (measure,) = text(EASY * 5, language).measures
    assert not measure.is_grade


def test_a_language_without_a_known_formula_and_a_short_text_say_so() -> None:
    assert text(EASY * 5, "cy").told() == "not known for this language (cy)"
    assert text(EASY * 5, "").told() == "not known for this language (unknown)"
    assert text(EASY, "en").told() == "too short to tell (20 words)"


def test_headings_and_code_are_not_running_text_and_every_list_item_is_a_sentence() -> None:
    blocks: tuple[Block, ...] = (
        Heading((Span("What helps"),), 2),
        ListItem((Span("Wear gloves outside"),)),
        ListItem((Span("Use a cream. Use it twice."),)),
        Code("x = 1"),
    )
    found = readability(blocks, "en")
    assert (found.words, found.sentences) == (9, 3)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("One sentence without an end", 1),
        ("Use 2.5 ml. Then wait.", 2),
        ("See Dr. Ruiz at 9 a.m. on Monday. Bring this.", 2),
        ("Really?! “Yes.” She nodded…", 3),
        ("Use it e.g. at night.", 1),
        ("12 – 14", 0),
    ],
)
def test_a_full_stop_is_no_end_inside_a_number_or_behind_an_abbreviation(words: str, count: int) -> None:
    assert text(words).sentences == count


@given(st.text(), st.sampled_from(["en", "de", "es", "fr", "it", "nl", "cy", ""]))
def test_any_text_has_finite_measures(words: str, language: str) -> None:
    found = text(f"{words} {EASY * 3}", language)
    assert all(math.isfinite(measure.value) for measure in found.measures)
    assert found.told()
