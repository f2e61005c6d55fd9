"""Which texts were wrapped at a width, and which of their lines belong together."""

from textwrap import wrap

import pytest

from pipeline.unwrapping import join, unwrap
from pipeline.wrapping import find_breaks
from tests.raws import raw
from tests.wrapped import wrapped

PARAGRAPHS = (
    "Cold air holds little water, and heated rooms dry it further. Skin loses more than it can replace, so"
    " that hands crack at the knuckles and the lips feel tight by the end of January.",
    "A plain ointment from the chemist does more than an expensive cream. Put it on while the skin is still"
    " damp from washing, for it holds the water that is there and adds none of its own.",
    "Wear gloves for the dishes. Soap takes the oil from the skin with the fat from the plates, and hot water"
    " opens the way for it; three minutes a day are enough to keep a crack from closing.",
    "Scented soaps, wool and wet wipes irritate what is already sore. Whoever washes hands all day at work"
    " should ask for a cream without perfume, and a doctor should see cracks that bleed, weep or do not close"
    " in two weeks, because then it may be eczema, which wants another treatment than dry skin does.",
)
TEXT = "\n\n".join(PARAGRAPHS)

POEM = """Die Mutter sprach: mein liebes Kind,
The winter sings in every lonely tree,
And all the fields are silent, white and wide;
The river holds its breath, and so do we,
Who walk along its cold and frozen side.
The lamp is lit, the kettle starts to sing,
A little bird is knocking at the pane;
It asks for bread until the days of spring,
And then it will not visit us again.
The smoke goes up, and bends, and goes away,
As thin as all the promises we made;
We say the words that people always say,
And sit together, and are not afraid."""

LETTER = """The Larkmere Surgery, First Floor, Larkmere Health Centre
14 Harbour Street, Eastwick-under-the-Hill
Larkmere
LK4 7QT

Telephone (answered from 8 until 6.30): 01632 960417
Telephone for the night and the weekend: 01632 960418
Post for the practice manager: manager@larkmere.example
Post for prescriptions: prescriptions@larkmere.example"""

MENU = """Home
Skin and hair, and everything else that shows
Advice for parents of small children with eczema
Medicines that can be bought at the chemist
Tests that you can do at home, and those that you cannot
What to do in an emergency, and whom to ring first
Our doctors, our nurses, and how to reach each of them
Opening hours of the surgery, the chemist and the bath"""

INGREDIENTS = """400 g of oats, soaked overnight in lukewarm water
2 tablespoons of honey from a glass, not from a tube
3 tablespoons of plain yoghurt with all of its fat
1 ripe banana, mashed with the back of a large fork
a pinch of salt, and as much cinnamon as you please
the peel of a lemon that was not treated with wax
50 g of walnuts, chopped and roasted without any oil"""

CODE = """def read_lines_of_file(path, encoding="utf-8"):
    with open(path, encoding=encoding) as file_of_text:
        lines = [line.rstrip() for line in file_of_text]
    return [line for line in lines if line_is_not_blank(line)]


def write_lines_to_file(path, lines, encoding="utf-8"):
    with open(path, "w", encoding=encoding) as file_of_text:
        for line_of_text in lines:
            file_of_text.write(line_of_text + "\\n")
    return len(lines), sum(len(line) for line in lines)"""

TEASERS = """Seven habits that help cracked hands in winter
Why your scalp itches, and what to do about it at home
The truth about charcoal masks and other black things
How to read the label of a sun cream in one minute
Rosacea: what is it, and what can make it flare?
Five questions about moles that everybody asks us
Hay fever: a plan for the season, month by month"""

JAPANESE = """乾燥した手のための七つの習慣についての説明をここに書いておきますのでよく読んでください。
冬の空気は水分が少なく、暖房の効いた部屋ではさらに乾燥します。皮膚は失う水分を補えません。
手の甲がひび割れ、一月の終わりには唇が引きつるように感じられます。毎日の手入れが大切です。
薬局で買える普通の軟膏は高価なクリームよりも役に立ちます。洗ったあとすぐに塗ってください。
皿洗いには手袋を使いましょう。石けんは皿の脂と一緒に皮膚の油も奪い、お湯がそれを助けます。
一日に三分で十分です。ひび割れがふさがるまで続けてください。痛みがあれば医師に相談します。"""


def _joined(text: str) -> list[str]:
    return [line.text for line in unwrap(raw(text)).joined.lines]


@pytest.mark.parametrize("width", range(60, 101, 4))
def test_broken_lines_are_joined_to_the_lines_that_they_were(width: int) -> None:
    assert _joined(wrapped(TEXT, width)) == TEXT.split("\n")


@pytest.mark.parametrize("width", [40, 50, 110, 120])
def test_narrow_and_wide_texts_are_joined_as_well(width: int) -> None:
    assert _joined(wrapped(TEXT, width)) == TEXT.split("\n")


@pytest.mark.parametrize("width", [60, 66, 72, 80, 100])
def test_without_blank_lines_a_paragraph_ends_with_a_short_line(width: int) -> None:
    assert _joined(wrapped("\n".join(PARAGRAPHS), width)) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "text",
    [POEM, LETTER, MENU, INGREDIENTS, CODE, TEASERS, JAPANESE, TEXT, "\n".join(PARAGRAPHS), "", "\n\n"],
    ids=(
        "poem",
        "letter",
        "menu",
        "ingredients",
        "code",
        "teasers",
        "japanese",
        "text",
        "tight",
        "empty",
        "blank",
    ),
)
def test_what_was_not_wrapped_is_left_alone(text: str) -> None:
    source = raw(text)
    assert unwrap(source).joined is source
    between = raw(f"{PARAGRAPHS[0]}\n\n{text}\n\n{PARAGRAPHS[1]}")
    assert unwrap(between).joined is between


