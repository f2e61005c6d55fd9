"""Golden leaflets: each format as a grey picture, and as it is read out; `make golden` renews them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from outputs.edition import Brand, Edition, Printing
from outputs.leaflet import FORMATS, render_leaflet
from pipeline.model import Article, Heading, ListItem, Paragraph, Quote, Span, TableRow
from tests.editions import edition, words
from tests.leaflet_reader import read_blocks
from tests.leaflet_texts import prose

GOLDEN = Path(__file__).parent / "golden-leaflets"
ROOT = Path(__file__).parents[1]
EVERY = pytest.mark.parametrize("name", list(FORMATS))
_DPI = 36
# Grey levels of 255: another renderer's edges differ by less, a line that moved by its height by more.
_MOST_MEAN, _MOST_ANYWHERE = 1.5, 60
_BRAND = Brand(
    "Quayside Clinic",
    tagline="Skin and hair",
    address="12 Quay Street, Exampleton EX1 2AB",
    phone="01632 960123",
    email="hello@quayside.example",
    url="https://quayside.example/",
    hours=("Monday to Friday: 9:00 to 17:00",),
    color="#0b5563",
    logo=(ROOT / "examples" / "logo.svg").read_bytes(),
    logo_type="image/svg+xml",
)
ARTICLE = Article(
    "How to care for a graze",
    (
        prose(40),
        Heading(words("What to do at once"), 2),
        Paragraph(words("Follow these steps:")),
        *(ListItem(words(text), ordered=True, number=n + 1) for n, text in enumerate(("Wash it", "Dry it"))),
        Quote(words("It stings for a minute, and then it is over.")),
        Heading(words("How often to change the dressing"), 2),
        TableRow((words("Day"), words("Dressing")), header=True),
        TableRow((words("1 to 3"), words("twice a day"))),
        TableRow((words("4 to 7"), words("once a day"))),
        Heading(words("If it gets worse"), 3),
        ListItem(words("It turns hot: call us")),
        ListItem(
            (Span("It bleeds: press on it, and read "), Span("more", href="https://quayside.example/b"))
        ),
        prose(60),
    ),
    dek="Small wounds heal best when they are clean and covered.",
)


def in_format(name: str) -> Edition:
    return replace(edition(ARTICLE), brand=_BRAND, printing=Printing(name, review_months=36))


@cache
def printed(name: str) -> bytes:
    made = in_format(name)
    return render_leaflet(made, made.items[0])[0].data


def picture(data: bytes) -> Image.Image:
    """Return the first two sides next to each other, in grey."""
    with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
        sides = [pdf[n].render(scale=_DPI / 72, grayscale=True).to_pil() for n in range(min(2, len(pdf)))]
    whole = Image.new("L", (sum(side.width for side in sides), max(side.height for side in sides)), 255)
    for n, side in enumerate(sides):
        whole.paste(side, (n * sides[0].width, 0))
    return whole


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Return (mean, most) of the difference of two pictures in grey levels, edges blurred."""
    blur = ImageFilter.GaussianBlur(2)
    apart = ImageChops.difference(one.filter(blur), other.filter(blur))
    most = max(level for level, count in enumerate(apart.histogram()) if count)
    return ImageStat.Stat(apart).mean[0], float(most)


@EVERY
def test_a_page_looks_as_it_was_agreed(name: str, update_golden: bool) -> None:
    golden, made = GOLDEN / f"{name}.png", picture(printed(name))
    if update_golden:
        GOLDEN.mkdir(exist_ok=True)
        made.quantize(16).save(golden, optimize=True)
    with Image.open(golden) as file:
        agreed = file.convert("L")
    assert agreed.size == made.size
    mean, most = difference(agreed, made)
    assert mean <= _MOST_MEAN
    assert most <= _MOST_ANYWHERE


def test_the_comparison_of_pages_sees_a_line_that_moved() -> None:
    page = picture(printed("a4"))
    moved = page.copy()
    moved.paste(page.crop((40, 140, 150, 152)), (40, 146))
    assert difference(page, moved)[1] > _MOST_ANYWHERE


@EVERY
def test_a_leaflet_is_read_out_as_it_was_agreed(name: str, update_golden: bool) -> None:
    golden = GOLDEN / f"{name}.txt"
    said = "".join(f"{role:<5} {text}\n" for role, text in read_blocks(printed(name)))
    if update_golden:
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_every_format_has_the_same_bytes_in_fresh_processes() -> None:
    program = (
        "import hashlib, sys\n"
        "from tests.test_leaflet_golden import FORMATS, printed\n"
        "names = sorted(FORMATS, reverse=sys.argv[1] == 'back')\n"
        "print(sorted((name, hashlib.sha256(printed(name)).hexdigest()) for name in names))"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", program, order],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, order in (("1", "forth"), ("2", "back"))
    ]
    assert len(found[0].split("'")) > 2 * len(FORMATS)
    assert found[0] == found[1]
