"""Titles, deks, dates, headings and lists, each on the smallest page that shows it."""

import datetime as dt

import pytest

from pipeline.announced import raise_announced
from pipeline.assemble import assemble
from pipeline.errors import NotAnArticle
from pipeline.model import (
    Article,
    Fate,
    Field,
    Heading,
    Kind,
    ListItem,
    Reading,
    Verdict,
    block_text,
    sections,
)
from pipeline.page import Page
from pipeline.policy import Policy
from sources import read as html
from tests.raws import raw, read

PROSE = (
    "Dark spots are marks that can show on anybody's skin, and they fade with time. They often come after "
    "acne, sun or a burn, and they can last for a year or even two before they are gone."
)


def page(*lines: str) -> str:
    return "\n".join(("Why Dark Spots Stay So Long on the Skin", "", *lines, "", PROSE))


def headings(article: Article) -> list[tuple[int, str]]:
    return [(block.level, block_text(block)) for block in article.blocks if isinstance(block, Heading)]


def fields(reading: Reading) -> list[str]:
    return [verdict.field.value for verdict in reading.audit.verdicts if verdict.field]


@pytest.mark.parametrize(
    ("line", "field", "day"),
    [
        ("Updated: November 9, 2022", Field.UPDATED, dt.date(2022, 11, 9)),
        ("Last updated on September 16th, 2023 at 09:27 am", Field.UPDATED, dt.date(2023, 9, 16)),
        ("Published 21 October 2024", Field.PUBLISHED, dt.date(2024, 10, 21)),
        ("2024-02-29", Field.PUBLISHED, dt.date(2024, 2, 29)),
        ("Veröffentlicht am 5. März 2024", Field.PUBLISHED, dt.date(2024, 3, 5)),
        ("Wednesday, 1 May 2024", Field.PUBLISHED, dt.date(2024, 5, 1)),
    ],
)
def test_a_line_that_states_a_date_is_promoted(line: str, field: Field, day: dt.date) -> None:
    reading = read(page(line))
    verdict = reading.audit.verdicts[2]
    assert (verdict.fate, verdict.field) == (Fate.META, field)
    article = reading.article
    assert (article.updated if field is Field.UPDATED else article.published) == day


@pytest.mark.parametrize("line", ["31 February 2023", "In May 2020 the trial ended.", "Updated rules apply"])
def test_a_line_without_a_whole_date_is_not_promoted(line: str) -> None:
    assert read(page(line)).audit.verdicts[2].field not in {Field.UPDATED, Field.PUBLISHED}


@pytest.mark.parametrize(
    "line",
    [
        "Last medically reviewed on June 2, 2024",
        "Page last reviewed: 14 March 2025",
        "This page was last reviewed on 1 May 2024.",
    ],
)
def test_a_line_that_says_when_the_text_was_reviewed_is_a_claim_of_the_source(line: str) -> None:
    assert fields(read(page(line)))[1] == "review_claim"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("Next review due: 14 March 2028", "meta"),
        ("Date for review: June 2027", "meta"),
        ("Review date 06/2026", "meta"),
        ("Reviewed: November 2023. Next review: November 2026", "review_claim"),
        ("Last reviewed 2024", "review_claim"),
    ],
)
def test_the_dates_of_a_leaflet_s_reviews_are_no_text(line: str, field: str) -> None:
    verdict = read(page(PROSE, "", "Where to ask", "", PROSE, "", line)).audit.verdicts[8]
    assert (verdict.fate, verdict.field) == (Fate.META, Field("other" if field == "meta" else field))


@pytest.mark.parametrize(
    "line", ["Review 2024", "The review of 2023 found no harm.", "In review: 2024", "Peer review in May 2024"]
)
def test_what_else_speaks_of_a_review_is_text(line: str) -> None:
    verdict = read(page(PROSE, "", line, "", PROSE), Policy.RULES).audit.verdicts[4]
    assert verdict.fate is Fate.KEPT


def test_when_the_page_was_last_updated_is_read_above_a_closing_paragraph() -> None:
    lines = (PROSE, "", "Where to ask", "", PROSE, "", "Last updated: 5 December 2024", "", PROSE)
    assert read(page(*lines)).article.updated == dt.date(2024, 12, 5)


