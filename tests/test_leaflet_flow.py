"""Leaflets in flows: brands and formats, the cache, and texts that would take the machine down."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path
from typing import TypedDict

import pytest

from flows import forkserver, leaflets
from flows.imprint import Imprint, Leaflets, editions
from flows.leaflet_cache import Printed
from flows.limits import Limits
from flows.locate import Refusal
from flows.settings import load
from flows.stages import Quiet
from flows.steps import Outcome, publish
from outputs.edition import Brand, Edition, Statement, leaflet_path
from pipeline.model import Article, Paragraph, Span, TableRow
from tests import editions as built


class Row(TypedDict):
    """What the report says of an article, as far as it is asked here."""

    status: str
    slug: str
    leaflets: list[dict[str, object]]
    warnings: list[dict[str, str]]


NOW = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
SETTINGS = """
sources = ["articles"]
[site]
title = "Notes"
url = "https://notes.example/"
[leaflet]
formats = ["a5", "a4"]
[brands.riverside]
name = "Riverside"
formats = ["a4"]
languages = ["en"]
"""


def alone(article: Article, n: int = 1) -> Edition:
    edition = built.edition(article)
    return replace(edition, items=(built.item(article, n),))


def print_each(folder: Path, articles: Sequence[Article], limits: Limits) -> list[leaflets.Outcome]:
    jobs = [leaflets.job(alone(article, n), folder) for n, article in enumerate(articles, start=1)]
    return leaflets.render(jobs, workers=2, limits=limits, advance=lambda done, total: None)


def test_a_text_that_eats_memory_costs_its_own_leaflet_and_nothing_else(tmp_path: Path) -> None:
    huge = Article("A huge table", tuple(TableRow(((Span("cell"),),) * 20) for _ in range(800)))
    good, bad = print_each(tmp_path, [built.brief(1), huge], Limits(cpu_s=60, memory_mb=256, wall_s=120))
    assert isinstance(good, Printed)
    assert isinstance(bad, Refusal)
    assert "memory" in f"{bad.what} {bad.remedy}"


def test_a_leaflet_is_kept_with_what_its_renderer_said(tmp_path: Path) -> None:
    article = Article("Odd", (Paragraph((Span("A letter that no font has: \ue123."),)),))
    (first,) = print_each(tmp_path, [article], Limits())
    (again,) = print_each(tmp_path, [article], Limits())
    assert first == again
    assert isinstance(first, Printed)
    assert [notice.code for notice in first.notices] == ["unprinted-characters"]
    assert "\ue123" in first.notices[0].message


def dresses(own: Sequence[str], *further: Imprint) -> Leaflets:
    return Leaflets((Imprint(Brand("Own"), tuple(own)), *further))


def paths(what: Leaflets, edition: Edition) -> list[str]:
    return [leaflet_path(each, each.items[0]) for each in editions(what, edition)]


def test_the_fonts_that_workers_unpack_are_gone_after_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    forkserver.begin()  # its socket would have too long a name there
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    unpacked: list[Path] = []
    leaflets.render(
        [leaflets.job(built.edition(built.brief(1)), tmp_path / "cache")],
        workers=1,
        limits=Limits(),
        advance=lambda done, total: unpacked.extend(scratch.glob("*/weasyprint-*/*")),
    )
    assert unpacked
    assert not list(scratch.iterdir())


def test_no_thread_and_no_worker_is_there_before_workers_are_started(tmp_path: Path) -> None:
    threads, children = threading.active_count(), len(active_children())
    with leaflets.warm(2, Limits()):
        assert (threading.active_count(), len(active_children())) == (threads, children)
        leaflets.start_workers()
        (printed,) = print_each(tmp_path, [built.brief(1)], Limits())
        assert isinstance(printed, Printed)
    assert (threading.active_count(), len(active_children())) == (threads, children)
    leaflets.start_workers()
    assert (threading.active_count(), len(active_children())) == (threads, children)


def test_an_article_is_printed_in_each_brand_and_format_of_its_language() -> None:
    welsh = Imprint(Brand("Llan", slug="llan"), ("a4",), ("cy",))
    both = Imprint(Brand("Bay", slug="bay"), ("letter", "a5"), ("cy", "en"))
    british = Imprint(Brand("Isle", slug="isle"), ("a5",), ("en-GB",))
    what = dresses(["a5", "a4"], welsh, both, british)
    own = ["leaflets/article-1.a5.pdf", "leaflets/article-1.a4.pdf"]
    bay = ["leaflets/bay/article-1.letter.pdf", "leaflets/bay/article-1.a5.pdf"]
    llan, isle = ["leaflets/llan/article-1.a4.pdf"], ["leaflets/isle/article-1.a5.pdf"]
    spoken = {"": own + bay, "en": own + bay, "en-GB": own + bay + isle, "cy": own + llan + bay, "de": own}
    for language, expected in spoken.items():
        assert paths(what, alone(replace(built.brief(1), language=language))) == expected, language


def test_an_article_that_was_taken_back_is_printed_nowhere() -> None:
    edition = alone(built.brief(1))
    gone = edition.items[0]._replace(retraction=Statement("It was wrong.", NOW))
    assert paths(dresses(["a4"]), replace(edition, items=(gone,))) == []


def site(folder: Path, settings: str, **texts: str) -> Path:
    (folder / "articles").mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "handbill.toml").write_text(settings, encoding="utf-8")
    return folder


def run(folder: Path) -> Outcome:
    return publish(load(str(folder / "handbill.toml")), stages=Quiet(), now=NOW)


def leaflet_files(folder: Path) -> set[str]:
    current = folder / "public" / "current"
    return {file.relative_to(current).as_posix() for file in (current / "leaflets").rglob("*.pdf")}


def rows(folder: Path) -> dict[str, Row]:
    report = json.loads((folder / "public/current/report.json").read_bytes())
    return {row["source"]: row for row in report["articles"]}


WATER = """What water does for your skin

