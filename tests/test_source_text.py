"""Plain text: one line for each physical line; and the registry of readers."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ArticleRefused, UnreadableSource
from sources import SOURCES, read
from sources.text import read_text


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_text(data, "a.txt", "in/a.txt").lines]


def test_every_physical_line_is_a_line_numbered_from_one() -> None:
    raw = read_text(b"Title\n\n  \xe2\x80\xa2 item  \nlast\n", "a.txt", "in/a.txt")
    assert [(line.n, line.text) for line in raw.lines] == [
        (1, "Title"),
        (2, ""),
        (3, "  • item"),
        (4, "last"),
    ]
    assert (raw.key, raw.origin, raw.notices) == ("a.txt", "in/a.txt", ())
    assert all(line.hint is None and line.spans == () for line in raw.lines)


def test_the_last_line_feed_adds_no_line_but_blank_lines_count() -> None:
    assert texts(b"a\nb") == texts(b"a\nb\n") == ["a", "b"]
    assert texts(b"a\n\n\n") == ["a", "", ""]


def test_markup_typed_in_a_text_stays_as_typed() -> None:
    assert texts(b"<script>alert(1)</script>, AT&T, a < b, &lt;\n") == [
        "<script>alert(1)</script>, AT&T, a < b, &lt;"
    ]


def test_notices_name_the_lines_of_the_file() -> None:
    raw = read_text(b"fine\nbell\x07\n", "a.txt", "a.txt")
    assert [(notice.code, notice.lines) for notice in raw.notices] == [("control-characters", (2,))]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1))
def test_numbers_agree_with_grep(text: str) -> None:
    data = text.encode()
    try:
        raw = read_text(data, "a.txt", "a.txt")
    except ArticleRefused:
        return
    if not any(notice.code == "guessed-encoding" for notice in raw.notices) and b"\x00" not in data:
        # An incomplete last line is a line, as grep counts it.
        assert len(raw.lines) == data.count(b"\n") + (not data.endswith(b"\n"))
    assert [line.n for line in raw.lines] == list(range(1, len(raw.lines) + 1))
    assert all("\n" not in line.text for line in raw.lines)


def test_the_suffix_chooses_the_reader_in_capitals_too() -> None:
    assert set(SOURCES) >= {".txt", ".html", ".htm"}
    assert read(b"<p>x", key="a", origin="a", suffix=".TXT").lines[0].text == "<p>x"
    assert read(b"<p>x", key="a", origin="a", suffix=".HTM").lines[0].text == "x"


@pytest.mark.parametrize("suffix", [".docx", ""])
def test_an_unknown_suffix_is_refused_with_the_known_ones(suffix: str) -> None:
    with pytest.raises(UnreadableSource, match=r"a\.docx: has .* Known are \.txt, .*\.html, \.htm\."):
        read(b"x", key="a.docx", origin="a.docx", suffix=suffix)


def test_reading_plain_text_loads_no_parser_and_no_detector() -> None:
    code = (
        "import sys, sources; sources.read('“Hi”'.encode(), key='a', origin='a', suffix='.txt');"
        "sys.exit(' '.join({'bs4', 'lxml', 'ftfy', 'charset_normalizer'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
