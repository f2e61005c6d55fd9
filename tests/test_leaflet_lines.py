"""Lines are laid out and lengths looked up once, and the leaflet is the same as without that."""

from __future__ import annotations

import inspect
import re
from contextlib import nullcontext
from pathlib import Path

import pytest
import weasyprint.formatting_structure.boxes
import weasyprint.layout
import weasyprint.layout.inline
import weasyprint.layout.percent
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


def test_half_of_the_lines_are_remembered_and_then_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, set_anew = 0, 0
    known, stock = lines.Lines.next, lines.stock

    def counted(*args: object) -> object:
        nonlocal asked
        asked += 1
        return known(*args)  # type: ignore[arg-type]

    def setting(*args: object) -> object:
        nonlocal set_anew
        set_anew += 1
        return stock(*args)

    monkeypatch.setattr(lines.Lines, "next", counted)
    monkeypatch.setattr(lines, "stock", setting)
    of = edition(of_length(700))
    print_leaflet(of, of.items[0])
    assert asked > 100
    assert set_anew <= asked / 2
    assert weasyprint.layout.inline.get_next_linebox is stock


@pytest.mark.parametrize("inside", ["<b style='float: left'>x</b>", "<i style='position: absolute'>x</i>"])
def test_lines_beside_what_floats_or_is_placed_are_laid_out_anew(inside: str) -> None:
    html = f"<div style='columns: 2'><p>{'Two words. ' * 30}{inside}</p><p>{'More words. ' * 30}</p></div>"

    def places() -> list[tuple[object, ...]]:
        page = HTML(string=html).render().pages[0]._page_box
        return [
            (box.text, box.position_x, box.position_y)
            for box in page.descendants()
            if isinstance(box, weasyprint.formatting_structure.boxes.TextBox)
        ]

    stock = places()
    with lines_are_broken_once():
        assert places() == stock


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
    assert weasyprint.layout.inline.get_next_linebox is lines.stock


def test_weasyprint_still_has_what_the_memory_of_lines_depends_on() -> None:
    stock = list(inspect.signature(lines.stock).parameters)
    assert stock[:6] == list(inspect.signature(lines.Lines.next).parameters)[1:-1]
    assert stock[6:] == ["absolute_boxes", "fixed_boxes", "first_letter_style", "first_line_style"]
    assert "get_next_linebox(" in inspect.getsource(weasyprint.layout.inline.iter_line_boxes)
    layout = Path(weasyprint.layout.__file__).parent
    assert [file.stem for file in layout.glob("*.py") if "get_next_linebox" in file.read_text("utf-8")] == [
        "inline"
    ]


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