def test_what_a_table_of_contents_announces_is_a_heading() -> None:
    questions = ("When should I get vaccinated?", "Which jabs are free?", "Are there side effects?")
    answers = (
        "Six to eight weeks before you go. Some jabs need several doses.",
        "Hepatitis A, typhoid and cholera are free from most surgeries.",
        "A sore arm is common. A severe allergic reaction is very rare, and it happens within minutes; stay "
        "at the clinic for a quarter of an hour.",
    )
    parts = [row for asked, told in zip(questions, answers, strict=True) for row in (asked, "", told, "")]
    lead = (
        "Going somewhere warm? Some diseases that are rare at home are common there. We asked travel nurse "
        "Owen Pugh what our members ask most."
    )
    text = "\n".join(
        ("Travel vaccinations: your questions answered", "", "Contents", *questions, "", lead, "", *parts)
    )
    reading = read(text)
    assert [verdict.rule for verdict in reading.audit.verdicts[2:6]] == ["table-of-contents"] * 4
    assert [heading for _, heading in headings(reading.article)] == list(questions)


def test_one_line_that_comes_again_is_announced_by_no_contents() -> None:
    appeal = "Grow orders, save time and end the chaos on your counter"
    page_ = Page(raw(f"Contents\n{appeal}\n\n{PROSE}\n\n{appeal}\n\n{PROSE}"))
    settled = {
        n: Verdict(n + 1, page_.texts[n], Fate.REMOVED, rule="table-of-contents", reason="") for n in (0, 1)
    }
    kinds = {3: Kind.PARAGRAPH, 5: Kind.PARAGRAPH, 7: Kind.PARAGRAPH}
    assert raise_announced(page_, settled, kinds) == kinds


def test_a_single_blank_line_before_a_paragraph_is_no_gap() -> None:
    items = ("• a soft towel", "• clean water", "• a dry shirt")
    text = page(PROSE, "", "Bring:", *items, "", "Then go home.", "", "Keep:", *items, "", PROSE)
    assert "blank-gap" not in [notice.code for notice in read(text).audit.notices]


def test_a_composite_line_states_every_part() -> None:
    article = read(page("By Dr Ann Lee, RN | 12 March 2025 | 6 min read")).article
    assert (article.byline, article.read_time) == ("Dr Ann Lee, RN", "6 min read")
    assert article.published == dt.date(2025, 3, 12)


def test_a_sentence_that_begins_with_by_is_no_byline() -> None:
    assert "byline" not in fields(read(page("By morning the redness has gone.")))


def test_a_date_inside_the_text_is_left_there() -> None:
    reading = read(page(PROSE, "", PROSE, "", "1 May 2024", "", PROSE))
    assert reading.article.published is None


def test_the_description_of_a_picture_is_not_the_title() -> None:
    text = page(PROSE)
    reading = read("A man rubbing cream on his hands\n\n" + text)
    assert reading.article.title == "Why Dark Spots Stay So Long on the Skin"
    assert [image.alt for image in reading.article.images] == ["A man rubbing cream on his hands"]


def test_a_sentence_set_apart_by_metadata_is_the_dek() -> None:
    reading = read(page("They fade, but slowly.  Here is why.", "Updated: 2 May 2024"))
    assert reading.article.dek == "They fade, but slowly.  Here is why."


def test_the_first_paragraph_is_no_dek() -> None:
    assert read(page("They fade, but slowly. Here is why.")).article.dek == ""


def test_the_only_sentence_of_a_page_is_its_text() -> None:
    title, text = "Why Dark Spots Stay So Long on the Skin", "They fade, but slowly. Here is why."
    reading = read(f"{title}\n{text}\nUpdated: 2 May 2024")
    assert (reading.article.dek, [block_text(block) for block in reading.article.blocks]) == ("", [text])


def test_headings_announced_by_a_lead_in_stand_one_level_deeper() -> None:
    rows = ["The uses of zinc", "", "Here are some of its best uses.", ""]
    for name in ("Calms acne", "Soothes burns", "Shields lips"):
        rows += [name, "", PROSE, ""]
    article = read(page(PROSE, "", *rows, "Is zinc safe?", "", PROSE)).article
    assert [level for level, _ in headings(article)] == [2, 3, 3, 3, 2]


