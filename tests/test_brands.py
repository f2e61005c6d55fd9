"""What of a brand is refused before it is printed, with the words that a clinic reads."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from flows.brands import leaflets_of
from flows.config import parse
from flows.settings import load
from outputs.contrast import passing_shade, print_contrast
from outputs.edition import Brand
from outputs.logo import flaw_in
from pipeline.errors import UsageError

SHAPES = '<rect width="9" height="9" fill="#000"/>'


def svg(content: str = SHAPES, attributes: str = 'viewBox="0 0 9 9"') -> bytes:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>'
    return f"{head}\n{content}\n</svg>".encode()


def png(width: int = 200, height: int = 100, mode: str = "RGBA") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height)).save(file, "PNG")
    return file.getvalue()


DRAWINGS = {
    "shapes": svg(),
    "sized": svg(attributes='width="40mm" height="9mm"'),
    "gradient": svg('<defs><linearGradient id="g"/></defs><path fill="url(#g)" d="M0 0h9v9z"/>'),
    "use": svg('<defs><g id="a"><path d="M0 0h9"/></g></defs><use href="#a"/><use xlink:href="#a"/>'),
    "style": svg("<style>.a { fill: url('#g') }</style>" + SHAPES),
    "doctype": b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + svg(),
    "inkscape": svg('<n:view xmlns:n="http://www.inkscape.org/x" id="v"/><metadata><a/></metadata>' + SHAPES),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_of_shapes_is_taken(name: str) -> None:
    assert flaw_in(DRAWINGS[name], ".svg") is None


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_a_whole_picture_is_taken(mode: str) -> None:
    assert flaw_in(png(mode=mode), ".png") is None


def lots_of_uses() -> str:
    """Nine levels that each use the one below ten times: a milliard of shapes."""
    levels = "".join(
        f'<g id="l{n}">{f"<use href={chr(34)}#l{n - 1}{chr(34)}/>" * 10}</g>' for n in range(1, 10)
    )
    return f'<defs><path id="l0" d="M0 0"/>{levels}</defs><use href="#l9"/>'


FLAWED = {
    "script": (svg("<script>alert(1)</script>"), "holds a script (<script>)", 2),
    "event": (svg('\n<rect onclick="x()" width="9" height="9"/>'), "holds a script (onclick)", 3),
    "html": (svg("<foreignObject/>"), "holds another document (<foreignObject>)", 2),
    "picture": (svg('<image href="data:image/png;base64,x"/>'), "holds an embedded or linked picture", 2),
    "text": (svg("<text>Clinic</text>"), "holds text that needs a font (<text>)", 2),
    "link": (svg('<a href="https://e.example/"><path d="M0 0"/></a>'), "asks for something outside", 2),
    "use outside": (
        svg('<use xlink:href="other.svg#a"/>'),
        "asks for something outside of it (other.svg#a)",
        2,
    ),
    "fill outside": (svg('<path fill="url(http://e.example/#a)" d=""/>'), "asks for something outside", 2),
    "style": (svg("<style>@import 'x.css';</style>"), "asks for something outside of it (in a style)", 2),
    "stylesheet": (b'<?xml-stylesheet href="a.css"?>' + svg(), "asks for a stylesheet outside of it", 1),
    "entities": (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("&a;"), "defines entities", 1),
    "fetched entity": (
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg(),
        "defines entities",
        1,
    ),
    "too many uses": (svg(lots_of_uses()), "draws more than 20,000 shapes", 1),
    "itself": (svg('<g id="a"><use href="#a"/></g>'), "draws more than 20,000 shapes", 1),
    "deep": (svg("<g>" * 70 + "</g>" * 70), "is too complicated for a logo", 2),
    "sizeless": (svg(attributes=""), "says no size", 1),
    "not drawn": (b"<html><body/></html>", "its first element is not <svg>", 1),
    "torn": (svg()[:-4], "is no SVG (unclosed token)", 3),
    "empty": (b"", "is no SVG (no element found)", 1),
    "other": (b"GIF89a", "is no SVG (", 1),
    "large": (svg(" " * 1_000_001), "a logo may have 1 MB", 0),
}


@pytest.mark.parametrize("name", FLAWED)
def test_a_drawing_that_runs_asks_or_needs_a_font_is_refused_with_its_line(name: str) -> None:
    logo, what, line = FLAWED[name]
    flaw = flaw_in(logo, ".svg")
    assert flaw is not None
    assert what in flaw.what
    assert flaw.line == line
    assert flaw.remedy


@pytest.mark.parametrize(
    ("logo", "what"),
    [
        (b"GIF89a", "is no PNG picture"),
        (png()[:-20], "is a damaged PNG picture"),
        (png()[:60] + bytes([png()[60] ^ 255]) + png()[61:], "the checksum of its chunk"),
        (png(64, 64), "has 64 x 64 pixels, too few to print well"),
        (png(6000, 5000, "1"), "has 6000 x 5000 pixels: too many"),
    ],
)
def test_a_picture_that_is_damaged_or_of_no_use_in_print_is_refused(logo: bytes, what: str) -> None:
    flaw = flaw_in(logo, ".png")
    assert flaw is not None
    assert what in flaw.what


@given(st.binary(max_size=300), st.sampled_from([".svg", ".png"]))
def test_no_file_at_all_is_an_error_of_ours(content: bytes, suffix: str) -> None:
    flaw_in(content, suffix)
    flaw_in(svg() + content, ".svg")
    flaw_in(png()[: len(content)] + content, ".png")


def refusal_of(folder: Path, text: str) -> UsageError:
    file = folder / "handbill.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load(str(file))
    return caught.value


def test_a_bad_logo_names_its_key_its_file_and_the_lines_of_both(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(svg("<text>Riverside</text>"))
    error = refusal_of(tmp_path, '[brands.riverside]\nname = "Riverside"\nlogo = "logo.svg"\n')
    assert error.where == f"{tmp_path / 'logo.svg'}:2"
    assert error.what.startswith(f"brands.riverside.logo in {tmp_path / 'handbill.toml'}:3 cannot be printed")
    assert "outlines" in error.remedy


def test_a_colour_without_contrast_is_refused_with_the_nearest_shade_that_has_it(tmp_path: Path) -> None:
    error = refusal_of(tmp_path, '[brand]\nname = "A"\ncolor = "#E4007F"\n')
    assert error.where.endswith(":3")
    assert error.what == (
        "brand.color is #e4007f, whose contrast with white paper and its own pale tint is 4.1:1; text and "
        'grounds in print need 7:1. The nearest shade that has it is "#a2005a".'
    )
    shade = error.what.split('"')[1]
    assert brand_of(f'color = "{shade}"').color == shade


@given(st.integers(0, 0xFFFFFF))
def test_the_nearest_shade_passes_keeps_what_passes_and_is_the_lightest(number: int) -> None:
    color = f"#{number:06x}"
    shade = passing_shade(color)
    assert print_contrast(shade) >= 7
    assert passing_shade(shade) == shade
    if print_contrast(color) >= 7:
        assert shade == color
    else:
        assert print_contrast(shade) < 7.6


def brand_of(lines: str) -> Brand:
    text = f"[brand]\n{lines}\n"
    return (
        leaflets_of(parse(text, "handbill.toml"), "Site", Path(), Path("handbill.toml"), text)
        .imprints[0]
        .brand
    )


@pytest.mark.parametrize(
    "phone",
    [
        "111",
        "01632 960105",
        "+44 (0)1632 960105",
        "0800/123-456",
        "01632 960105 ext. 12",
        "030 1234 (option 2)",
    ],
)
def test_a_telephone_number_is_taken_as_it_is_written(phone: str) -> None:
    assert brand_of(f'phone = "{phone}"').phone == phone


@pytest.mark.parametrize(
    "phone", ["12", "call us", "01632 960105 or 01632 960106", "++44 1632", "0163O 960105"]
)
def test_what_cannot_be_called_is_refused(phone: str) -> None:
    with pytest.raises(
        UsageError, match=r"handbill\.toml:2: brand\.phone must be one number of 3 to 15 digits"
    ):
        brand_of(f'phone = "{phone}"')


@pytest.mark.parametrize("email", ["a@b.example", "first.last+tag@sub.clinic.co.uk", "praxis@müller.example"])
def test_an_address_for_mail_is_taken(email: str) -> None:
    assert brand_of(f'email = "{email}"').email == email


@pytest.mark.parametrize(
    "email",
    ["a@b", "a.@b.example", "a b@c.example", "a@b..example", "a@-b.example", "<a@b.example>", "a@b.example,"],
)
def test_what_gets_no_mail_is_refused(email: str) -> None:
    with pytest.raises(UsageError, match=r"handbill\.toml:2: brand\.email must be an e-mail address"):
        brand_of(f'email = "{email}"')


def test_opening_hours_are_short_lines_of_real_times() -> None:
    good = ("Mon to Fri 9:00 to 17:00", "Sat 9.00–12.30", "Open until 24:00", "By appointment")
    assert brand_of(f"hours = {list(good)}").hours == good
    for bad, why in {
        "Mon 9:75": "holds 9:75, which is no time of day",
        "Mon 25:00": "holds 25:00, which is no time of day",
        "x" * 61: "must be lines of 1 to 60 characters",
        "": "must be lines of 1 to 60 characters",
    }.items():
        with pytest.raises(UsageError, match=rf"handbill\.toml:2: brand\.hours {why}"):
            brand_of(f'hours = ["{bad}"]')
    with pytest.raises(UsageError, match="must be at most 10 lines"):
        brand_of(f"hours = {['Mon'] * 11}")


def test_a_name_is_one_line_and_an_address_may_be_several() -> None:
    assert brand_of(r'address = "1 High Street\nTown"').address == "1 High Street\nTown"
    with pytest.raises(UsageError, match=r"brand\.name must be one line"):
        brand_of(r'name = "A\nB"')
    with pytest.raises(UsageError, match=r"brand\.address must not hold control characters"):
        brand_of(r'address = "A\u0007"')