Many people ask whether water helps when the skin is dry and tight after a cold day outside.

How to use it

Use a little in the evening, wait for ten minutes, and dry it off with a soft towel.
"""


def test_brands_and_formats_are_published_and_the_first_format_is_linked(tmp_path: Path) -> None:
    outcome = run(site(tmp_path, SETTINGS, water=WATER))
    slug = "what-water-does-for-your-skin"
    files = {f"leaflets/{slug}.a5.pdf", f"leaflets/{slug}.a4.pdf", f"leaflets/riverside/{slug}.a4.pdf"}
    assert outcome.report.exit_code == 0
    assert leaflet_files(tmp_path) == files
    current = tmp_path / "public" / "current"
    for place in ("feed.xml", f"articles/{slug}/index.html", "newsletter/2025-03-01/newsletter.html"):
        assert f"leaflets/{slug}.a5.pdf" in (current / place).read_text(encoding="utf-8"), place
    page = (current / "articles" / slug / "index.html").read_text(encoding="utf-8")
    assert f'<a href="../../leaflets/{slug}.a4.pdf" type="application/pdf">A4</a>' in page
    assert "riverside" not in page
    found = rows(tmp_path)["water.txt"]["leaflets"]
    assert {row["path"] for row in found} == files
    assert {(row["brand"], row["format"], row["status"]) for row in found} == {
        ("", "a5", "printed"),
        ("", "a4", "printed"),
        ("riverside", "a4", "printed"),
    }


def test_a_format_or_brand_that_is_no_longer_wanted_leaves_release_and_cache(tmp_path: Path) -> None:
    run(site(tmp_path, SETTINGS, water=WATER))
    sheets = {file: file.stat().st_mtime_ns for file in (tmp_path / "public/.handbill").rglob("*.pdf")}
    run(site(tmp_path, SETTINGS.partition("[leaflet]")[0]))
    left = {file: file.stat().st_mtime_ns for file in (tmp_path / "public/.handbill").rglob("*.pdf")}
    assert leaflet_files(tmp_path) == {"leaflets/what-water-does-for-your-skin.a4.pdf"}
    assert len(left) == 1
    assert left.items() < sheets.items()


def test_a_leaflet_that_fails_costs_no_page_and_no_feed_item(tmp_path: Path) -> None:
    text = WATER + "\n" + "a" + "\u0301" * 30_000 + "\n"
    settings = SETTINGS.partition("[leaflet")[0] + "[leaflet]\nlimits = {cpu_s = 3}\n"
    outcome = run(site(tmp_path, settings, water=WATER, zalgo=text.replace("water", "salt")))
    report = outcome.report
    assert (report.exit_code, report.fresh, report.refused) == (3, 2, ())
    (problem,) = report.problems
    assert problem.what.endswith("took more than 3 s of processor time to print.")
    assert len(leaflet_files(tmp_path)) == 1
    found = rows(tmp_path)["zalgo.txt"]
    assert found["status"] == "published"
    assert [row["status"] for row in found["leaflets"]] == ["failed"]
    page = tmp_path / "public/current/articles" / found["slug"] / "index.html"
    assert "leaflets/" not in page.read_text(encoding="utf-8")
    feed = (tmp_path / "public/current/feed.xml").read_text(encoding="utf-8")
    assert feed.count("<item>") == 2
    assert feed.count("<enclosure") == 1


def test_a_text_that_does_not_fit_a_format_is_told_with_the_format_to_take(tmp_path: Path) -> None:
    paragraph = "Keep the skin clean, dry and out of the sun for two days; a plain cream will do. " * 5
    long = WATER + "".join(f"\n{number}) {paragraph}\n" for number in range(40))
    settings = SETTINGS.partition("[leaflet")[0] + '[leaflet]\nformats = ["trifold-a4", "a4"]\n'
    outcome = run(site(tmp_path, settings, water=long))
    assert (outcome.report.exit_code, outcome.report.problems) == (0, ())
    assert leaflet_files(tmp_path) == {"leaflets/what-water-does-for-your-skin.a4.pdf"}
    row = rows(tmp_path)["water.txt"]
    assert [leaf["status"] for leaf in row["leaflets"]] == ["does-not-fit", "printed"]
    (warning,) = (each for each in row["warnings"] if each["code"] == "leaflet-does-not-fit")
    assert warning["message"].startswith(
        "leaflets/what-water-does-for-your-skin.trifold-a4.pdf: The article needs"
    )
    assert "Choose the format a5-booklet." in warning["message"]
    (tmp_path / "articles" / "wool.txt").write_text(WATER.replace("water", "wool"), encoding="utf-8")
    tried = {path: path.stat().st_mtime_ns for path in (tmp_path / "public/.handbill").rglob("manifest.json")}
    run(tmp_path)
    again = {path: path.stat().st_mtime_ns for path in (tmp_path / "public/.handbill").rglob("manifest.json")}
    assert tried.items() <= again.items()
