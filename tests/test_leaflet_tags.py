"""The guard of the pin: what the structure-tree writer needs of WeasyPrint, one test for each need."""

from __future__ import annotations

import inspect
import io
from xml.etree.ElementTree import fromstring

import pikepdf
import pydyf
import pytest
import weasyprint
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.stream import Stream

from outputs.leaflet import render_leaflet, tags
from outputs.leaflet.structure import Node, Run, complete_tables, own_text, set_exact_texts
from pipeline.model import Article, Paragraph, Span
from tests.editions import edition

HTML = '<p>Some <a href="https://e.example/">linked text</a> and more.</p>'


def test_the_pin_is_the_release_that_was_read() -> None:
    assert weasyprint.VERSION == tags.PINNED


def test_add_tags_takes_what_we_replace_it_with() -> None:
    stock = inspect.signature(weasyprint.pdf.add_tags).parameters
    assert list(stock) == ["pdf", "document", "pdf_version", "page_streams"]
    assert "add_tags(pdf, document, options['pdf_version'], page_streams)" in inspect.getsource(
        weasyprint.pdf.generate_pdf
    )


def test_marked_content_is_noted_by_box_and_written_as_three_operators() -> None:
    source = inspect.getsource(Stream.marked)
    assert "self._tags[box] = {'tag': tag, 'mcid': mcid}" in source
    stream = pydyf.Stream()
    stream.begin_marked_content("Span", pydyf.Dictionary({"MCID": 7}))
    assert stream.stream[0] == "/Span"
    assert stream.stream[2] == b"BDC"
    stream._tags = {}
    tags.make_artifact(stream, 7)
    assert stream.stream[0] == "/Artifact"
    with pytest.raises(ValueError, match="no marked content 7"):
        tags.make_artifact(stream, 7)


@pytest.mark.parametrize("name", ["MarginBox", "TextBox", "ReplacedBox", "TableRowGroupBox"])
def test_the_kinds_of_boxes_are_there(name: str) -> None:
    assert issubclass(getattr(boxes, name), boxes.Box)


def test_boxes_and_pages_have_what_the_layout_is_read_from() -> None:
    page = weasyprint.HTML(string=HTML).render().pages[0]
    box = page._page_box
    found = {kind.__name__ for kind in (type(box), *map(type, box.descendants()))}
    assert "TextBox" in found
    for inner in box.descendants():
        for name in ("element", "element_tag", "position_y", "width", "height", "link_annotation"):
            assert hasattr(inner, name), name
    assert callable(box.margin_height)
    assert callable(box.content_box_x)
    assert callable(box.content_box_y)
    assert page.height > 0
    assert "_box" in inspect.getsource(AbsolutePlaceholder)


def test_the_stock_function_is_put_back() -> None:
    stock = weasyprint.pdf.add_tags
    with tags.exact_tags():
        assert weasyprint.pdf.add_tags is tags.write_tags
    assert weasyprint.pdf.add_tags is stock


def divided(source: str, *painted: str) -> list[str]:
    runs = [Run(0, number, text, text) for number, text in enumerate(painted)]
    set_exact_texts(runs, source)
    return [run.exact for run in runs]


def test_white_space_goes_with_the_run_before_it() -> None:
    assert divided("one two  three", "one", "two", "three") == ["one ", "two  ", "three"]
    assert divided("one two", "one", " ", "two") == ["one ", "", "two"]


def test_words_broken_without_a_space_get_none() -> None:
    assert divided("Donaudampfschiff", "Donaudampf", "schiff") == ["Donaudampf", "schiff"]
    assert divided("well-known 10 - 20", "well-", "known 10 -", "20") == ["well-", "known 10 - ", "20"]


def test_what_is_not_painted_stays_in_the_text() -> None:
    assert divided("so\u00adft sun \U0001f31e end", "soft", "sun", "end") == [
        "so\u00adft ",
        "sun \U0001f31e ",
        "end",
    ]


def test_a_text_painted_otherwise_stands_whole_on_its_first_run() -> None:
    assert divided("one two", "ONE", "TWO") == ["one two", ""]


def test_a_blocks_own_text_leaves_out_the_blocks_inside_it() -> None:
    item = fromstring("<li>One <em>two</em> three<p>inner</p><ul><li>nested</li></ul></li>")
    assert own_text(item) == "One two three"


def test_a_phrase_in_another_language_is_marked_in_the_structure() -> None:
    phrase = (Span("mot ", language="fr"), Span("juste", emphasis=True, language="fr"))
    made = edition(Article("Words", (Paragraph((Span("The "), *phrase, Span(" is rare."))),)))
    (artifact,) = render_leaflet(made, made.items[0])
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        said = {
            str(each.ActualText).strip(): str(each.get("/Lang", ""))
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/ActualText" in each
        }
    assert said["mot"] == said["juste"] == "fr"
    assert said["The"] == said["is rare."] == ""


def test_short_rows_are_filled_up() -> None:
    table = Node("Table")
    body = table.add("TBody")
    for width in (3, 1):
        row = body.add("TR")
        for _ in range(width):
            row.add("TD")
    complete_tables(table)
    assert [len(row.kids) for row in body.nodes()] == [3, 3]
