"""What a worker process does: one leaflet rendered into the cache, with the renderer's warnings made ours.

It is imported by every worker, so it must not import the readers or the tagger.
"""

from __future__ import annotations

import gc
import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows import leaflet_cache
from flows.boundary import attempt, sentence
from flows.leaflet_cache import Misfit, Printed
from flows.locate import Refusal
from flows.renderer import renderer
from flows.workers import Lost
from outputs import ITEM_CHANNELS
from outputs.edition import Edition
from pipeline.errors import RenderFailed
from pipeline.model import Notice

# New objects before a search for garbage (Python's own 700). One is made after each leaflet, which leaves its
# boxes in cycles; before that only a book makes so many.
_COLLECT_AFTER = 500_000
_MOST_NOTICES = 10
_NO_GLYPH = re.compile(r"\.notdef .*\(U\+([0-9A-F]+)\)")


@dataclass(frozen=True, slots=True)
class Job:
    """One leaflet to render: one article's edition in one brand and format, and its place in the cache."""

    edition: Edition
    folder: Path


def prepare(scratch: str = "") -> None:
    """Make a process ready: all that the first leaflet would wait for.

    WeasyPrint writes the fonts to a folder of its own in `scratch`; a process that is ended leaves it there.
    """
    tempfile.tempdir = scratch or tempfile.tempdir
    renderer().press()
    gc.freeze()  # a leaflet's many boxes would have the imported modules searched again and again
    gc.set_threshold(_COLLECT_AFTER)


def render(job: Job) -> Printed | Misfit | Refusal | Lost:
    """Render one leaflet into the cache."""
    source = job.edition.items[0].source
    outcome = attempt(source, source, lambda: _filled(job))
    tidy()
    return outcome


def tidy() -> None:
    """Free what a leaflet leaves behind, so that a process does not grow with their number."""
    gc.collect()


def _filled(job: Job) -> Printed | Misfit | Lost:
    try:
        return _fill(job)
    except (MemoryError, SystemError):
        # C code that has no memory left does not always say so: "error return without exception set".
        return Lost.MEMORY
    except RenderFailed as failure:
        if not _is_misfit(failure):
            raise
        misfit = Misfit(sentence(failure.what), failure.remedy)
        leaflet_cache.keep_misfit(job.folder, misfit)
        return misfit


def _is_misfit(failure: BaseException) -> bool:
    """Say whether a failure comes of a text that needs more room than its format has."""
    from outputs.leaflet.fit import DoesNotFit

    cause: BaseException | None = failure
    while cause is not None and not isinstance(cause, DoesNotFit):
        cause = cause.__cause__
    return cause is not None


def _fill(job: Job) -> Printed:
    item = job.edition.items[0]
    with _warnings() as said:
        artifacts = ITEM_CHANNELS["leaflet"](job.edition, item)
    if not artifacts:
        raise RenderFailed("gave an empty leaflet.", where=item.source)
    leaflet_cache.keep(job.folder, artifacts, _notices(said))
    found = leaflet_cache.find(job.folder)
    if not isinstance(found, Printed):
        raise RenderFailed("lost its leaflet while it was rendered.", where=item.source)
    return found


class _Ear(logging.Filter):
    """Hear what a logger is told, whoever handles it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def filter(self, record: logging.LogRecord) -> bool:
        """Note a warning, and let it pass."""
        if record.levelno >= logging.WARNING:
            self.said.append(record.getMessage())
        return True


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collect the renderer's warnings while the context lasts."""
    logger, ear = logging.getLogger("weasyprint"), _Ear()
    logger.addFilter(ear)
    try:
        yield ear.said
    finally:
        logger.removeFilter(ear)


def _notices(said: list[str]) -> tuple[Notice, ...]:
    """Say each warning once, however many renderings gave it: characters without a glyph, then the others."""
    missing: set[str] = set()
    others: dict[str, None] = {}
    for message in said:
        if found := _NO_GLYPH.search(message):
            missing.add(chr(int(found[1], 16)))
        else:
            others[message] = None
    notices = [Notice("renderer-warning", f"WeasyPrint: {message}") for message in others][:_MOST_NOTICES]
    if missing:
        shown = " ".join(sorted(missing)[:_MOST_NOTICES])
        notices.insert(
            0, Notice("unprinted-characters", f"No font has these, and paper does without: {shown}")
        )
    return tuple(notices)
