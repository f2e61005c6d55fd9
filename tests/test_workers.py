"""Processes under limits: a bad job costs its process, and no other job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from flows.limits import Limits
from flows.workers import Lost, Trade, Workers
from tests import trades

TIGHT = Limits(cpu_s=1, memory_mb=400, wall_s=20)


@contextmanager
def crew(
    count: int = 2, *, limits: Limits = TIGHT, prepare: Callable[[], None] = trades.prepare
) -> Iterator[Workers[str, str]]:
    workers = Workers(count, Trade(trades.work, prepare, limits))
    try:
        yield workers
    finally:
        workers.close()


def test_every_job_is_answered_once() -> None:
    jobs = [f"job {n}" for n in range(40)]
    with crew() as workers:
        assert dict(workers.run(jobs)) == {job: job.upper() for job in jobs}
        assert dict(workers.run(["again"])) == {"again": "AGAIN"}


@pytest.mark.parametrize(
    ("job", "lost"),
    [
        ("spin", Lost.PROCESSOR),
        ("eat", Lost.MEMORY),
        ("eat slowly", Lost.MEMORY),
        ("die", Lost.DEATH),
        ("raise", Lost.DEATH),
    ],
)
def test_a_bad_job_is_lost_alone_with_its_reason(job: str, lost: Lost) -> None:
    jobs = ["one", job, "two", "three", "four"]
    with crew() as workers:
        assert dict(workers.run(jobs)) == {
            job: lost,
            "one": "ONE",
            "two": "TWO",
            "three": "THREE",
            "four": "FOUR",
        }
        assert dict(workers.run(["five"])) == {"five": "FIVE"}


def test_a_job_that_only_waits_is_ended_by_the_clock() -> None:
    with crew(limits=Limits(cpu_s=1, memory_mb=400, wall_s=0.3)) as workers:
        assert dict(workers.run(["wait", "one"])) == {"wait": Lost.TIME, "one": "ONE"}


def test_a_process_goes_on_from_job_to_job_and_the_processor_is_counted_anew() -> None:
    with crew(1) as workers:
        (first,) = workers.run(["who"])
        assert dict(workers.run(["spin"])) == {"spin": Lost.PROCESSOR}
        (second,) = workers.run(["who"])
        (third,) = workers.run(["who"])
    assert first != second
    assert second == third


def test_nothing_but_bad_jobs_ends_too() -> None:
    with crew() as workers:
        assert list(workers.run(["die"] * 5)) == [("die", Lost.DEATH)] * 5


def test_processes_that_never_get_ready_are_given_up() -> None:
    with crew(prepare=trades.fail_to_prepare) as workers:
        assert dict(workers.run(["one", "two"])) == {"one": Lost.START, "two": Lost.START}


def test_no_job_starts_no_process() -> None:
    with crew() as workers:
        assert list(workers.run([])) == []
