"""A PDF's streams are as long as they say, however a reader takes the line's end before `endstream`."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pydyf
import pytest

from outputs.leaflet import render_leaflet
from outputs.leaflet.packing import pack, streams_end_clearly
from tests.test_leaflet_golden import in_format

_STREAM = re.compile(rb"/Length (\d+)[^>]*>>\nstream\n")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def lengths(pdf: bytes) -> Iterator[tuple[int, int]]:
    """Yield the length that each stream tells, and that of the bytes up to the last line's end."""
    for begin in _STREAM.finditer(pdf):
        data = pdf[begin.end() : pdf.index(b"endstream", begin.end() + int(begin[1]))]
        end = data[-2:] if data.endswith(b"\r\n") else data[-1:]
        assert _LINE_END.fullmatch(end)
        yield int(begin[1]), len(data) - len(end)


def written(data: bytes, *, compress: bool) -> bytes:
    """Return a PDF of one stream and a compressed object stream."""
    pdf, target = pydyf.PDF(), io.BytesIO()
    pdf.add_object(pydyf.Stream([data], compress=compress))
    pack(pdf)
    with streams_end_clearly():
        pdf.write(target, b"1.7", b"0" * 32, compress=True)
    return target.getvalue()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\r\r", b"x"])
def test_a_stream_is_as_long_as_it_says_whatever_it_ends_in(end: bytes) -> None:
    made = written(b"data" + end, compress=False)
    assert b"data" + end in made
    assert [told for told, found in lengths(made) if told != found] == []


def test_compressed_streams_are_as_long_as_they_say() -> None:
    # One compressed stream in 256 ends in a carriage return.
    ends = set()
    for number in range(600):
        made = written(b"number %d" % number, compress=True)
        ((told, found), *others) = lengths(made)
        assert (told, others) == (found, [each for each in others if each[0] == each[1]])
        at = made.index(b"stream\n") + len(b"stream\n") + told - 1
        ends.add(made[at : at + 1])
    assert b"\r" in ends


def test_the_streams_of_a_leaflet_are_as_long_as_they_say() -> None:
    made = in_format("a4")
    found = list(lengths(render_leaflet(made, made.items[0])[0].data))
    assert len(found) > 5
    assert [told for told, real in found if told != real] == []


def test_pydyf_still_asks_a_stream_for_its_bytes_in_one_place() -> None:
    assert isinstance(pydyf.Stream.data, property)
    assert pydyf.Stream([b"data"]).data == b"<</Length 4>>\nstream\ndata\nendstream"
    with streams_end_clearly():
        assert pydyf.Stream([b"data\r"]).data.endswith(b"\nstream\ndata\r\r\nendstream")
    assert pydyf.Stream([b"data\r"]).data.endswith(b"\nstream\ndata\r\nendstream")
