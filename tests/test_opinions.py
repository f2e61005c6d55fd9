"""What the line tagger may decide, and what it must leave alone."""

from pathlib import Path

import pytest

from pipeline.assemble import account, assemble
from pipeline.guard import guarded
from pipeline.model import Fate, Kind, Reading, Verdict
from pipeline.opinions import RULE, find_fields, take_look
from pipeline.page import Page
from pipeline.policy import BOUNDS, Policy
from sources import read as html
from tests.raws import raw, read

PROSE = (
    "Dark spots are marks that can show on anybody's skin, and they fade with time. They often come after "
    "acne, sun or a burn, and they can last for a year or even two before they are gone."
)
TEASERS = (
    "Speak to our friendly team of skin experts about a free visit",
    "Our award-winning clinics are open in five cities",
    "Ten Reasons to Love Winter Walks",
    "Why Your Towel Matters More Than You Think",
)
WARNING = "Call us today and ask our doctor about allergies, dosage and offers!"
ARTICLE = "\n".join(
    ("Why Dark Spots Stay So Long on the Skin", "", PROSE, "", "What helps", "", PROSE, "", PROSE, "", PROSE)
)


def _verdicts(reading: Reading, *texts: str) -> list[Verdict]:
    return [verdict for verdict in reading.audit.verdicts if verdict.text in texts]


def test_what_no_rule_knows_goes_with_a_category_a_reason_and_a_certainty() -> None:
    text = "\n".join((ARTICLE, "", *TEASERS))
    assert {v.fate for v in _verdicts(read(text, Policy.RULES), *TEASERS)} == {Fate.KEPT}
    for verdict in _verdicts(read(text), *TEASERS):
        assert (verdict.fate, verdict.rule) == (Fate.REMOVED, RULE)
        assert verdict.category
        assert verdict.reason.startswith("reads like ")
        assert 0.5 < verdict.confidence < 1


def test_medical_wording_stays_though_it_reads_like_an_advertisement() -> None:
    source = raw("\n".join((ARTICLE, "", *TEASERS, WARNING)))
    page = Page(source)
    i = page.texts.index(WARNING)
    assert guarded(page.folded[i])
    assert take_look(page).removal(i) > BOUNDS[Policy.BALANCED].remove
    assert account(source).audit.verdicts[i].fate is Fate.KEPT


def _fates(page: str) -> dict[str, Fate]:
    reading = account(html(page.encode(), key="a", origin="a", suffix=".html"))
    return {verdict.text: verdict.fate for verdict in reading.audit.verdicts}


def test_text_that_the_markup_calls_navigation_stays_where_the_tagger_is_sure_of_it() -> None:
    page = (Path(__file__).parent / "corpus" / "oatcakes.html").read_text(encoding="utf-8")
    fates = _fates(page)
    items = ("Ingredients", "250 g medium oatmeal", "a pinch of baking soda", "25 g butter, melted")
    assert {fates[text] for text in items} == {Fate.KEPT}
    assert {fates[text] for text in ("Recipes", "Affiliate disclosure")} == {Fate.REMOVED}


def test_what_the_markup_calls_the_footer_goes_where_the_tagger_only_doubts() -> None:
    body = f"<article><h1>Why Rest Mends the Skin</h1><p>{PROSE}</p><p>{PROSE}</p></article>"
    fates = _fates(
        f"<html><body>{body}<footer><p>Wendle Valley Library, 1 Millrace Lane</p></footer></body></html>"
    )
    assert fates["Wendle Valley Library, 1 Millrace Lane"] is Fate.REMOVED


def test_the_markup_of_the_article_is_stronger_than_the_tagger() -> None:
    teasers = "".join(f"<p>{text}</p>" for text in TEASERS)
    body = f"<h1>Why Dark Spots Stay So Long on the Skin</h1><p>{PROSE}</p><h2>What helps</h2><p>{PROSE}</p>"
    inside = f"<html><body><main>{body}{teasers}</main></body></html>"
    outside = f"<html><body><main>{body}</main><div>{teasers}</div></body></html>"
    fates = [
        {
            v.fate
            for v in _verdicts(assemble(html(page.encode(), key="a", origin="a", suffix=".html")), *TEASERS)
        }
        for page in (inside, outside)
    ]
    assert fates == [{Fate.KEPT}, {Fate.REMOVED}]


def test_a_text_of_two_lines_is_left_to_the_rules() -> None:
    reading = read(
        "Why Rest Mends the Skin\n\nSkin mends itself at night, and a short night shows on every face."
    )
    assert reading.article.title == "Why Rest Mends the Skin"
    assert [v.kind for v in reading.audit.verdicts if v.kind] == [Kind.PARAGRAPH]


def test_a_date_inside_the_running_text_is_part_of_it() -> None:
    text = f"{ARTICLE}\n\n1 May 2024\n\n{PROSE}"
    assert _verdicts(read(text), "1 May 2024")[0].fate is Fate.KEPT


