"""What holds for a leaflet in every format: exact text, legible sizes, full pages, nothing stranded."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer, LTTextLine

from outputs.edition import Edition, Printing
from outputs.leaflet import FORMATS, render_leaflet
from outputs.leaflet.filling import leaf_of
from outputs.leaflet.formats import Format
from outputs.leaflet.render import Galley, print_leaflet
from pipeline.errors import RenderFailed
from pipeline.model import Article, Heading, Paragraph, TableRow, block_text, plain
from tests.editions import edition, words
from tests.leaflet_reader import read_blocks
from tests.leaflet_texts import ODD, of_length

EVERY = pytest.mark.parametrize("name", list(FORMATS))
PAIRS = [
    pytest.param(text, name, marks=() if text in {"lists", "short"} else pytest.mark.exhaustive)
    for text in ODD
    for name in FORMATS
]

# Seven panels and more, of six.
TOO_LONG = {
    *((text, name) for text in ("long",) for name in ("trifold-a4", "trifold-letter")),
    ("lists", "trifold-letter"),
}


def in_format(article: Article, name: str, **printing: object) -> Edition:
    made = edition(article)
    return replace(made, printing=replace(Printing(format=name), **printing))  # type: ignore[arg-type]


def printed(article: Article, name: str, **printing: object) -> bytes:
    made = in_format(article, name, **printing)
    return render_leaflet(made, made.items[0])[0].data


def lines(data: bytes) -> Iterator[tuple[LTTextLine, list[LTChar]]]:
    def inside(box: LTContainer) -> Iterator[tuple[LTTextLine, list[LTChar]]]:  # type: ignore[type-arg]
        for child in box:
            if isinstance(child, LTTextLine):
                letters = [each for each in child if isinstance(each, LTChar) and each.get_text().strip()]
                if letters:
                    yield child, letters
            elif isinstance(child, LTContainer):
                yield from inside(child)

    for page in extract_pages(io.BytesIO(data)):
        yield from inside(page)


def source_texts(article: Article) -> list[str]:
    texts = [article.title, *([article.dek] if article.dek else [])]
    for block in article.blocks:
        texts += [plain(c) for c in block.cells] if isinstance(block, TableRow) else [block_text(block)]
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize(("text", "name"), PAIRS)
def test_an_odd_text_is_printed_exactly_and_legibly_or_refused_with_a_way_out(text: str, name: str) -> None:
    article, form = ODD[text], FORMATS[name]
    if (text, name) in TOO_LONG:
        way_out = rf"needs \d+ panels at 12 pt; .* Choose the format {form.roomier}\."
        with pytest.raises(RenderFailed, match=way_out):
            printed(article, name)
        return
    data = printed(article, name)
    wanted = source_texts(article)
    found = iter([text for _, text in read_blocks(data)])
    assert all(text in found for text in wanted), "a block is missing, changed or out of order"
    sizes = [round(letter.size, 1) for _, line in lines(data) for letter in line]
    assert min(sizes) >= form.smallest_pt
    assert max(set(sizes), key=sizes.count) >= form.body_pt
    assert not [line for line, _ in lines(data) if re.search(r"[-\u2010]$", line.get_text().strip())]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1 or len(pdf.pages) % 2 == 0


@EVERY
def test_the_text_is_set_in_the_largest_size_that_fits_and_the_last_page_is_full(name: str) -> None:
    made = in_format(of_length(500), name)
    galley = Galley(made, made.items[0], FORMATS[name], "")
    setting = galley.fit()
    form = FORMATS[name]
    assert form.body_pt <= setting.body_pt <= form.largest_pt
    document = galley.documents[setting]
    assert len(document.pages) in {1, setting.pages}
    last = leaf_of(document.pages[-1])
    assert last.notes_mm > 0
    assert len(galley.documents) <= 3


def stranded(form: Format, galley: Galley) -> list[str]:
    """Return the headings that end a page or a column."""
    found = []
    (document,) = (galley.documents[setting] for setting in [galley.fit()])
    for page in document.pages:
        ends: dict[float, tuple[float, str]] = {}
        for box in page._page_box.descendants():
            if (
                box.element is None
                or box.element_tag not in {"h2", "h3", "p", "li", "td", "div"}
                or not box.width
            ):
                continue
            column = round(box.position_x / (form.column_mm * 96 / 25.4))
            foot = box.position_y + box.height
            if box.height and foot > ends.get(column, (0.0, ""))[0]:
                ends[column] = (foot, box.element_tag)
        found += [tag for _, tag in ends.values() if tag in {"h2", "h3"}]
    return found


@pytest.mark.parametrize("count", [300, 700, 1100])
@pytest.mark.parametrize("name", ["a4", "a5", "a5-booklet"])
def test_no_heading_ends_a_column_or_a_page(name: str, count: int) -> None:
    made = in_format(of_length(count), name)
    assert not stranded(FORMATS[name], Galley(made, made.items[0], FORMATS[name], ""))


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["a4", "letter", "large-print"])
def test_a_median_leaflet_is_laid_out_once_or_twice(name: str) -> None:
    renders = []
    for count in range(300, 1500, 60):
        made = in_format(of_length(count), name)
        renders.append(print_leaflet(made, made.items[0]).renders)
    assert sorted(renders)[len(renders) // 2] <= 2
    assert max(renders) <= 4


def test_a_known_setting_is_laid_out_once_and_gives_the_same_bytes() -> None:
    made = in_format(of_length(400), "trifold-a4")
    found = print_leaflet(made, made.items[0])
    again = print_leaflet(made, made.items[0], found.setting)
    assert again.renders == 1
    assert again.data == found.data


def test_a_short_numbered_list_stays_in_one_column() -> None:
    made = in_format(ODD["lists"], "a4")
    galley = Galley(made, made.items[0], FORMATS["a4"], "")
    places: dict[int, list[tuple[int, int]]] = {}
    for number, page in enumerate(galley.documents[galley.fit()].pages):
        for box in page._page_box.descendants():
            if box.element_tag == "ol" and len(box.element) <= 6:
                column = round(box.position_x / (FORMATS["a4"].column_mm * 96 / 25.4))
                places.setdefault(id(box.element), []).append((number, column))
    assert len(places) == 2
    assert all(len(set(where)) == 1 for where in places.values())


@EVERY
def test_no_date_of_the_reference_line_is_broken(name: str) -> None:
    data = printed(replace(of_length(200), updated=dt.date(2025, 9, 29)), name, review_months=12)
    found = " ".join(line.get_text() for line, _ in lines(data))
    assert "Last updated 29 September 2025" in found
    assert any("Next review due 29 September 2026" in line.get_text() for line, _ in lines(data))
    both = "Last updated 29 September 2025 · Next review due 29 September 2026"
    assert any(text.endswith(both) for _, text in read_blocks(data))


@EVERY
@pytest.mark.parametrize("color", ["#0b5563", "#000000", "#0b1f4d"])
def test_a_page_takes_little_ink(name: str, color: str) -> None:
    made = in_format(of_length(400), name)
    made = replace(made, brand=replace(made.brand, color=color))
    assert max(darkness(render_leaflet(made, made.items[0])[0].data)) <= 0.15
    low = replace(made, printing=replace(made.printing, ink="low"))
    assert max(darkness(render_leaflet(low, low.items[0])[0].data)) <= 0.10


def darkness(data: bytes) -> list[float]:
    with pypdfium2.PdfDocument(data) as pdf:
        pictures = [page.render(scale=0.7, grayscale=True).to_pil() for page in pdf]
    return [
        1 - sum(n * level for level, n in enumerate(p.histogram())) / 255 / (p.width * p.height)
        for p in pictures
    ]


@EVERY
def test_black_leaflets_hold_no_colour(name: str) -> None:
    logo = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><linearGradient id="g">'
        b'<stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient></defs>'
        b'<rect width="9" height="9" fill="url(#g)"/><path d="M0 0h4v4z" fill="#3a7"/></svg>'
    )
    made = in_format(of_length(300), name, ink="black")
    made = replace(made, brand=replace(made.brand, logo=logo, logo_type="image/svg+xml"))
    with pikepdf.open(io.BytesIO(render_leaflet(made, made.items[0])[0].data)) as pdf:
        for part in pdf.objects:
            if isinstance(part, pikepdf.Dictionary) and "/ShadingType" in part:
                assert part.ColorSpace == "/DeviceGray"
            if isinstance(part, pikepdf.Stream) and ("/BBox" in part or "/Filter" in part):
                assert part.get("/ColorSpace") != "/DeviceRGB"
        for page in pdf.pages:
            used = {str(each.operator) for each in pikepdf.parse_content_stream(page)}
            assert not used & {"rg", "RG", "k", "K", "sc", "SC"}


@EVERY
def test_both_parts_of_pdfua_are_claimed_on_request(name: str) -> None:
    with pikepdf.open(io.BytesIO(printed(of_length(200), name, pdf_ua=2))) as pdf:
        assert pdf.pdf_version == "2.0"
        assert b'pdfuaid:part="2"' in pdf.Root.Metadata.read_bytes()
        root = pdf.Root.StructTreeRoot
        assert root.K[0].NS.NS == "http://iso.org/pdf2/ssn"
        assert pdf.Root.Outlines.First.A.SD[0].S == "/H1"


def test_two_paragraphs_are_one_page_and_a_book_is_even() -> None:
    for count, pages in ((80, {1}), (900, {2, 4})):
        with pikepdf.open(io.BytesIO(printed(of_length(count), "a4"))) as pdf:
            assert len(pdf.pages) in pages


def test_hyphens_are_kept_in_the_text_and_never_end_a_line() -> None:
    said = " ".join(f"well-known-{n} one-size-fits-all" for n in range(60))
    article = Article(
        "A self-made do-it-yourself title", (Heading(words("Non-slip"), 2), Paragraph(words(said)))
    )
    data = printed(article, "trifold-a4")
    found = [text for _, text in read_blocks(data)]
    assert "A self-made do-it-yourself title" in found
    assert said in found
    assert not [line for line, _ in lines(data) if line.get_text().rstrip().endswith("-")]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Outlines.First.First.Title) == "Non-slip"
