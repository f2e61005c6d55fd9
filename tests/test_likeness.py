"""How alike texts are that are one to people, or two: edits, reprints, the same form for another reader."""

from random import Random

import pytest

from flows.likeness import (
    MARK_BYTES,
    NEAR_DUPLICATE,
    SAME_ARTICLE,
    Sketch,
    likeness,
    sketch,
    with_company,
)
from pipeline.model import Article, Paragraph, Span

ADULTS = """\
Ibuprofen helps with pain, fever and swelling. You can buy most types from pharmacies and \
supermarkets.

Take ibuprofen tablets with food or a drink of milk, so that it does not upset your stomach. The \
usual dose for adults is one or two 200 mg tablets three times a day.

Leave at least four hours between doses. Do not take more than six tablets in a day unless a doctor \
tells you to.

Do not take ibuprofen if you have had an allergic reaction to it, if you have a stomach ulcer, or if \
you are more than 20 weeks pregnant.

Common side effects are headache, feeling sick and indigestion. Speak to a pharmacist if they do not \
go away.

Call your doctor at once if your stools are black, or if you vomit anything that looks like coffee \
grounds."""

CHILDREN = """\
Ibuprofen for children helps with pain, fever and swelling. You can buy it as a liquid or as tablets \
from pharmacies and supermarkets.

Give ibuprofen with food or a drink of milk, so that it does not upset your child's stomach. The \
usual dose depends on your child's age: read the label, and use the syringe that comes with the \
bottle.

Leave at least six hours between doses. Do not give more than three doses in a day unless a doctor \
tells you to.

Do not give ibuprofen to a child who has had an allergic reaction to it, who has a stomach ulcer, or \
who has chickenpox.

Common side effects are headache, feeling sick and indigestion. Speak to a pharmacist if they do not \
go away.

Call your doctor at once if your child's stools are black, or if your child vomits anything that \
looks like coffee grounds."""


def changed(*pairs: tuple[str, str]) -> str:
    text = ADULTS
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


# One form, filled in for another reader: a person who takes one for the other takes a wrong dose.
ONE_FORM = changed(
    ("You can", "Parents can"),
    ("your stomach", "the stomach"),
    ("for adults", "for children over 12"),
    ("one or two 200 mg tablets", "one 200 mg tablet"),
    ("six tablets", "three tablets"),
    ("more than 20 weeks pregnant", "under 12 years old"),
    ("Call your doctor", "Call the doctor"),
)
EDITED = changed(("Common side effects are", "The most common side effects are"))
LONGER = f"{EDITED}\n\nKeep the tablets in a cool dry place, out of the reach and sight of children."
REPRINTED = "Health Weekly. " + changed(
    ("supermarkets.", "supermarkets. This article first appeared in our spring issue.")
)


def alike(text: str) -> float:
    one, other = (
        sketch(Article("T", tuple(Paragraph((Span(part),), (1,)) for part in each.split("\n\n"))))
        for each in (ADULTS, text)
    )
    return likeness(one, other)


@pytest.mark.parametrize("text", [EDITED, LONGER, REPRINTED], ids=["edited", "longer", "reprinted"])
def test_an_edited_or_reprinted_text_nearly_says_the_same(text: str) -> None:
    assert alike(text) >= NEAR_DUPLICATE


@pytest.mark.parametrize("text", [CHILDREN, ONE_FORM], ids=["written for children", "one form"])
def test_a_leaflet_for_children_is_none_that_may_be_left_out_beside_that_for_adults(text: str) -> None:
    assert alike(text) < NEAR_DUPLICATE


def test_a_text_that_is_written_anew_on_the_same_subject_is_another_article() -> None:
    assert alike(CHILDREN) < SAME_ARTICLE


def test_of_many_articles_all_that_are_like_another_one_are_compared_and_few_others() -> None:
    chance = Random(1)
    house = [chance.randbytes(MARK_BYTES) for _ in range(20)]

    def made(kept: list[bytes], size: int = 64) -> Sketch:
        more = [chance.randbytes(MARK_BYTES) for _ in range(size - len(kept))]
        return b"".join(sorted([*kept, *more]))

    strangers = [made(chance.sample(house, chance.randrange(20))) for _ in range(400)]
    kin = []
    for n in range(26, 64, 2):
        marks = [chance.randbytes(MARK_BYTES) for _ in range(64)]
        kin += [b"".join(sorted(marks)), made(marks[:n])]
    small = chance.randbytes(MARK_BYTES)
    every = [*strangers, *kin, b"", small, small]
    told = with_company(every, SAME_ARTICLE)
    alike = [
        any(likeness(one, other) >= SAME_ARTICLE for m, other in enumerate(every) if m != n)
        for n, one in enumerate(every)
    ]
    assert sum(alike) >= 20
    assert all(is_told for is_told, is_alike in zip(told, alike, strict=True) if is_alike)
    assert sum(told) == len(kin) + 2


def test_many_articles_that_share_nothing_are_compared_to_none() -> None:
    chance = Random(1)
    assert not any(with_company([chance.randbytes(64 * MARK_BYTES) for _ in range(400)], SAME_ARTICLE))
