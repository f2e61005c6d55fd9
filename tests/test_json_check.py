"""A JSON text that is read in parts is judged as one that is read whole."""

import json
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows import json_check

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def parses(data: bytes) -> bool:
    try:
        json_check.check(BytesIO(data))
    except ValueError:
        return False
    return True


def parses_whole(data: bytes) -> bool:
    try:
        json.loads(data.decode("utf-8", "surrogatepass"))
    except ValueError:
        return False
    return True


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_what_was_written_parses(value: object, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert parses(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("part", [1, 2, 7])
@given(text=st.text(alphabet='{}[]",:0123456789.-+eEtrufalsn \n\\üx'))
@example(text='{"a": [1, 2.5e10, {"b": "ü"}], "c": {}}')
@example(text='{"a": [1, 2.5e10, {"b": "ü"}], "c": {}')
@example(text="[1 2]")
@example(text='{"a": [1,]}')
@example(text='{"a" 1}')
@example(text="[[[[1]]]] 2")
@example(text="12")
@example(text="")
def test_any_text_is_judged_as_by_the_library(part: int, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_check, "_PART_BYTES", part)
        assert parses(text.encode()) == parses_whole(text.encode())


@given(VALUES, st.data())
def test_a_torn_text_does_not_parse(value: object, data: st.DataObject) -> None:
    whole = json.dumps({"articles": [value, value]}).encode()
    end = data.draw(st.integers(0, len(whole) - 1))
    assert not parses(whole[:end])


def test_bytes_that_are_no_text_do_not_parse() -> None:
    assert not parses(b'{"a": "\xff"}')
    assert not parses(b'{"a": "\xc3')


def test_a_long_report_is_not_held() -> None:
    class Told(BytesIO):
        most = 0

        def read(self, size: int | None = -1) -> bytes:
            Told.most = max(Told.most, size or 0)
            return super().read(size)

    rows = ",\n".join(json.dumps({"source": f"{n}.txt", "counts": [n] * 50}) for n in range(5000))
    json_check.check(Told(f'{{"articles": [{rows}], "summary": {{"published": 5000}}}}'.encode()))
    assert 0 < Told.most < 100_000