def test_a_lead_in_that_lost_its_list_nests_nothing_and_is_flagged() -> None:
    rows = [
        "Experiences",
        "",
        "Here are some reports from people:",
        "",
        "Safety",
        "",
        PROSE,
        "",
        "Cost",
        "",
        PROSE,
    ]
    reading = read(page(PROSE, "", *rows))
    assert {level for level, _ in headings(reading.article)} == {2}
    assert "lead-in-without-content" in [notice.code for notice in reading.audit.notices]


def test_numbered_headings_under_an_unnumbered_one_stand_one_level_deeper() -> None:
    rows = ["Three habits that help the skin", "", "Start with one of them, and add the next in a week.", ""]
    for number in (1, 2, 3):
        rows += [f"{number}. Habit of the day", "", PROSE, ""]
    assert [level for level, _ in headings(read(page(*rows), Policy.RULES).article)] == [2, 3, 3, 3]


@pytest.mark.parametrize("numbers", [(1, 2, 3), (3, 2, 1)])
def test_numbered_items_that_each_head_a_section_are_headings(numbers: tuple[int, ...]) -> None:
    rows = [row for number in numbers for row in (f"  {number}. Wash the face", "", PROSE, "")]
    assert headings(read(page(PROSE, "", *rows)).article) == [(2, f"{n}. Wash the face") for n in numbers]


@pytest.mark.parametrize(
    "rows",
    [
        ["  1. Wash the face", "  2. Dry it", "  3. Wait an hour", "", PROSE],  # a list, then text
        ["  1. Wash the face", PROSE, "  2. Dry it", PROSE],  # text of the items
        ["  1. Wash the face.", "", PROSE, "", "  2. Dry it.", "", PROSE],  # sentences
        ["  1. Wash the face", "", PROSE, "", "  7. Dry it", "", PROSE],  # no numbers that follow each other
        [
            "  1. Wash the face",
            "",
            "  • With soap",
            "",
            "  2. Dry it",
            "",
            "  • With care",
        ],  # lists in a list
    ],
)
def test_numbered_items_that_head_no_sections_stay_a_list(rows: list[str]) -> None:
    article = read(page(PROSE, "", *rows)).article
    items = [block_text(block) for block in article.blocks if isinstance(block, ListItem)]
    assert (headings(article), items[0].strip(".")) == ([], "Wash the face")
    assert any(item.strip(".") == "Dry it" for item in items)


def test_a_dash_before_a_line_that_stands_alone_is_no_list() -> None:
    blocks = read(page(PROSE, "", "— Ann Lee, a nurse in Leeds", "", PROSE)).article.blocks
    assert not [block for block in blocks if isinstance(block, ListItem)]


def test_dashes_before_lines_that_follow_each_other_are_a_list() -> None:
    blocks = read(
        page(PROSE, "", "– Wash the face", "– Dry it well", "– Wait an hour", "", PROSE)
    ).article.blocks
    assert [block_text(block) for block in blocks if isinstance(block, ListItem)] == [
        "Wash the face",
        "Dry it well",
        "Wait an hour",
    ]


def test_a_cross_stays_before_the_item_that_it_forbids() -> None:
    blocks = read(page(PROSE, "", "✓ paracetamol", "✗ ibuprofen", "❌ aspirin", "", PROSE)).article.blocks
    items = [block_text(block) for block in blocks if isinstance(block, ListItem)]
    assert items == ["paracetamol", "✗ ibuprofen", "❌ aspirin"]


@pytest.mark.parametrize("mark", ["→ ", "▸ ", "☐ ", "✅ ", "o   ", "\uf0b7 ", "\u00a0\u00a0•\u00a0"])
def test_signs_that_open_lines_in_a_row_mark_items(mark: str) -> None:
    blocks = read(page(PROSE, "", f"{mark}a soft towel", f"{mark}clean water", "", PROSE)).article.blocks
    items = [block_text(block) for block in blocks if isinstance(block, ListItem)]
    assert items == ["a soft towel", "clean water"]


@pytest.mark.parametrize("line", ["✅ Step one: look closely", "o que fazer em casa", "a) The market"])
def test_a_sign_that_dresses_headings_too_marks_no_item_alone(line: str) -> None:
    blocks = read(page(PROSE, "", line, "", PROSE)).article.blocks
    assert not [block for block in blocks if isinstance(block, ListItem)]


