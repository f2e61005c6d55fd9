"""Each line is broken once, and the leaflet is the same as without that."""

from __future__ import annotations

import inspect
from contextlib import nullcontext

import pytest
import weasyprint.layout.inline
import weasyprint.layout.preferred
import weasyprint.text.line_break
from weasyprint import HTML

from outputs.leaflet import lines, render
from outputs.leaflet.lines import lines_are_broken_once
from outputs.leaflet.render import print_leaflet
from tests.editions import edition, kitchen_sink
from tests.leaflet_texts import ODD, of_length

TEXTS = {**{name: text for name, text in ODD.items() if name != "long"}, "everything": kitchen_sink()}


@pytest.mark.parametrize("name", TEXTS)
def test_remembered_lines_change_no_byte(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of = edition(TEXTS[name])
    quick = print_leaflet(of, of.items[0])
    monkeypatch.setattr(render, "lines_are_broken_once", nullcontext)
    assert print_leaflet(of, of.items[0], quick.setting).data == quick.data


def test_a_third_of_the_lines_is_remembered_and_then_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, broken = 0, 0
    first, stock = lines.Lines.first, lines.stock

    def counted(*args: object, **named: object) -> object:
        nonlocal asked
        asked += 1
        return first(*args, **named)  # type: ignore[arg-type]

    def breaking(*args: object) -> object:
        nonlocal broken
        broken += 1
        return stock(*args)

    monkeypatch.setattr(lines.Lines, "first", counted)
    monkeypatch.setattr(lines, "stock", breaking)
    of = edition(of_length(700))
    print_leaflet(of, of.items[0])
    assert asked > 100
    assert broken <= asked * 2 / 3
    assert weasyprint.layout.inline.split_first_line is weasyprint.text.line_break.split_first_line
    assert weasyprint.layout.preferred.split_first_line is weasyprint.text.line_break.split_first_line


def test_a_document_that_fails_leaves_weasyprint_as_it_was() -> None:
    with pytest.raises(ValueError, match="on purpose"), lines_are_broken_once():
        raise ValueError("on purpose")
    assert weasyprint.layout.inline.split_first_line is weasyprint.text.line_break.split_first_line


def test_weasyprint_still_has_what_the_memory_of_lines_depends_on() -> None:
    stock = inspect.signature(weasyprint.text.line_break.split_first_line).parameters
    assert list(stock) == list(inspect.signature(lines.Lines.first).parameters)[1:]
    for user in (weasyprint.layout.inline, weasyprint.layout.preferred):
        assert "split_first_line(" in inspect.getsource(user)
    page = HTML(string="<p style='width: 1em'>two words</p>").render().pages[0]._page_box
    styles = {id(box.style) for box in page.descendants() if type(box).__name__ == "TextBox"}
    assert len(styles) == 1
