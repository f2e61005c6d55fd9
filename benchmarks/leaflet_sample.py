"""The leaflets that `benchmarks/leaflet.py` measures, and what WeasyPrint alone needs to print them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from outputs.edition import Brand, Edition, Item, Printing, Site
from pipeline.model import Article, Block, block_text

ROOT = Path(__file__).parents[1]
SAMPLE = 8


def articles(count: int) -> list[Article]:
    """Return articles of 300 to 1,500 words, made of the examples' blocks."""
    from flows.inspection import inspect

    whole = [inspect(str(file))[1].article for file in sorted((ROOT / "examples/articles").iterdir())]
    blocks = [block for article in whole for block in article.blocks]
    found: list[Article] = []
    for n in range(count):
        base, start = whole[n % len(whole)], sum(len(each.blocks) for each in whole[: n % len(whole)])
        wanted, taken, words = 300 + 1200 * n // max(1, count - 1), list[Block](), 0
        for block in blocks[start:] + blocks[:start]:
            if words >= wanted:
                break
            taken.append(block)
            words += len(block_text(block).split())
        found.append(replace(base, title=f"{base.title} ({n + 1})", blocks=tuple(taken)))
    return found


def edition_of(article: Article, n: int, brand: Brand, form: str) -> Edition:
    """Return the edition of one article in a brand and a format."""
    moment = dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=n)
    item = Item(article, f"a{n:07d}", f"tag:example.org,2025:a{n}", f"article-{n}", moment, moment)
    site = Site("Library", "https://library.example/")
    return Edition(site, brand, (item,), moment, printing=Printing(form))


def brands(count: int) -> list[Brand]:
    """Return brands with an address each, and one logo."""
    logo = (ROOT / "examples" / "logo.svg").read_bytes()
    return [
        Brand(
            f"Clinic {n}",
            address=f"{n} High Street, Anytown",
            phone="01632 960105",
            hours=("Mon to Fri 9:00 to 17:00",),
            logo=logo,
            logo_type="image/svg+xml",
            slug=f"clinic-{n}",
        )
        for n in range(count)
    ]


def sample() -> list[Edition]:
    """Return the editions that leaflets are compared on, each of one article."""
    (brand,) = brands(1)
    return [edition_of(article, n, brand, "a4") for n, article in enumerate(articles(SAMPLE))]


def sources_of(editions: list[Edition]) -> list[tuple[str, str]]:
    """Return the final HTML and the CSS of leaflets, each in the setting that was found for it."""
    from outputs.leaflet.formats import format_named
    from outputs.leaflet.page import page_html
    from outputs.leaflet.render import print_leaflet
    from outputs.leaflet.text import groups_of

    found: list[tuple[str, str]] = []
    for each in editions:
        form, item = format_named(each.printing.format), each.items[0]
        setting = print_leaflet(each, item).setting
        html = page_html(each, item, form, groups_of(item.article.blocks, form), setting)
        found.append((html, _css()))
    return found


def _css() -> str:
    from outputs.leaflet.fonts import font_css
    from outputs.leaflet.formats import page_css

    theme = (files("outputs.leaflet") / "theme.css").read_text(encoding="utf-8")
    return "\n".join((font_css(), page_css(), theme))


def fetcher_of(brand: Brand) -> object:
    """Return what hands fonts and a brand's logo to WeasyPrint."""
    from outputs.leaflet.brand import LOGO_URL, logo_asset
    from outputs.leaflet.fetch import AssetFetcher
    from outputs.leaflet.fonts import font_assets

    return AssetFetcher({**font_assets(), LOGO_URL: logo_asset(brand)})


def profile() -> object:
    """Return the colour profile of PDF/A."""
    from io import BytesIO

    from weasyprint.css import ColorProfile

    icc = BytesIO((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())
    return ColorProfile(icc, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
