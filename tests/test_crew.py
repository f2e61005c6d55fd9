"""Work shared with forks: each piece is done, whatever becomes of the forks, and errors are raised here."""

import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from flows import crew
from flows.crew import share
from tests.killed import ends_with_all_its_processes

HERE = os.getpid()


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few pieces of work be worth a fork, taken one at a time."""
    monkeypatch.setattr(crew, "_WORTH_A_FORK", 1)
    monkeypatch.setattr(crew, "_FEW", 1)


@pytest.fixture
def turn() -> Iterator[Callable[[], int]]:
    """Give what work calls so that forks have some of it: this process waits until one has begun two pieces.

    It returns how many pieces its process has begun.
    """
    begun, tell = os.pipe()
    turns = count(1)

    def take_turn() -> int:
        turn = next(turns)
        if os.getpid() != HERE:
            os.write(tell, b".")
        elif turn == 1:
            os.read(begun, 1)
            os.read(begun, 1)
        return turn

    yield take_turn
    os.close(begun)
    os.close(tell)


def test_each_number_comes_once_with_what_is_made_of_it(turn: Callable[[], int]) -> None:
    def work(number: int) -> tuple[int, int]:
        turn()
        return number * number, os.getpid()

    found = sorted(share(work, 50, 2))
    assert [(number, made) for number, (made, _) in found] == [(n, n * n) for n in range(50)]
    assert len({process for _, (_, process) in found}) == 2


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("total", [0, 1, 7, 2500])
def test_whatever_the_number_of_workers_all_is_done(workers: int, total: int) -> None:
    assert sorted(share(str, total, workers)) == [(n, str(n)) for n in range(total)]


def test_a_fork_that_is_killed_costs_no_piece(turn: Callable[[], int]) -> None:
    def work(number: int) -> int:
        if turn() == 2 and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert sorted(share(work, 8, 2)) == [(n, n) for n in range(8)]


def test_an_error_in_a_fork_is_met_again_here(turn: Callable[[], int], tmp_path: Path) -> None:
    def work(number: int) -> int:
        if turn() == 2 and os.getpid() != HERE:
            failed.write_text(str(number), encoding="utf-8")
        if failed.exists() and failed.read_text(encoding="utf-8") == str(number):
            raise ValueError(f"{number} in {os.getpid()}")
        return number

    failed = tmp_path / "failed"
    with pytest.raises(ValueError, match=rf"\d in {HERE}"):
        list(share(work, 10, 2))


def test_nothing_is_left_of_work_that_is_broken_off(tmp_path: Path) -> None:
    def work(number: int) -> int:
        if os.getpid() != HERE:
            (tmp_path / str(os.getpid())).touch()
            signal.pause()
        while not any(tmp_path.iterdir()):
            pass
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        list(share(work, 10, 2))
    (fork,) = tmp_path.iterdir()
    with pytest.raises(ProcessLookupError):
        os.kill(int(fork.name), 0)


def test_a_fork_ends_with_the_process_that_it_is_of() -> None:

    def share_until_a_fork_kills_it() -> None:
        parent = os.getpid()

        def work(number: int) -> int:
            if os.getpid() != parent:
                os.kill(parent, signal.SIGKILL)
            signal.pause()
            return number

        list(share(work, 10, 3))

    assert ends_with_all_its_processes(share_until_a_fork_kills_it)
