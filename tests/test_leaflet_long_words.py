"""A word wider than its line is divided between syllables, without a hyphen, and stays one word."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from outputs.edition import Printing
from outputs.leaflet.advances import width_em
from outputs.leaflet.long_words import Line, divided
from outputs.leaflet.render import print_leaflet
from pipeline.model import Article, Heading, Paragraph
from tests.editions import edition, words
from tests.leaflet_reader import read_blocks

COMPOUND = "Feuchtigkeitscremeanwendung"
TITLE = "Sonnenschutzmittelunverträglichkeitsbescheinigung"


def broken(word: str, room_em: float, language: str = "de") -> list[str]:
    return str(divided(Markup(word), Line(room_em, language))).split("<wbr>")


def test_a_compound_is_divided_near_its_middle_between_syllables() -> None:
    assert broken(COMPOUND, 13.0) == ["Feuchtigkeits", "cremeanwendung"]


def test_a_word_that_fits_its_line_is_left_whole() -> None:
    assert broken(COMPOUND, 20.0) == [COMPOUND]


def test_a_language_without_a_dictionary_and_other_markup_are_left_alone() -> None:
    assert broken(COMPOUND, 8.0, "xx") == [COMPOUND]
    html = Markup(f'<p title="{COMPOUND}">kurz &amp; gut</p>')
    assert divided(html, Line(3.0, "de")) == html


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=1, max_size=80), st.floats(5.0, 30.0))
def test_no_letter_is_lost_and_pieces_fit_but_for_the_last_of_a_word_without_syllables(
    word: str, room_em: float
) -> None:
    pieces = broken(word, room_em)
    assert "".join(pieces) == word
    assert all(width_em(piece) <= room_em for piece in pieces[:-1])


@given(st.text(max_size=60))
def test_the_text_of_any_markup_stays_the_same(text: str) -> None:
    html = divided(escape(text), Line(6.0, "de"))
    assert str(html).replace("<wbr>", "") == str(escape(text))


@pytest.fixture(scope="module", params=["a4", "trifold-a4"])
def leaflet(request: pytest.FixtureRequest) -> bytes:
    article = Article(
        TITLE,
        (Heading(words(COMPOUND + "sempfehlung"), 2), Paragraph(words(f"Nach der {COMPOUND} ruhen."))),
        language="de",
    )
    of = replace(edition(article), printing=Printing(format=request.param))
    return print_leaflet(of, of.items[0]).data


def test_on_paper_no_line_is_the_rest_of_a_syllable_and_none_ends_in_a_hyphen(leaflet: bytes) -> None:
    document = pypdfium2.PdfDocument(leaflet)
    text = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    lines = [line.strip() for page in text for line in page.splitlines()]
    assert [line for line in lines if line.startswith("Feuchtigkeit") and line != COMPOUND]
    assert not [line for line in lines if re.fullmatch(r"[a-zäöüß]{1,2}", line)]
    assert not [line for line in lines if line.endswith(("-", "\u2010", "\ufffe"))]


def test_software_reads_the_word_whole(leaflet: bytes) -> None:
    said = [text for _, text in read_blocks(leaflet)]
    assert TITLE in said
    assert COMPOUND + "sempfehlung" in said
    with pikepdf.open(BytesIO(leaflet)) as pdf, pdf.open_outline() as outline:
        assert [each.title for each in outline.root] == [TITLE]
        assert [each.title for each in outline.root[0].children] == [COMPOUND + "sempfehlung"]
