"""Leaflets rendered by worker processes into a cache, so that an unchanged one is not rendered again."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache as remembered
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import ParamSpec, TypeVar

from flows.forkserver import RENDERER, context
from flows.ingest import attempt
from flows.locate import Refusal
from flows.release import Piece
from outputs import ITEM_CHANNELS
from outputs.article_json import dump
from outputs.edition import Edition
from pipeline.errors import RenderFailed
from pipeline.version import __version__

# Below this number a process that imports WeasyPrint for itself costs more than it gains.
_FEW = 3
# New objects before a search for garbage (Python's own 700): a tenth faster, for 20 MB more.
_COLLECT_AFTER = 50_000
_MANIFEST = "manifest.json"
P = ParamSpec("P")
T = TypeVar("T")
_WARM: ContextVar[ProcessPoolExecutor | None] = ContextVar("warm", default=None)
_RENDERERS = ("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "fonttools", "fontpkg-atkinson-hyperlegible")


@dataclass(frozen=True, slots=True)
class Job:
    """One article's leaflet to render: an edition of that article alone, and its place in the cache."""

    edition: Edition
    folder: Path


def job(edition: Edition, cache: Path) -> Job:
    """Name a leaflet by everything that its bytes depend on."""
    item = edition.items[0]
    whole = hashlib.sha256(dump(item))
    for part in (
        edition.site,
        edition.brand,
        edition.printing,
        edition.built_at.isoformat(),
        _renderer_version(),
    ):
        whole.update(f"\n{part!r}".encode("utf-8", "backslashreplace"))
    return Job(edition, cache / whole.hexdigest()[:32])


def render(
    jobs: Sequence[Job], *, workers: int, advance: Callable[[int, int], None]
) -> list[tuple[Piece, ...] | Refusal]:
    """Render the leaflets that the cache does not hold, in as many processes as `workers` (0: one a core).

    The results are in the order of the jobs. `advance` is told how many of how many are there.
    """
    waiting = [each for each in jobs if _cached(each.folder) is None]
    # The longest first: two workers then finish together.
    waiting.sort(key=lambda each: len(each.edition.items[0].article.blocks), reverse=True)
    done = len(jobs) - len(waiting)
    faults: dict[Path, Refusal] = {}
    advance(done, len(jobs))
    for each, fault in _render_each(waiting, workers or os.cpu_count() or 1):
        done += 1
        advance(done, len(jobs))
        if fault is not None:
            faults[each.folder] = fault
    return [_result(each, faults) for each in jobs]


def prune(cache: Path, used: Collection[Path]) -> None:
    """Forget the cached leaflets that no job of this run used."""
    if not cache.is_dir():
        return
    for folder in cache.iterdir():
        if folder not in used:
            shutil.rmtree(folder, ignore_errors=True)


def _result(each: Job, faults: dict[Path, Refusal]) -> tuple[Piece, ...] | Refusal:
    found = faults.get(each.folder) or _cached(each.folder)
    if found is None:
        return _refusal(each, "lost its leaflet while it was rendered.")
    return found


@contextmanager
def warm(workers: int) -> Iterator[None]:
    """Start the workers before there is work: WeasyPrint is imported while this process does other things."""
    count = workers or os.cpu_count() or 1
    with _pool(count) as pool:
        if pool is None:
            yield
            return
        # Starting takes as long as the import, so it is waited for in a thread.
        starter = Thread(target=_start, args=(pool, count))
        starter.start()
        token = _WARM.set(pool)
        try:
            yield
        finally:
            _WARM.reset(token)
            starter.join()


def _render_each(jobs: Sequence[Job], workers: int) -> Iterator[tuple[Job, Refusal | None]]:
    """Render jobs, here or in processes; the jobs come back in any order, each with what is wrong."""
    warmed = _WARM.get()
    if warmed is not None:
        yield from _render_in(warmed, jobs)
        return
    few = len(jobs) <= _FEW or workers == 1
    with nullcontext(None) if few else _pool(min(workers, len(jobs))) as pool:
        if pool is None:
            for each in jobs:
                yield each, _render_one(each)
            return
        yield from _render_in(pool, jobs)


