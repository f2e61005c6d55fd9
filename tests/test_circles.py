"""The search for circles is suspended, and takes up again where it was."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from flows import circles
from flows.circles import no_circles


class Node:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def thawed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(circles, "_ASIDE", [])
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_nothing_is_searched_meanwhile() -> None:
    with no_circles():
        assert not gc.isenabled()
        with no_circles():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.usefixtures("thawed")
def test_it_takes_up_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="x"), no_circles():
        raise ValueError("x")
    assert gc.isenabled()


@pytest.mark.usefixtures("thawed")
def test_a_process_that_stays_loses_no_memory_to_it() -> None:
    with no_circles():
        gone = weakref.ref(Node())
    gc.collect()
    assert gone() is None
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("thawed")
def test_what_was_made_is_set_aside_where_other_things_are() -> None:
    circles.set_aside()
    before = gc.get_freeze_count()
    with no_circles():
        made = [[n] for n in range(1000)]
    assert gc.get_freeze_count() >= before + len(made)
