"""Many small pieces of work, shared by this process and forks of it: each takes the next few that are left.

A fork has all that is in memory, so that nothing but the results is handed over. Where no process can be
forked safely, all is done here.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import struct
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

R = TypeVar("R")
# So many are taken at a time. A fork takes 10 ms, in which ten pages are rendered.
_FEW = 16
_WORTH_A_FORK = 50
_NUMBER = struct.Struct("=i")
# Every pipe takes so many numbers at once, however small the system makes it: a page of memory.
_MOST = 1000


def share(work: Callable[[int], R], count: int, workers: int) -> Generator[tuple[int, R], None, None]:
    """Yield each number from 0 to `count` - 1 with what `work` makes of it, as they come.

    `workers` counts this process. What a fork fails at is done again here: an error is raised where it would
    be without forks, and a fork that somebody ends costs time only. Results must bear pickling.
    """
    size = max(_FEW, -(-count // _MOST))
    starts = range(0, count, size)

    def do(start: int) -> list[R]:
        return [work(number) for number in range(start, min(start + size, count))]

    left = set(starts)
    if workers > 1 and count >= _WORTH_A_FORK and can_fork():
        with closing(_Queue(starts)) as queue, closing(_Forks(do, queue, workers - 1)) as forks:
            for start, made in _made(do, queue, forks):
                left.discard(start)
                yield from enumerate(made, start)
    for start in sorted(left):
        yield from enumerate(do(start), start)


def _made(do: Callable[[int], list[R]], queue: _Queue, forks: _Forks[R]) -> Iterator[tuple[int, list[R]]]:
    for start in queue.take():
        yield start, do(start)
        yield from forks.heard()
    yield from forks.rest()


def can_fork() -> bool:
    """Tell whether a fork of this process is safe: the system bears it, and no other thread is at work."""
    return sys.platform == "linux" and threading.active_count() == 1


def follow_parent() -> None:
    """See that this process ends with the one that started it.

    One that is killed leaves nobody to say that there is no more work. Waiting for ever, its forks would keep
    what they inherited: the lock of the output folder.
    """
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


class _Queue:
    """Numbers in a pipe, from which this process and its forks take: none is taken twice."""

    def __init__(self, numbers: range) -> None:
        self._end, start = os.pipe()
        os.write(start, b"".join(map(_NUMBER.pack, numbers)))
        os.close(start)

    def take(self) -> Iterator[int]:
        """Yield numbers while there are any."""
        while data := os.read(self._end, _NUMBER.size):
            yield _NUMBER.unpack(data)[0]

    def close(self) -> None:
        """Close it in this process."""
        os.close(self._end)


class _Forks(Generic[R]):
    """Forks of this process at work, and the lines on which they answer."""

    def __init__(self, do: Callable[[int], list[R]], queue: _Queue, count: int) -> None:
        self._lines: list[Connection] = []
        self._processes: list[BaseProcess] = []
        fork = multiprocessing.get_context("fork")
        for _ in range(count):
            line, other = fork.Pipe(duplex=False)
            process = fork.Process(target=_work, args=(do, queue, other), daemon=True)
            try:
                process.start()
            except OSError:  # no room for another process: those that are there do it
                line.close()
                break
            finally:
                other.close()
            self._lines.append(line)
            self._processes.append(process)

    def heard(self) -> Iterator[tuple[int, list[R]]]:
        """Yield what has been answered, without waiting: a fork with a full line would stand still."""
        for line in tuple(self._lines):
            while line in self._lines and line.poll():
                yield from self._hear(line)

    def rest(self) -> Iterator[tuple[int, list[R]]]:
        """Yield what is still answered, up to the end of each fork."""
        while self._lines:
            for line in wait(self._lines):
                if isinstance(line, Connection):
                    yield from self._hear(line)

    def _hear(self, line: Connection) -> Iterator[tuple[int, list[R]]]:
        try:
            answer: tuple[int, list[R]] = line.recv()
        except (EOFError, OSError):
            self._lines.remove(line)
            line.close()
        else:
            yield answer

    def close(self) -> None:
        """End the forks, also those at work."""
        for line in self._lines:
            line.close()
        for process in self._processes:
            process.kill()
            process.join()
            process.close()


def _work(do: Callable[[int], list[R]], queue: _Queue, line: Connection) -> None:
    """Take numbers and answer until there are no more; runs in a fork."""
    try:
        # A person's Ctrl-C reaches every process of a terminal; the one that started this one answers it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.freeze()  # to search what was inherited would copy all of it
        follow_parent()
        for start in queue.take():
            line.send((start, do(start)))
    finally:
        os._exit(0)  # an error is met again where it can be told
