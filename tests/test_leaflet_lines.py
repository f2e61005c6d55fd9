"""Lines are broken and lengths looked up once, and the leaflet is the same as without that."""

from __future__ import annotations

import inspect
import re
from contextlib import nullcontext
from pathlib import Path

import pytest
import weasyprint.layout
import weasyprint.layout.inline
import weasyprint.layout.percent
import weasyprint.layout.preferred
import weasyprint.text.line_break
from weasyprint import HTML

from outputs.leaflet import lengths, lines, render
from outputs.leaflet.formats import FORMATS
from outputs.leaflet.lengths import lengths_are_resolved_once
from outputs.leaflet.lines import lines_are_broken_once
from outputs.leaflet.render import print_leaflet
from tests.editions import edition, kitchen_sink
from tests.leaflet_texts import ODD, of_length

TEXTS = {**{name: text for name, text in ODD.items() if name != "long"}, "everything": kitchen_sink()}


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_remembered_changes_no_byte(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of = edition(TEXTS[name])
    quick = print_leaflet(of, of.items[0])
    monkeypatch.setattr(render, "lines_are_broken_once", nullcontext)
    monkeypatch.setattr(render, "lengths_are_resolved_once", nullcontext)
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


STYLES = (
    "margin: 1px 2px; padding: 3px; width: 4px; border: 5px solid",
    "margin: auto; min-width: auto; max-height: 7px",
    "width: 50%",
    "margin-left: calc(10% + 2px)",
    "padding: 2%; box-sizing: border-box; width: 80px; border: 5px solid",
    "min-height: 10%; height: 50%",
)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("around", [(200, 100), (200, "auto")])
def test_lengths_are_those_that_weasyprint_finds(style: str, around: tuple[object, object]) -> None:
    page = HTML(string=f"<div style='{style}'>text</div>").render().pages[0]._page_box
    (box,) = (
        box for box in page.descendants() if box.element_tag == "div" and box.style["display"][0] == "block"
    )
    names = {*lengths.LENGTHS, *(f"border_{side}_width" for side in lengths.SIDES)}
    ours, theirs = box.copy(), box.copy()
    for each in (ours, theirs):
        for name in names:
            delattr(each, name)
    lengths.Lengths().resolve(ours, around)
    weasyprint.layout.percent.resolve_percentages(theirs, around)
    assert vars(ours) == vars(theirs)


def test_most_styles_have_lengths_that_are_known_beforehand() -> None:
    of = edition(of_length(700))
    galley = render.Galley(of, of.items[0], FORMATS["a4"], "")
    page = galley.documents[galley.fit()].pages[0]._page_box
    known = [lengths.fixed_lengths(box.style) is not None for box in page.descendants()]
    assert sum(known) > 0.9 * len(known)


def test_a_document_that_fails_leaves_weasyprint_as_it_was() -> None:
    with pytest.raises(ValueError, match="on purpose"), lines_are_broken_once(), lengths_are_resolved_once():
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


def test_every_module_that_resolves_lengths_is_reached() -> None:
    layout = Path(weasyprint.layout.__file__).parent
    users = {
        file.stem
        for file in layout.glob("*.py")
        if re.search(r"from \.percent import .*\bresolve_percentages\b", file.read_text(encoding="utf-8"))
    }
    assert users == {user.__name__.rpartition(".")[2] for user in lengths.USERS}
    stock = inspect.signature(weasyprint.layout.percent.resolve_percentages).parameters
    assert list(stock) == list(inspect.signature(lengths.Lengths.resolve).parameters)[1:]
    assert all(
        user.resolve_percentages is weasyprint.layout.percent.resolve_percentages for user in lengths.USERS
    )
