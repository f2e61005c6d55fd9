from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import subprocess
import sys

import pikepdf
import pytest

from outputs.contrast import ratio
from outputs.edition import Artifact, Brand, Edition, Item, Site
from outputs.leaflet import render_leaflet
from outputs.leaflet.brand import dress_of
from outputs.leaflet.furniture import reference_line
from pipeline.errors import RenderFailed
from pipeline.model import (
    Article,
    Block,
    Caption,
    Code,
    Heading,
    ListItem,
    Paragraph,
    Quote,
    Span,
    Spans,
    TableRow,
)
from tests.leaflet_reader import read_blocks

BRAND = Brand(
    name="Quayside Clinic",
    tagline="Skin & hair",
    address="12 Quay Street, Exampleton",
    phone="01632 960 123",
    email="hello@quayside.example",
    hours=("Mon–Fri: 9am – 5pm",),
)
LONG_PARAGRAPH = "Keep the skin clean, dry and out of the sun for two days; a plain cream will do. " * 5


def says(text: str) -> Spans:
    return (Span(text),)


def edition_of(article: Article, brand: Brand = BRAND) -> tuple[Edition, Item]:
    moment = dt.datetime(2024, 3, 1, 9, tzinfo=dt.UTC)
    item = Item(article, "5f0c2a91", "tag:clinic.example,2024:a", "a", moment, moment, source="a.txt")
    return Edition(Site("Clinic", "https://clinic.example/"), brand, (item,), moment), item


def printed(article: Article, brand: Brand = BRAND) -> Artifact:
    (leaflet,) = render_leaflet(*edition_of(article, brand))
    return leaflet


def texts(article: Article, brand: Brand = BRAND) -> list[tuple[str, str]]:
    return read_blocks(printed(article, brand).data)


EVERY_BLOCK: tuple[Block, ...] = (
    Heading(says("What it is"), 2),
    Paragraph(
        (
            Span("Plain, "),
            Span("strong", strong=True),
            Span(" and "),
            Span("linked", href="https://e.example/x"),
        )
    ),
    Paragraph(says(LONG_PARAGRAPH.strip())),
    Paragraph(says("Take these steps:")),
    ListItem(says("Wash your hands"), ordered=True, number=1),
    ListItem(says("Apply the cream"), ordered=True, number=2),
    ListItem(says("Thinly"), depth=2),
    ListItem(says("Wait for ten minutes"), ordered=True, number=3),
    ListItem(says("Longer if it burns"), ordered=True, continued=True),
    Heading(says("Doses"), 3),
    TableRow((says("Age"), says("Dose"), says("Note")), header=True),
    TableRow((says("Under 12"), says("ask first"))),
    TableRow((says("12 and over"), says("one"), says("with food"))),
    Caption(says("Table 1")),
    Quote(says("It helped me.")),
    Code("if red:\n    stop()"),
    Paragraph(
        says("Typed: <script>alert(1)</script>, AT&T, a < b, 10\u00a0mg, so\u00adft, (brackets) \\ ½ – 1-2.")
    ),
)


def test_every_block_is_read_back_once_in_order_with_its_role() -> None:
    found = texts(Article("After your treatment", EVERY_BLOCK, dek="What to do."))
    assert found[3:25] == [
        ("H1", "After your treatment"),
        ("P", "What to do."),
        ("H2", "What it is"),
        ("P", "Plain, strong and linked"),
        ("P", " ".join(LONG_PARAGRAPH.split())),
        ("P", "Take these steps:"),
        ("LBody", "Wash your hands"),
        ("LBody", "Apply the cream"),
        ("LBody", "Thinly"),
        ("LBody", "Wait for ten minutes"),
        ("LBody", "Longer if it burns"),
        ("H3", "Doses"),
        ("TH", "Age"),
        ("TH", "Dose"),
        ("TH", "Note"),
        ("TD", "Under 12"),
        ("TD", "ask first"),
        ("TD", ""),
        ("TD", "12 and over"),
        ("TD", "one"),
        ("TD", "with food"),
        ("P", "Table 1"),
    ]
    assert found[25:28] == [
        ("P", "It helped me."),
        ("P", "if red: stop()"),
        ("P", "Typed: <script>alert(1)</script>, AT&T, a < b, 10 mg, so\u00adft, (brackets) \\ ½ – 1-2."),
    ]


def test_paragraphs_over_columns_and_pages_stay_whole() -> None:
    paragraphs = [f"{number}) {LONG_PARAGRAPH.strip()}" for number in range(40)]
    found = texts(Article("Long", tuple(Paragraph(says(text)) for text in paragraphs)))
    assert [text for _, text in found if re.match(r"\d+\)", text)] == paragraphs


def test_the_furniture_is_read_and_empty_parts_are_left_out() -> None:
    found = [text for _, text in texts(Article("Title", (Paragraph(says("Text.")),)))]
    assert found[:3] == ["Quayside Clinic", "Skin & hair", "Patient information"]
    assert "Phone: 01632 960 123" in found
    assert "Mon–Fri: 9am – 5pm" in found
    bare = [text for _, text in texts(Article("Title", (Paragraph(says("Text.")),)), Brand("Bare"))]
    assert "Contact us" not in bare
    assert "clinic.example/articles/a" in bare


def test_the_review_claim_of_the_source_is_not_printed_and_the_source_is_named() -> None:
    article = Article(
        "Title",
        (Paragraph(says("Text.")),),
        byline="By Anna Kerr",
        review_claim="Reviewed by our board",
        source_site="Example Health",
        source_url="https://example.com/a",
    )
    found = [text for _, text in texts(article)]
    assert "Source: Anna Kerr, Example Health, example.com/a" in found
    assert not any("Reviewed" in text for text in found)