def test_letters_in_the_order_of_the_alphabet_mark_items() -> None:
    lines = ("a) a soft towel", "b) clean water", "c) a dry shirt")
    text = page(PROSE, "", *lines, "", PROSE, "", "E. Coli is one.", "", "J. Doe wrote it.")
    blocks = read(text, Policy.RULES).article.blocks
    items = [block_text(block) for block in blocks if isinstance(block, ListItem)]
    assert items == list(lines)


def test_nested_lists_keep_their_depth_and_numbers() -> None:
    article = read(page("  1. Wash.", "    • Use soap.", "       Any will do.", "  3. Dry.")).article
    items = [block for block in article.blocks if isinstance(block, ListItem)]
    assert [(i.ordered, i.depth, i.number, i.continued) for i in items] == [
        (True, 1, 1, False),
        (False, 2, None, False),
        (False, 2, None, True),
        (True, 1, 3, False),
    ]
    assert [block_text(item) for item in items] == ["Wash.", "Use soap.", "Any will do.", "Dry."]


def test_lines_without_blank_lines_between_them_stay_paragraphs_of_their_own() -> None:
    reading = read(page(PROSE, PROSE, PROSE))
    assert [block.lines for block in reading.article.blocks][:3] == [(3,), (4,), (5,)]


def test_sections_follow_the_headings() -> None:
    article = read(page(PROSE, "", "What helps", "", PROSE)).article
    assert [section.heading and block_text(section.heading) for section in sections(article)] == [
        None,
        "What helps",
    ]


def test_a_line_with_medical_wording_is_not_removed_by_its_company() -> None:
    reading = read(
        page(PROSE) + "\n\nBook a consultation\nCall us at once if you have a fever after the treatment."
    )
    assert reading.audit.verdicts[-1].fate is Fate.KEPT


def test_a_text_of_nothing_but_boilerplate_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="No line of it is article text"):
        read("Share this post\nAdvertisement\nSubscribe to our newsletter\n")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Die Haut ist das größte Organ und sie schützt den Körper. Sie ist nicht eine Hülle.",
            "de",
        ),
        (
            "La peau est le plus grand organe et elle protège le corps. Elle est aussi une barrière.",
            "fr",
        ),
        ("الجلد هو أكبر عضو في الجسم وهو يحميه من الجراثيم والشمس.", "ar"),
        ("Short.", "en"),
    ],
)
def test_the_language_is_told_from_script_and_little_words(text: str, language: str) -> None:
    assert read(f"Title of This Page Here\n\n{text}\n\n{text}").article.language == language


def test_a_numbered_list_of_a_page_keeps_the_numbers_that_its_markup_sets() -> None:
    page = """<html><body><h1>Three Steps to a Calm Skin</h1>
    <ol start="3"><li>Wash.<p>Well.</p></li><li>Dry.</li><li value="9">Wait.</li></ol>
    <p>Then go out and forget about it for the day.</p></body></html>"""
    article = assemble(html(page.encode(), key="a", origin="a", suffix=".html")).article
    items = [block for block in article.blocks if isinstance(block, ListItem)]
    assert [(item.number, item.continued) for item in items] == [
        (3, False),
        (None, True),
        (4, False),
        (9, False),
    ]


def test_a_reference_with_a_year_in_brackets_is_no_numbered_heading() -> None:
    reference = "Pauk, W. and Owens, R. (2010) How to Study. 10th edn."
    text = page(PROSE, "", "References", "", reference, "", PROSE)
    assert [text for _, text in headings(read(text, Policy.RULES).article)] == ["References"]


def test_a_page_of_blocks_has_the_title_that_its_head_names() -> None:
    title = "Silent reflux: why your throat is sore"
    blocks = "".join(f"<div>{text}</div>" for text in ("Home", "Throat", title, PROSE, PROSE))
    for head in (f"<title>{title} | Ashby Clinic</title>", f'<meta property="og:title" content="{title}">'):
        saved = f"<html><head>{head}</head><body><div><div>{blocks}</div></div></body></html>"
        reading = assemble(html(saved.encode(), key="k", origin="o", suffix=".html"))
        assert [v.text for v in reading.audit.verdicts if v.field is Field.TITLE] == [title]
