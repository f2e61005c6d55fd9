"""Sources read and structured in shards, on as many cores as there are; a bad article costs only itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from multiprocessing.context import BaseContext
from types import ModuleType
from typing import NamedTuple

from flows import forkserver
from flows.boundary import attempt
from flows.crew import can_fork, follow_parent
from flows.extract import Packed, pack
from flows.ingest import bytes_of
from flows.locate import Located, Refusal
from flows.siblings import NO_NEIGHBOURS, Neighbours
from pipeline.assemble import assemble
from pipeline.overrides import Overrides
from pipeline.policy import Policy
from pipeline.tagger.model import load
from sources import read

# A shard is a stage of the run; its chunks go to whichever process is free, so that all of them end together.
LARGEST = 200
_LARGEST_CHUNK = 20
_CHUNKS_EACH = 8
# Less articles than this are not worth starting a process.
_FEW = 16


class Task(NamedTuple):
    """A source to read, how boldly, what is always kept or dropped of it, and what recurs beside it."""

    file: Located
    policy: Policy
    overrides: Overrides
    neighbours: Neighbours = NO_NEIGHBOURS


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a source: the hash of its bytes, and the extract."""

    content: str
    packed: Packed


def work(task: Task) -> Made | Refusal:
    """Read and structure one source."""
    return attempt(task.file.key, task.file.origin, lambda: _make(task))


def _make(task: Task) -> Made:
    file = task.file
    data = bytes_of(file.path, file.origin)
    raw = read(data, key=file.key, origin=file.origin, suffix=file.suffix)
    reading = assemble(raw, task.policy, task.overrides, task.neighbours.site_of(raw))
    return Made(sha256(data).hexdigest(), pack(reading))


def cut(tasks: Sequence[Task], workers: int) -> list[Sequence[Task]]:
    """Cut tasks into shards, in order: at least two for every worker where they are many."""
    size = min(LARGEST, max(_FEW, -(-len(tasks) // (2 * workers))))
    return [tasks[start : start + size] for start in range(0, len(tasks), size)]


Answer = Callable[[], list["Made | Refusal"]]


@contextmanager
def working(shards: Sequence[Sequence[Task]], workers: int) -> Iterator[list[Answer]]:
    """Begin all shards, and give for each a function that waits for its results.

    They are done here and one by one where there is little to do, or where there can be no other process.
    """
    total = sum(map(len, shards))
    if any(task.policy is not Policy.RULES for shard in shards for task in shard):
        load()  # once for all processes that are forked from this one
    pool = None if workers == 1 or total < _FEW else _pool(min(workers, len(shards)))
    if pool is None:
        yield [lambda shard=shard: [work(task) for task in shard] for shard in shards]  # type: ignore[misc]
        return
    size = max(1, min(_LARGEST_CHUNK, total // (_CHUNKS_EACH * workers)))
    try:
        futures = [[(chunk, _submit(pool, chunk)) for chunk in _chunks(shard, size)] for shard in shards]
        yield [partial(_taken, pool, each) for each in futures]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _chunks(shard: Sequence[Task], size: int) -> Iterator[Sequence[Task]]:
    return (shard[start : start + size] for start in range(0, len(shard), size))


def _taken(
    pool: ProcessPoolExecutor, futures: list[tuple[Sequence[Task], Future[list[Made | Refusal]]]]
) -> list[Made | Refusal]:
    """Wait for the results of a shard, which are held no longer then: they are the texts of all articles."""
    made = [one for chunk, future in futures for one in _result(pool, chunk, future)]
    futures.clear()
    return made


def _work_all(shard: Sequence[Task]) -> list[Made | Refusal]:
    return [work(task) for task in shard]


def _result(
    pool: ProcessPoolExecutor, shard: Sequence[Task], future: Future[list[Made | Refusal]]
) -> list[Made | Refusal]:
    try:
        return future.result()
    except BrokenProcessPool:
        # One of them ended its process: each in a process of its own, and it is known by name. They are
        # forked of this one, once the thread of the pool is gone.
        pool.shutdown(wait=True, cancel_futures=True)
        return [_alone(task) for task in shard]


def _alone(task: Task) -> Made | Refusal:
    pool = _pool(1)
    if pool is None:
        return work(task)
    try:
        return _submit(pool, [task]).result()[0]
    except BrokenProcessPool:
        what = "ended the process that read it."
        remedy = "Look for unusual content in it, or leave it out."
        return Refusal(task.file.key, task.file.origin, what, remedy)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor | None:
    """Start processes; None where the system has no shared memory for their locks, as in some containers."""
    try:
        return ProcessPoolExecutor(workers, mp_context=_context(), initializer=_prepare)
    except OSError:
        return None


def _context() -> BaseContext:
    """Fork this process, which has all modules loaded, where no other thread can be in mid-work."""
    if can_fork():
        return multiprocessing.get_context("fork")
    return forkserver.context()


def _prepare() -> None:
    # A person's Ctrl-C reaches every process of a terminal; the one that started this one answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    follow_parent()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _submit(pool: ProcessPoolExecutor, shard: Sequence[Task]) -> Future[list[Made | Refusal]]:
    """Submit a shard, with the main module hidden from a process that would run it again as it starts."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        return pool.submit(_work_all, shard)
    except BrokenProcessPool:
        lost: Future[list[Made | Refusal]] = Future()
        lost.set_exception(BrokenProcessPool())
        return lost
    finally:
        sys.modules["__main__"] = main
