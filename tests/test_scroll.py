"""Texts that lie on the disk for the time of a run."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.scroll import Scroll
from pipeline.errors import ReleaseBroken

NAMES = st.sampled_from("abcd")


@given(
    st.dictionaries(NAMES, st.text()),
    st.lists(
        st.tuples(
            st.sampled_from(["put", "get", "drop"]), NAMES, st.text(st.characters(exclude_categories=()))
        )
    ),
)
def test_it_is_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory, held: dict[str, str], steps: list[tuple[str, str, str]]
) -> None:
    file = tmp_path_factory.mktemp("scroll") / "texts"
    scroll, plain = Scroll(file, dict(held)), dict(held)
    for what, name, text in steps:
        if what == "put":
            scroll[name] = plain[name] = text
        elif what == "drop":
            assert scroll.pop(name, None) == plain.pop(name, None)
        assert scroll.get(name) == plain.get(name)
        assert (name in scroll) == (name in plain)
        assert len(scroll) == len(plain)
        assert dict(scroll) == plain
    scroll.close()
    assert not file.exists()


def test_nothing_is_written_until_a_text_is_put_in(tmp_path: Path) -> None:
    scroll = Scroll(tmp_path / "texts", {"a": "A"})
    assert scroll["a"] == "A"
    assert not list(tmp_path.iterdir())


def test_its_file_has_no_name(tmp_path: Path) -> None:
    scroll = Scroll(tmp_path / "texts", {"a": "A"})
    scroll["a"] = "B"
    assert not list(tmp_path.iterdir())
    assert scroll["a"] == "B"
    scroll.close()


def test_what_a_killed_run_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("left over", encoding="utf-8")
    scroll = Scroll(tmp_path / "texts")
    scroll["a"] = "A"
    assert dict(scroll) == {"a": "A"}
    scroll.close()
    assert not list(tmp_path.iterdir())


def test_a_disk_that_refuses_is_named(tmp_path: Path) -> None:
    scroll = Scroll(tmp_path / "no folder" / "texts")
    with pytest.raises(ReleaseBroken, match="cannot be put away") as caught:
        scroll["a"] = "A"
    assert "no folder" in caught.value.where
    (tmp_path / "full").symlink_to("/dev/full")  # the link loses its name
    full = Scroll(tmp_path / "full")
    full["a"] = "A"
    with pytest.raises(ReleaseBroken, match="No space left"):
        full["a"]
    full.close()
    assert not (tmp_path / "full").is_symlink()
