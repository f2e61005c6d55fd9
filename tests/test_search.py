"""What is searched fast finds what a plain search would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.page import WORD, Page, content_words, place_of
from pipeline.removal import find_suspects
from pipeline.rules import RULES
from pipeline.tagger.arrays import beside, grouped, ranks, shifted, windowed
from tests.raws import raw

_CUES = sorted({cue for rule in RULES for cue in rule.cues})
_PIECES = st.one_of(st.sampled_from(_CUES), st.sampled_from(list("abé-’'. \n•")), st.text(max_size=3))
_TEXTS = st.lists(_PIECES, max_size=12).map("".join)
_COLUMNS = st.lists(st.integers(-9, 9), min_size=1, max_size=40)


@given(_TEXTS)
def test_a_rule_is_asked_of_the_lines_that_hold_one_of_its_cues(text: str) -> None:
    page = Page(raw(text))
    expected = {
        line.n: tuple(rule for rule in RULES if any(cue in folded for cue in rule.cues))
        for line, folded in zip(page.lines, page.folded, strict=False)
    }
    assert find_suspects(page) == {n: rules for n, rules in expected.items() if rules}


@given(st.lists(st.sampled_from(["care", "cared", "day-care", "nurse's", "nurse", " ", "-", "'", ".", "é"])))
def test_a_word_place_of_a_text_where_the_words_of_the_text_hold_it(parts: list[str]) -> None:
    text = "".join(parts)
    for word in {"care", "cared", "nurse", *content_words(text)}:
        assert (place_of(word, text) >= 0) == (word in WORD.findall(text))


@given(_COLUMNS, st.integers(1, 6))
def test_shifts_and_windows_are_what_their_definitions_say(values: list[int], reach: int) -> None:
    column = np.array(values, np.float32)[:, None]
    n = len(values)
    back, ahead = (part[:, 0].tolist() for part in shifted(column, (-reach, reach), 99))
    assert back == [values[i - reach] if i >= reach else 99 for i in range(n)]
    assert ahead == [values[i + reach] if i + reach < n else 99 for i in range(n)]
    (mean,) = windowed(column, (reach,))
    expected = [np.mean(values[max(0, i - reach) : i + reach + 1]) for i in range(n)]
    assert np.allclose(mean[:, 0], expected, atol=1e-5)


@given(_COLUMNS)
def test_groups_and_ranks_order_keys(values: list[int]) -> None:
    keys = np.array(values, np.int64)
    assert grouped(keys).tolist() == [sorted(set(values)).index(key) for key in values]
    order = keys.argsort(kind="stable")
    assert ranks(order)[order].tolist() == list(range(len(values)))
    assert beside([keys, keys[:, None] > 0]).tolist() == [[key, key > 0] for key in values]
