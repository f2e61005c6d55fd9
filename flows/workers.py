"""Processes that do jobs one at a time under limits; a bad job costs its process and no other job.

The standard library's pool cannot end one of its processes, and takes all of them for lost when one dies.
This one speaks to each process over a line of its own: it knows which job was lost, and puts another process
in the place of the one that is gone.
"""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Lock
from types import ModuleType
from typing import Generic, TypeVar

from flows.forkserver import context
from flows.limits import Limits

J = TypeVar("J")
R = TypeVar("R")
# Processes that end one after the other before they can take a job: the next one would do the same.
_FALSE_STARTS = 3
_STARTS_WITHIN_S = 300.0
_MEGABYTE = 2**20


class Lost(Enum):
    """Why a job has no answer."""

    PROCESSOR = "processor"
    MEMORY = "memory"
    TIME = "time"
    DEATH = "death"
    START = "start"


@dataclass(frozen=True, slots=True)
class Trade(Generic[J, R]):
    """What a process does for each job, and how it makes itself ready; both are functions of a module.

    An answer is never None. A job that raises MemoryError, or answers Lost.MEMORY, is lost, and its process
    ends; so it does with any other error.
    """

    work: Callable[[J], R]
    prepare: Callable[[], None]
    limits: Limits


class Workers(Generic[J, R]):
    """A number of processes with one trade."""

    def __init__(self, count: int, trade: Trade[J, R]) -> None:
        self._count = count
        self._trade = trade
        self._hands: list[_Hand[J, R]] = []
        self._starting = Lock()

    def start(self, count: int = 0) -> None:
        """See that `count` processes are there, or all; the first one waits for their modules' import."""
        with self._starting:
            while len(self._hands) < min(count or self._count, self._count):
                self._hands.append(_Hand(self._trade))

    def close(self) -> None:
        """End all processes, also those at work."""
        with self._starting:
            for hand in self._hands:
                hand.dismiss()
            self._hands.clear()

    def run(self, jobs: Sequence[J]) -> Iterator[tuple[J, R | Lost]]:
        """Do the jobs, begun in their order; yield each with its answer as it comes."""
        waiting = deque(jobs)
        false_starts = 0
        while waiting or any(hand.job for hand in self._hands):
            if false_starts >= _FALSE_STARTS:
                yield from ((job, Lost.START) for job in waiting)
                return
            if waiting:
                self.start(len(waiting) + sum(hand.job is not None for hand in self._hands))
            self._hand_out(waiting)
            for hand in self._heard():
                was_ready, job = hand.is_ready, hand.job
                answer = hand.hear()
                if job and answer is not None:
                    yield job[0], answer
                if hand.is_gone:
                    self._hands.remove(hand)
                    hand.dismiss()
                false_starts = 0 if hand.is_ready else false_starts + (not was_ready)

    def _hand_out(self, waiting: deque[J]) -> None:
        for hand in self._hands:
            if waiting and hand.is_idle and hand.give(waiting[0]):
                waiting.popleft()

    def _heard(self) -> list[_Hand[J, R]]:
        """Wait until processes have spoken, died or outrun their time; return these."""
        ends = min((hand.ends for hand in self._hands), default=math.inf)
        timeout_s = None if ends == math.inf else max(0.0, ends - time.monotonic())
        spoken = wait([hand.line for hand in self._hands], timeout_s)
        now = time.monotonic()
        return [hand for hand in self._hands if hand.line in spoken or hand.ends <= now]


class _Hand(Generic[J, R]):
    """One process: the line to it, and the job it is at (in a tuple of its own: a job may be anything)."""

    def __init__(self, trade: Trade[J, R]) -> None:
        self.line, other = context().Pipe()
        self.job: tuple[J] | None = None
        self.ends = time.monotonic() + _STARTS_WITHIN_S
        self.is_ready = False
        self.is_gone = False
        self._wall_s = trade.limits.wall_s
        self._process = _started(trade, other)
        other.close()

    @property
    def is_idle(self) -> bool:
        return self.is_ready and not self.is_gone and self.job is None

    def give(self, job: J) -> bool:
        """Give a job to an idle process; False where it has died at rest."""
        try:
            self.line.send(job)
        except OSError:
            self.is_ready = False
            return False
        self.job, self.ends = (job,), time.monotonic() + self._wall_s
        return True

    def hear(self) -> R | Lost | None:
        """Take what the process has to say of its job; None where it had none."""
        try:
            if not self.line.poll():
                self.is_gone, self.is_ready = True, self.job is not None
                return Lost.TIME
            said: tuple[R | Lost] | None = self.line.recv()
        except (EOFError, OSError):
            self.is_gone, self.is_ready = True, self.job is not None
            self._process.join()
            return Lost.PROCESSOR if self._process.exitcode == -signal.SIGXCPU else Lost.DEATH
        self.is_ready, self.job, self.ends = True, None, math.inf
        if said is None:
            return None
        self.is_gone = said[0] is Lost.MEMORY
        return said[0]

    def dismiss(self) -> None:
        """End the process."""
        self.line.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _started(trade: Trade[J, R], line: Connection) -> BaseProcess:
    """Start a process, with the main module hidden from it.

    It would run the main module again, and with a script that publishes as it is imported, publish again.
    """
    process: BaseProcess = context().Process(target=_serve, args=(trade, line), daemon=True)
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        process.start()
    finally:
        sys.modules["__main__"] = main
    return process


def _serve(trade: Trade[J, R], line: Connection) -> None:
    """Do jobs until the line is closed; runs in a process of its own."""
    # A person's Ctrl-C reaches every process of a terminal; the one that started this one answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not os.environ.get("HANDBILL_TRACEBACK"):
        # Libraries write their last words there; what happened is told by whoever started this process.
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
    trade.prepare()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_DATA, trade.limits.memory_mb * _MEGABYTE)
    line.send(None)
    while True:
        try:
            job: J = line.recv()
        except EOFError:
            return
        _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + trade.limits.cpu_s)
        answer = _answer(trade, job)
        line.send((answer,))
        if answer is Lost.MEMORY:
            return


def _answer(trade: Trade[J, R], job: J) -> R | Lost:
    try:
        return trade.work(job)
    except MemoryError:
        return Lost.MEMORY


def _limit(kind: int, most: int) -> None:
    """Lower a soft limit; the kernel sends SIGXCPU, which ends the process, or refuses memory."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
