"""Leaflets of articles, brands and formats, rendered by worker processes into a cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TypeAlias

from flows import leaflet_cache, leaflet_worker
from flows.leaflet_cache import Misfit, Printed
from flows.leaflet_worker import Job
from flows.limits import Limits
from flows.locate import Refusal
from flows.workers import Lost, Trade, Workers
from outputs.edition import Edition
from pipeline.model import block_text

Outcome: TypeAlias = Printed | Misfit | Refusal
_Press: TypeAlias = Workers[Job, Outcome | Lost]
_WARM: ContextVar[tuple[_Press, Thread] | None] = ContextVar("warm", default=None)


def job(edition: Edition, cache: Path) -> Job:
    """Give the leaflet of an edition of one article its place in the cache."""
    return Job(edition, cache / leaflet_cache.name_of(edition))


def render(
    jobs: Sequence[Job], *, workers: int, limits: Limits, advance: Callable[[int, int], None]
) -> list[Outcome]:
    """Render the leaflets that the cache does not hold, in as many processes as `workers` (0: one a core).

    The results are in the order of the jobs. `advance` is told how many of how many are there.
    """
    found = {each.folder: leaflet_cache.find(each.folder) for each in jobs}
    results: dict[Path, Outcome] = {folder: printed for folder, printed in found.items() if printed}
    waiting = {each.folder: each for each in jobs if each.folder not in results}
    done = len(jobs) - len(waiting)
    advance(done, len(jobs))
    # The longest first: two workers then finish together.
    ordered = sorted(waiting.values(), key=_length, reverse=True)
    for each, outcome in _render_each(ordered, workers or os.cpu_count() or 1, limits):
        results[each.folder] = outcome
        done += 1
        advance(done, len(jobs))
    return [results[each.folder] for each in jobs]


def _length(each: Job) -> int:
    return sum(len(block_text(block)) for block in each.edition.items[0].article.blocks)


@contextmanager
def warm(workers: int, limits: Limits) -> Iterator[None]:
    """Keep one set of workers while the context lasts; `start_workers` starts it ahead of its work."""
    with _pressroom(workers or os.cpu_count() or 1, limits) as press:
        starter = Thread(target=press.start)
        token = _WARM.set((press, starter))
        try:
            yield
        finally:
            _WARM.reset(token)
            if starter.ident is not None:
                starter.join()


def start_workers() -> None:
    """Start the workers of `warm`, if there are any; call it once in that context.

    Starting takes as long as the server process imports WeasyPrint, so it is waited for in a thread. Beside
    it the processes that judge could not be forked of this one (`flows.shards`), and each would import all
    modules anew: so this belongs behind their start.
    """
    if warmed := _WARM.get():
        warmed[1].start()


def _render_each(jobs: Sequence[Job], workers: int, limits: Limits) -> Iterator[tuple[Job, Outcome]]:
    """Render jobs in processes; the jobs come back as they are done, each with what came of it."""
    if not jobs:
        return
    warmed = _WARM.get()
    if warmed is not None:
        yield from ((each, _outcome(each, answer, limits)) for each, answer in warmed[0].run(jobs))
        return
    with _pressroom(min(workers, len(jobs)), limits) as press:
        yield from ((each, _outcome(each, answer, limits)) for each, answer in press.run(jobs))


@contextmanager
def _pressroom(workers: int, limits: Limits) -> Iterator[_Press]:
    """Give worker processes, and end them whatever happens, with what they wrote besides leaflets."""
    with TemporaryDirectory(prefix="handbill-", ignore_cleanup_errors=True) as scratch:
        prepare = partial(leaflet_worker.prepare, scratch)
        press: _Press = Workers(workers, Trade(leaflet_worker.render, prepare, limits))
        try:
            yield press
        finally:
            press.close()


_UNUSUAL = "Look for unusual content in it, such as very long tables or deep lists; "
_REMEDIES: Mapping[Lost, str] = {
    Lost.PROCESSOR: f"{_UNUSUAL}or raise cpu_s in [leaflet.limits].",
    Lost.MEMORY: f"{_UNUSUAL}or raise memory_mb in [leaflet.limits].",
    Lost.TIME: f"{_UNUSUAL}or raise wall_s in [leaflet.limits].",
    Lost.DEATH: f"{_UNUSUAL}it may also have needed more than memory_mb in [leaflet.limits].",
    Lost.START: "WeasyPrint needs the native library Pango: `make setup` installs it, or says what to type.",
}


def _outcome(each: Job, answer: Outcome | Lost, limits: Limits) -> Outcome:
    if not isinstance(answer, Lost):
        return answer
    match answer:
        case Lost.PROCESSOR:
            what = f"took more than {limits.cpu_s} s of processor time to print."
        case Lost.MEMORY:
            what = f"needed more than {limits.memory_mb} MB of memory to print."
        case Lost.TIME:
            what = f"was not printed within {limits.wall_s:g} s."
        case Lost.DEATH:
            what = "killed the process that rendered its leaflet."
        case Lost.START:
            what = "was not printed: no process could be started that renders leaflets."
    source = each.edition.items[0].source
    return Refusal(source, source, what, _REMEDIES[answer])
