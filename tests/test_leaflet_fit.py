"""What the fit promises of a page's foot and lines, and that a process does not grow with its leaflets."""

from __future__ import annotations

import gc
import io
import re
from dataclasses import replace

import pypdfium2
import pytest

from outputs.edition import Printing
from outputs.leaflet import FORMATS, fit, render_leaflet
from outputs.leaflet.estimate import around, copy_of
from outputs.leaflet.fit import Outcome, Task, fitting
from outputs.leaflet.render import press
from outputs.leaflet.setting import Setting
from outputs.leaflet.text import groups_of
from pipeline.model import Article, Heading, ListItem, Paragraph
from tests.editions import edition, words
from tests.leaflet_texts import of_length


def page_texts(article: Article, name: str) -> list[str]:
    made = replace(edition(article), printing=Printing(name))
    with pypdfium2.PdfDocument(io.BytesIO(render_leaflet(made, made.items[0])[0].data)) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def test_a_text_that_takes_fewer_pages_than_foreseen_is_laid_out_again_for_the_fewer() -> None:
    article, form = of_length(700), FORMATS["a5"]
    made = edition(article)
    copy = copy_of(groups_of(article.blocks, form), article.title, article.dek)
    tried: list[Setting] = []

    def lay_out(setting: Setting) -> Outcome:
        tried.append(setting)
        return Outcome(needed=2, text_pages=2, under_text_mm=20.0, notes_mm=20.0)

    found = fitting(lay_out, Task(copy, form, around(copy, made, made.items[0], form)))
    assert tried[0].pages > 2
    assert found.pages == 2
    assert tried[-1] == found


def task(article: Article, name: str) -> Task:
    form, made = FORMATS[name], edition(article)
    copy = copy_of(groups_of(article.blocks, form), article.title, article.dek)
    return Task(copy, form, around(copy, made, made.items[0], form))


@pytest.mark.parametrize("name", ["trifold-a4", "a5-booklet", "a5"])
@pytest.mark.parametrize("largest_pt", [12.0, 12.2, 13.0, 14.0])
def test_no_setting_is_laid_out_twice(name: str, largest_pt: float) -> None:
    tried: list[Setting] = []

    def lay_out(setting: Setting) -> Outcome:
        tried.append(setting)
        if setting.body_pt > largest_pt:
            return Outcome(setting.pages + 1, setting.pages + 1, under_text_mm=185.0, notes_mm=185.0)
        return Outcome(setting.pages, setting.pages - 1, under_text_mm=60.0, notes_mm=150.0)

    found = fitting(lay_out, task(of_length(500), name))
    assert found.body_pt <= largest_pt
    assert len(tried) == len(set(tried))


def test_a_text_is_refused_only_when_it_does_not_fit_in_the_tightest_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    close = Setting(12.0, 6, tight=True)
    closest = replace(close, run_on=True)
    foreseen = iter([close, closest])
    monkeypatch.setattr(fit, "_foreseen", lambda *_: next(foreseen))

    def lay_out(setting: Setting) -> Outcome:
        needed = setting.pages + (not setting.run_on)
        return Outcome(needed, needed, under_text_mm=100.0, notes_mm=10.0)

    assert fitting(lay_out, task(of_length(500), "trifold-a4")) == closest


def test_every_page_says_how_many_there_are() -> None:
    pages = page_texts(of_length(900), "large-print")
    said = [tuple(map(int, each)) for each in re.findall(r"Page (\d+) of (\d+)", " ".join(pages))]
    assert said == [(number + 1, len(pages)) for number in range(len(pages))]


def test_the_contact_box_is_on_the_back_of_a_long_booklet() -> None:
    outside, *others = page_texts(of_length(4000), "a5-booklet")
    assert "Contact us" in outside
    assert not any("Contact us" in side for side in others)


def test_the_reference_stands_once_on_a_page() -> None:
    made = edition(of_length(200))
    for name in FORMATS:
        for page in page_texts(of_length(200), name):
            # A booklet's sheet holds two pages.
            assert page.count(made.items[0].id) <= 1 + (name == "a5-booklet")


def test_no_line_ends_in_the_hyphen_of_half_a_word() -> None:
    said = " ".join(f"Die Haut-Patientinnen und -Patienten {'x' * n}" for n in range(30))
    pages = page_texts(Article("Haut", (Paragraph(words(said)),), language="de"), "trifold-letter")
    assert not re.search(r"(^|\s)-\s", "\n".join(pages))


def test_lists_leave_nothing_behind_in_the_process() -> None:
    steps = tuple(ListItem(words("Rinse"), ordered=True, number=n) for n in (1, 2))
    page_texts(Article("Steps", (Heading(words("Steps"), 2), *steps)), "a4")
    # WeasyPrint leaks an attribute for each text with features of the font; markers have some by default.
    assert press().fonts.font_features == {}


def test_a_worker_frees_what_a_leaflet_leaves_behind() -> None:
    from flows.leaflet_worker import tidy

    page_texts(of_length(150), "a4")
    tidy()
    assert gc.collect() < 100