def test_the_reference_line_names_what_is_known() -> None:
    _, item = edition_of(Article("Title", ()))
    assert reference_line(item) == ("5f0c2a91",)
    dated = item._replace(article=Article("Title", (), updated=dt.date(2022, 11, 9)))
    assert reference_line(dated) == ("5f0c2a91", "Last updated 9 November 2022")
    assert reference_line(dated, 36, named=False) == (
        "Last updated 9 November 2022",
        "Next review due 9 November 2025",
    )
    assert reference_line(item, 12) == ("5f0c2a91", "Next review due 1 March 2025")


def test_the_same_edition_gives_the_same_bytes_in_fresh_processes() -> None:
    program = (
        "import sys; sys.path[:0] = ['tests', '.']\n"
        "import hashlib, test_leaflet as t\n"
        "a = t.Article('After', t.EVERY_BLOCK, dek='What to do.')\n"
        "print(hashlib.sha256(t.printed(a).data).hexdigest())"
    )
    run = [sys.executable, "-W", "error", "-c", program]
    first, second = (subprocess.run(run, capture_output=True, text=True, check=True) for _ in range(2))
    assert first.stdout == second.stdout
    assert not first.stderr


def test_importing_the_channel_imports_no_renderer() -> None:
    program = "import sys, outputs.leaflet; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_metadata_comes_from_the_item_and_claims_both_standards() -> None:
    data = printed(Article("Title", (Paragraph(says("Text.")),), language="de")).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Title"
        assert str(pdf.docinfo["/Author"]) == "Quayside Clinic"
        assert str(pdf.docinfo["/ModDate"]).startswith("D:20240301090000")
        assert str(pdf.Root.Lang) == "de"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        claims = pdf.Root.Metadata.read_bytes()
    assert b'pdfaid:part="2"' in claims
    assert b'pdfuaid:part="1"' in claims


def test_only_harmless_links_reach_the_paper() -> None:
    spans = (
        Span("bad", href="javascript:alert(1)"),
        Span(" file", href="file:///etc/passwd"),
        Span(" good", href="https://e.example/"),
    )
    data = printed(Article("Title", (Paragraph(spans),))).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        links = [str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", [])]
    assert set(links) == {
        "https://e.example/",
        "tel:01632960123",
        "mailto:hello@quayside.example",
        "https://clinic.example/articles/a/",
    }


def test_a_logo_cannot_fetch_anything_and_a_broken_one_is_refused() -> None:
    outside = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        b'<image href="file:///etc/hostname" width="9" height="9"/></svg>'
    )
    article = Article("Title", (Paragraph(says("Text.")),))
    logo = dataclasses.replace(BRAND, logo=outside, logo_type="image/svg+xml")
    assert printed(article, logo).data.startswith(b"%PDF")
    with pytest.raises(RenderFailed, match=r"a\.txt: The brand's logo"):
        printed(article, dataclasses.replace(BRAND, logo=b"GIF89a"))


def test_a_book_is_refused_with_the_limit() -> None:
    with pytest.raises(RenderFailed, match="takes at most 250,000"):
        printed(Article("Book", (Paragraph(says("word " * 60_000)),)))


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ur"])
def test_right_to_left_languages_are_laid_out_from_the_right(language: str) -> None:
    article = Article("שלום עולם", (Paragraph(says("טקסט 12 קצר")),), language=language)
    data = printed(article).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
    assert ("P", "טקסט 12 קצר") in texts(article)


def test_wide_tables_and_long_words_stay_on_the_page() -> None:
    word = "Donaudampfschiff" * 13
    cells = tuple(says(f"{number}{word}") for number in range(6))
    found = texts(Article("Wide", (Paragraph(says(word)), TableRow(cells, header=True), TableRow(cells))))
    assert ("P", word) in found
    assert ("TD", f"5{word}") in found


def test_headings_take_no_step_of_two_levels() -> None:
    found = texts(Article("Title", (Heading(says("Deep"), 4), Heading(says("Deeper"), 6))))
    assert [role for role, _ in found if re.fullmatch("H[1-6]", role)][:3] == ["H1", "H2", "H3"]


@pytest.mark.parametrize("color", ["#0b5563", "#ffcc00", "#ff0000", "#ffffff", "#000000"])
def test_every_brand_colour_yields_a_legible_ink(color: str) -> None:
    dress = dress_of(color)
    assert ratio(dress.ink, dress.tint) >= 7
    assert ratio(dress.ink, "#ffffff") >= 7


def test_the_dates_of_the_file_are_those_of_the_article() -> None:
    for published, updated, created, modified in (
        (dt.date(2021, 5, 4), dt.date(2022, 11, 9), "D:20210504", "D:20221109"),
        (dt.date(2021, 5, 4), None, "D:20210504", "D:20210504"),
        (None, None, "D:20240301", "D:20240301"),
    ):
        article = Article("Title", (Paragraph(says("Text.")),), published=published, updated=updated)
        with pikepdf.open(io.BytesIO(printed(article).data)) as pdf:
            assert str(pdf.docinfo["/CreationDate"]).startswith(created)
            assert str(pdf.docinfo["/ModDate"]).startswith(modified)
            assert f"<xmp:CreateDate>{created[2:6]}-{created[6:8]}".encode() in pdf.Root.Metadata.read_bytes()
