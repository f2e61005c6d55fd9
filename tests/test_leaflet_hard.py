"""Texts that could hurt a leaflet: lists nested without end, and letters that no font has."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from outputs.leaflet import render_leaflet
from pipeline.errors import RenderFailed
from pipeline.model import Article, ListItem, Paragraph
from tests.editions import edition, words
from tests.leaflet_reader import read_blocks
from tests.test_leaflet_every_format import printed, source_texts

# A Chinese letter, and one of cuneiform, which next to no machine can print.
LETTERS = ("皮", "\U00012000")


def test_lists_nested_two_hundred_deep_are_printed_whole() -> None:
    items = tuple(ListItem(words(f"Step {depth}"), depth=depth) for depth in range(1, 201))
    article = Article("Deep", items)
    said = [text for _, text in read_blocks(printed(article, "a4"))]
    assert set(source_texts(article)) <= set(said)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_that_no_font_has_is_refused_by_name(letter: str) -> None:
    if shutil.which("fc-list") is None:
        pytest.skip("fc-list, which says what fonts are there, is not on this machine")
    found = subprocess.run(
        ["fc-list", f":charset={ord(letter):x}"], capture_output=True, text=True, check=True
    ).stdout
    if found.strip():
        pytest.skip("a font on this machine has the letter")
    made = edition(Article("Haut", (Paragraph(words(f"Skin is {letter}.")),)))
    with pytest.raises(RenderFailed, match=f"No font on this machine has the characters {letter}"):
        render_leaflet(made, made.items[0])