@pytest.mark.parametrize(
    "kept", [POEM, LETTER, MENU, INGREDIENTS], ids=("poem", "letter", "menu", "ingredients")
)
def test_short_lines_within_a_wrapped_text_stand_for_themselves(kept: str) -> None:
    lines = _joined(f"{wrapped(TEXT, 78)}\n\n{kept}\n\n{wrapped(TEXT, 78)}")
    assert lines == [*TEXT.split("\n"), "", *kept.split("\n"), "", *TEXT.split("\n")]


def test_a_text_of_which_a_fifth_is_wider_is_not_wrapped() -> None:
    text = wrapped(TEXT, 72)
    assert find_breaks(text.split("\n"))
    assert not find_breaks([*text.split("\n"), "", TEXT.replace("\n", " ")])


def test_long_addresses_do_not_count_as_wide_lines() -> None:
    address = f"https://larkmere.example/{'a' * 500}"
    assert _joined(f"{wrapped(TEXT, 72)}\n\n{address}") == [*TEXT.split("\n"), "", address]


def test_three_breaks_prove_nothing() -> None:
    four = wrapped(" ".join(PARAGRAPHS[0].split()), 40)
    lines = four.split("\n")
    assert len(lines) == 5
    assert find_breaks(lines) == {1, 2, 3, 4}
    assert not find_breaks(lines[:4])


def test_items_keep_their_marks_and_lines_of_their_own() -> None:
    items = [
        f"  • {PARAGRAPHS[0]}",
        "  • Short.",
        f"  • {PARAGRAPHS[1]}",
        f"  1. {PARAGRAPHS[2]}",
        "  2. Dry.",
    ]
    text = "\n".join((TEXT, "", *items))
    assert _joined(wrapped(text, 72)) == text.split("\n")
    assert _joined(wrapped(text, 72, hanging=False)) == text.split("\n")


@pytest.mark.parametrize("width", range(60, 101, 4))
def test_paragraphs_that_begin_with_an_indent_are_told_by_it(width: int) -> None:
    lines = [line for text in PARAGRAPHS for line in wrap(text, width, initial_indent="   ")]
    assert _joined("\n".join(lines)) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("sentence", "mark"),
    [
        ("Children under one should not have it, nor should anybody above 90. Ask the surgery.", "90."),
        ("The second thing that everybody forgets until it is late – all of us do – is rest.", "–"),
    ],
)
def test_a_number_and_a_dash_within_a_sentence_open_no_item(sentence: str, mark: str) -> None:
    width = len(sentence.partition(f" {mark}")[0])
    text = f"{TEXT}\n\n{sentence}"
    assert f"\n{mark} " in wrapped(text, width)
    assert _joined(wrapped(text, width)) == text.split("\n")


def test_the_next_item_of_a_list_is_one_however_the_last_ended() -> None:
    items = (
        "1. Wash the hands in lukewarm water, and dry them well between the fing",
        "2. put on the ointment while they are still damp",
        "- a pair of cotton gloves for the night, washed without any softener of",
        "- a pair of rubber gloves",
    )
    lines = _joined("\n".join((wrapped(TEXT, 72), "", *items)))
    assert lines[-4:] == list(items)


def test_a_label_under_a_sentence_is_no_part_of_it() -> None:
    sentence = "Small changes at the sink do more than an expensive jar; start here."
    assert _joined(f"{wrapped(TEXT, 70)}\n\n{sentence}\nUpdated: May 9, 2024")[-2:] == [
        sentence,
        "Updated: May 9, 2024",
    ]


def test_quoted_mail_and_tables_are_not_joined() -> None:
    rows = [
        "> He wrote that a plain ointment is enough for nearly everybody, and",
        "> that is what I told him.",
    ]
    table = [
        "Ointment from the chemist, in a jar of a pound       4.50 the jar",
        "Cream in a tube      12.00",
    ]
    assert _joined("\n".join((wrapped(TEXT, 68), "", *rows, "", *table)))[-5:] == [*rows, "", *table]


def test_lengths_that_were_levelled_are_joined_within_sentences() -> None:
    assert _joined(f"{wrapped(TEXT, 72)}\n\n{wrapped(PARAGRAPHS[3], 62)}")[-1] == PARAGRAPHS[3]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("plain  ", "  words"), "plain words"),
        (("  • an item", "    of two lines"), "  • an item of two lines"),
        (("self-", "care"), "self-care"),
        (("a long-", "and short-term aim"), "a long- and short-term aim"),
        (("back-", "to-back"), "back-to-back"),
        (("mois\u00ad", "ture"), "moisture"),
        (("an aside\u2014", "like this"), "an aside\u2014like this"),
        (("an aside -", "like this"), "an aside - like this"),
        (("minus -", "5"), "minus - 5"),
    ],
)
def test_joined_lines_read_as_before_they_were_broken(lines: tuple[str, str], joined: str) -> None:
    assert join(lines) == joined