@pytest.mark.parametrize("policy", Policy)
def test_cleaning_a_clean_text_changes_nothing(policy: Policy) -> None:
    left = [
        v.text
        for v in read("\n".join((ARTICLE, "", *TEASERS)), policy).audit.verdicts
        if v.fate is not Fate.REMOVED
    ]
    again = read("\n".join(left), policy)
    assert again.audit.count(Fate.REMOVED) == 0


def test_a_line_that_may_as_well_go_as_stay_is_no_heading() -> None:
    source = raw("\n".join((ARTICLE, "", *TEASERS)))
    look = take_look(Page(source))
    for policy in (Policy.CAUTIOUS, Policy.BALANCED, Policy.STRICT):
        verdicts = account(source, policy).audit.verdicts
        headings = [i for i, verdict in enumerate(verdicts) if verdict.kind is Kind.HEADING]
        assert [verdicts[i].text for i in headings][:1] == ["What helps"]
        assert all(look.removal(i) < 0.75 for i in headings)


def test_what_is_no_text_goes_where_that_is_likelier_than_metadata() -> None:
    source = raw("\n".join((ARTICLE, "", PROSE, "", PROSE, "", "Articles by Ann")))
    page = Page(source)
    look, i = take_look(page), page.filled[-1]
    assert (1 - look.removal(i)) * look.likelihood(i, "meta") < look.removal(i)
    assert look.removal(i) < BOUNDS[Policy.BALANCED].remove
    assert account(source).audit.verdicts[i].rule == RULE


def test_items_that_lost_their_marks_and_blank_lines_become_items_of_their_own() -> None:
    items = [f"{name} the skin with care" for name in ("Wash", "Dry", "Soothe", "Cover", "Watch")]
    text = "\n".join(
        (*ARTICLE.replace("\n\n", "\n").split("\n"), "Here is what to do each day:", *items, PROSE)
    )
    found = [v for v in _verdicts(read(text), *items) if v.kind is Kind.LIST_ITEM]
    blocks = [block for block in read(text).article.blocks if set(block.lines) & {v.n for v in found}]
    assert found
    assert not any(getattr(block, "continued", False) for block in blocks)


@pytest.mark.parametrize(
    ("above", "title", "text"),
    [
        (
            "↓ Jump to Recipe\nHome » Breakfast » Eggs",
            "Weeknight Shakshuka with Feta",
            "Shakshuka is what I cook.",
        ),
        (
            "Skip to content\nHealth A to Z\nMedicines\nNear me",
            "Shingles",
            "Shingles is an infection of a nerve.",
        ),
    ],
)
def test_the_title_is_told_from_the_trail_and_the_menu_above_it(above: str, title: str, text: str) -> None:
    article = account(raw("\n".join((above, title, f"{text} {PROSE}", "What helps", PROSE, PROSE)))).article
    assert article.title == title


def test_what_reads_like_a_title_is_no_metadata() -> None:
    lines = ("5 Trends in Nutrition", "", "By Lena Moor", "", "May 3, 2024", "", PROSE, "", PROSE)
    page = Page(raw("\n".join(lines)))
    found = find_fields(page, take_look(page), set(), BOUNDS[Policy.BALANCED])
    assert [page.texts[i] for i in found] == ["By Lena Moor", "May 3, 2024"]


def test_a_dek_that_ends_in_a_full_stop_is_not_taken_for_the_title_above_it() -> None:
    title = "Doctors Just Named the 25 Best Towns to Grow Old In—and the First One Is a Surprise (Again)"
    dek = "Spend your golden years beside the sea."
    rows = (
        "By",
        "Lena Moor",
        "",
        "Published on January 29, 2026",
        "",
        "Row of terraced houses with palm trees",
        "",
    )
    first = (
        "Millions more people could be offered statins under draft guidance that lowers the risk at which "
        "the drugs are recommended. Until now doctors offered them to people with a one in ten chance of a "
        "heart attack."
    )
    last = (
        "The watchdog said that muscle pain comes to about one person in twenty, and that most of it goes "
        "when the tablet is changed. The consultation runs until 21 February."
    )
    article = read("\n".join((title, "", dek, "", *rows, first, "", last, "", first))).article
    assert (article.title, article.dek) == (title, dek)


def test_a_row_of_a_table_is_no_metadata() -> None:
    rows = ("Product\tPressed apple juice", "Batch\tL2501", "Best before\t30 June 2025")
    text = "\n".join(
        ("Orchard Farm recalls apple juice", "", PROSE, "", "Details", "", *rows, "", "What to do")
    )
    reading = read(f"{text}\n\nDo not drink it. Return it to the shop.")
    assert reading.article.published is None
    assert Fate.META not in {v.fate for v in _verdicts(reading, *rows)}