def _render_in(pool: ProcessPoolExecutor, jobs: Sequence[Job]) -> Iterator[tuple[Job, Refusal | None]]:
    died: list[Job] = []
    futures: list[tuple[Job, Future[Refusal | None]]] = []
    for each in jobs:
        try:
            futures.append((each, _submit(pool, _render_one, each)))
        except BrokenProcessPool:
            died.append(each)
    for each, future in futures:
        try:
            yield each, future.result()
        except BrokenProcessPool:
            died.append(each)
    for each in died:
        yield each, _render_alone(each)


def _render_alone(each: Job) -> Refusal | None:
    """Render in a process of its own: the article that kills its process is then known by name."""
    with _pool(1) as pool:
        if pool is None:
            return _refusal(each, "lost the process that rendered its leaflet.")
        try:
            return _submit(pool, _render_one, each).result()
        except BrokenProcessPool:
            return _refusal(each, "killed the process that rendered its leaflet.")


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor | None]:
    """Give worker processes; whatever happens, they end with what they have begun.

    None where the system has no shared memory for their locks, as in some containers.
    """
    try:
        pool = ProcessPoolExecutor(workers, mp_context=context(), initializer=_prepare)
    except OSError:
        yield None
        return
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(pool: ProcessPoolExecutor, workers: int) -> None:
    """Start the processes of a pool, before there is work for them."""
    for _ in range(workers):
        _submit(pool, os.getpid)


def _submit(pool: ProcessPoolExecutor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """Submit work, with the main module hidden from a process that starts for it.

    It would run the main module again, and with a script that publishes as it is imported, publish again.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        return pool.submit(work, *args, **kwargs)
    finally:
        sys.modules["__main__"] = main


def _prepare() -> None:
    """Make a worker process ready: all that the first leaflet would wait for."""
    # A person's Ctrl-C reaches every process of a terminal; the one that started this one answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_module(RENDERER).press()
    gc.freeze()  # a leaflet's many boxes would have the imported modules searched again and again
    gc.set_threshold(_COLLECT_AFTER)


def _render_one(each: Job) -> Refusal | None:
    """Render one leaflet into the cache; runs in a worker process."""
    item = each.edition.items[0]
    made = attempt(item.source, item.source, lambda: _fill(each))
    return made if isinstance(made, Refusal) else None


def _fill(each: Job) -> None:
    item = each.edition.items[0]
    artifacts = ITEM_CHANNELS["leaflet"](each.edition, item)
    if not artifacts:
        raise RenderFailed("gave an empty leaflet.", where=item.source)
    each.folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=each.folder.parent))
    digests: dict[str, str] = {}
    for artifact in artifacts:
        file = fresh / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.data)
        digests[artifact.path] = hashlib.sha256(artifact.data).hexdigest()
    (fresh / _MANIFEST).write_text(json.dumps(digests), encoding="utf-8")
    shutil.rmtree(each.folder, ignore_errors=True)
    fresh.rename(each.folder)


def _cached(folder: Path) -> tuple[Piece, ...] | None:
    """Return what the cache holds, or None when it is missing or not what was put there."""
    try:
        digests: dict[str, str] = json.loads((folder / _MANIFEST).read_bytes())
        for path, digest in digests.items():
            if hashlib.sha256((folder / path).read_bytes()).hexdigest() != digest:
                return None
    except (OSError, ValueError):
        return None
    return tuple(Piece(path, folder / path) for path in digests)


def _refusal(each: Job, what: str) -> Refusal:
    source = each.edition.items[0].source
    return Refusal(source, source, what, "Look for unusual content in it, such as very long tables.")


@remembered
def _renderer_version() -> str:
    """Return what stands for the renderer: the versions of its parts, and the text of our own modules."""
    parts = [__version__]
    for name in _RENDERERS:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            parts.append(name)
    whole = hashlib.sha256()
    for name, data in sorted(_contents(files("outputs"))):
        whole.update(name.encode() + b"\0" + data)
    return ", ".join([*parts, whole.hexdigest()])


def _contents(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _contents(entry)
        else:
            yield f"{folder.name}/{entry.name}", entry.read_bytes()
