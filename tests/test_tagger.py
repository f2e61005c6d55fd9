"""What must hold of the line tagger for every text, whatever its weights say."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Fate
from pipeline.policy import Policy
from pipeline.tagger import LABELS, chars, load
from pipeline.tagger.forest import CLEAR, build, odds_of, raw_scores
from pipeline.tagger.hashing import word_hashes
from pipeline.tagger.levels import best_levels
from pipeline.tagger.reading import read as read_page
from tests.raws import read

ODD: tuple[tuple[str, ...], ...] = (
    (),
    ("",),
    ("\0",),
    ("\ud800 x",),
    ("•",),
    ("1.",),
    ("  ",) * 5,
    ("😀😀",),
    ("日本語" * 500,),
    ("\x1f",),
    ("a\nb\n",),
    ("\n",),
    ("a" * 1_000_000,),
    ("x " * 500_000,),
    ("İİ",),
    ("• ",),
    ("\u200b",),
    ("...",),
)
PAGE = (
    "How to Care for a New Scar",
    "",
    "Scars fade with time, and care helps them on their way.",
    "Share this",
)


@pytest.mark.parametrize("lines", ODD)
def test_no_text_raises_and_every_filled_line_has_probabilities(lines: tuple[str, ...]) -> None:
    for text in (lines, lines * 3, ("Title", "", *lines, "A sentence that ends.")):
        look = load().look(text)
        assert set(look.rows) == {i for i, line in enumerate(text) if line.strip()}
        for i in look.rows:
            assert 0 <= look.removal(i) <= 1
            assert 0 < look.certainty(i) < 1
            assert sum(look.likelihood(i, label) for label in LABELS[1:]) == pytest.approx(1, abs=1e-3)
            assert look.categories([i])[0]


def test_the_same_page_gets_the_same_look() -> None:
    one, other = load().look(PAGE * 9), load().look(list(PAGE * 9))
    assert np.array_equal(one.removed, other.removed)
    assert np.array_equal(one.kinds, other.kinds)


def test_certainty_rises_with_the_score() -> None:
    look = load().look(PAGE)
    order = sorted(look.rows, key=look.removal)
    certainties = [look.certainty(i) for i in order]
    assert certainties == sorted(certainties)


def test_a_share_bar_is_likelier_to_go_than_a_sentence() -> None:
    look = load().look(PAGE)
    assert look.removal(3) > look.removal(2)
    assert look.likeliest(0, LABELS[1:]) == "title"


def test_page_hashes_match_word_hashes() -> None:
    page = read_page(["  • Hello World, it’s GREAT in 2023!"])
    assert (page.word_hash == word_hashes(["hello", "world", "it", "s", "great", "in", "2023"])).all()
    assert page.bullet.tolist() == [1]


def test_a_forest_walks_left_at_its_threshold() -> None:
    shorts = np.array([0], np.int16)
    half, leaves = np.array([0.5], np.float32), np.array([-1, 2], np.float32)
    forest = build(shorts, half, shorts - 1, shorts - 2, leaves, shorts + 1, 1)
    assert raw_scores(forest, np.array([[0.5], [0.6]], np.float32)).ravel().tolist() == [-1, 2]


@given(st.lists(st.floats(-3, 3, width=32), min_size=3, max_size=3), st.floats(0, 1, width=32))
def test_an_ensemble_asks_its_other_members_unless_the_first_is_sure(to: list[float], fact: float) -> None:
    shorts, halves = np.zeros(3, np.int16), np.full(3, 0.5, np.float32)
    leaves = np.array([value for above in to for value in (-above, above)], np.float32)
    forest = build(shorts, halves, shorts - 1, shorts - 2, leaves, shorts + 1, 1)
    facts = np.array([[fact]], np.float32)
    alone = 3 * (to[0] if fact > halves[0] else -to[0])
    expected = alone if alone < CLEAR else float(raw_scores(forest, facts)[0, 0])
    assert odds_of(forest, 3, facts)[0] == pytest.approx(expected, abs=1e-5)


def test_levels_follow_sure_steps() -> None:
    down, along, up = np.eye(3)[[2, 1, 0]] * 0.97 + 0.01
    assert best_levels(np.log(np.array([down, along, up]))).tolist() == [1, 2, 2, 1]


def test_a_milder_policy_removes_no_line_that_a_stricter_one_keeps() -> None:
    text = (Path(__file__).parent / "golden" / "kitchen-sink" / "input.txt").read_text(encoding="utf-8")

    def gone(policy: Policy) -> set[int]:
        return {v.n for v in read(text, policy).audit.verdicts if v.fate is Fate.REMOVED}

    assert gone(Policy.CAUTIOUS) <= gone(Policy.BALANCED) <= gone(Policy.STRICT)
    assert gone(Policy.RULES) <= gone(Policy.STRICT)


def test_the_rules_alone_load_neither_tagger_nor_numpy() -> None:
    code = (
        "import sys; from tests.raws import read; from pipeline.policy import Policy\n"
        "read('A Title of Five Words\\n\\nA sentence that says something.', Policy.RULES)\n"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_every_code_point_has_the_kind_and_the_lower_case_that_python_gives_it() -> None:
    kinds, folded = chars.kinds(), chars.folded()
    of_writing = chars.LETTER | chars.UPPER | chars.DIGIT | chars.SPACE | chars.MARK
    for code, char in enumerate(map(chr, range(chars.LIMIT))):
        if char.isalpha():
            kind = chars.LETTER | (chars.UPPER if char.isupper() else 0)
        elif char.isdigit():
            kind = chars.DIGIT
        elif char.isspace() or code < 32 or char in "\ufeff\u200b\u200c\u200d\u00ad":
            kind = chars.SPACE
        else:
            kind = chars.MARK
        lower = char.lower() if len(char.lower()) == 1 else char
        assert (kinds[code] & of_writing, folded[code]) == (kind, ord("'" if char == "\u2019" else lower))
