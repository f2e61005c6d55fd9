"""Each rule's own examples: what it drops and the nearest innocent lines that it keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Line, RawArticle, Verdict
from pipeline.page import Page, content_words, place_of
from pipeline.removal import find_suspects, removals
from pipeline.rules import RULES
from pipeline.rules.rule import Rule

FILLER = (
    "Dark spots are marks that can show on anybody's skin, and they fade with time. They often come after "
    "acne, sun or a burn, and they can last for a year or even two before they are gone."
)


def _name(value: Rule | str) -> str:
    return value.name if isinstance(value, Rule) else value[:40]


def judged(snippet: str, *, before: str = "") -> tuple[list[int], dict[int, Verdict]]:
    """Return the indices of the lines in question and the removals of a small page."""
    rows = [*([before, ""] if before else []), *snippet.split("\n")]
    marked = [i for i, row in enumerate(rows) if row.startswith("> ")]
    if not marked:
        marked = [i for i, row in enumerate(rows) if row and row != before]
    lines = tuple(Line(n, row.removeprefix("> ")) for n, row in enumerate(rows, 1))
    page = Page(RawArticle("example", "example", lines))
    return marked, removals(page, (), find_suspects(page))


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, example) for rule in RULES for example in rule.drops], ids=_name
)
def test_a_rule_drops_its_examples(rule: Rule, example: str) -> None:
    marked, found = judged(example, before="" if "> " in example else FILLER)
    assert [found[i].rule if i in found else None for i in marked] == [rule.name] * len(marked)
    assert all(found[i].reason == rule.reason for i in marked)


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, example) for rule in RULES for example in rule.keeps], ids=_name
)
def test_no_rule_drops_the_innocent_neighbours(rule: Rule, example: str) -> None:
    marked, found = judged(example, before="" if "> " in example else FILLER)
    assert not [found[i] for i in marked if i in found]


def test_every_rule_that_reads_text_has_examples_of_both_kinds() -> None:
    assert all(rule.drops and rule.keeps for rule in RULES if rule.cues)


def test_rule_names_are_unique_kebab_case_nouns() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() and " " not in name and name.replace("-", "").isalpha() for name in names)


def test_cues_are_folded_so_that_they_can_be_found() -> None:
    assert all(cue == cue.casefold() for rule in RULES for cue in rule.cues)


CUES = sorted({cue for rule in RULES for cue in rule.cues})
LINES = st.lists(
    st.one_of(
        st.text(st.characters(exclude_characters="\n")),
        st.lists(st.sampled_from([*CUES, " ", "x"])).map("".join),
    ),
    max_size=6,
)


@given(LINES)
def test_a_line_is_shown_to_exactly_the_rules_whose_cue_it_holds(texts: list[str]) -> None:
    page = Page(RawArticle("t", "t.txt", tuple(Line(n, text) for n, text in enumerate(texts, 1))))
    expected = {
        n: rules
        for n, folded in enumerate(page.folded, 1)
        if (rules := tuple(rule for rule in RULES if any(cue in folded for cue in rule.cues)))
    }
    assert find_suspects(page) == expected


@given(st.text("ab_'’- .é"), st.sampled_from(["abba", "aaaa", "a'bb", "éaba", "ab-ab"]))
def test_a_word_place_of_a_text_where_it_is_one_of_its_words(text: str, word: str) -> None:
    for folded in (text, f"{text}{word}", f"{word}{text}", f"{text}{word}{text}"):
        assert (place_of(word, folded) >= 0) == (word in content_words(folded))
