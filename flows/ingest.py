"""Located sources to readings: each file is read and judged alone, and a bad one costs only itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from flows import one_thread  # noqa: F401
from flows.boundary import attempt
from flows.locate import Located, Refusal
from flows.orders import Orders, orders_of
from pipeline.assemble import assemble
from pipeline.errors import UnreadableSource
from pipeline.model import RawArticle, Reading
from pipeline.overrides import Overrides
from pipeline.policy import Policy
from sources import read

# A long book is 2 MB of text; a saved page with its pictures inside is some 20 MB.
_LARGEST_BYTES = 64 * 2**20
Taken: TypeAlias = tuple[Located, RawArticle]
Judged: TypeAlias = tuple[Located, Reading]


def ingest(files: Iterable[Located]) -> Iterator[Taken | Refusal]:
    """Read and decode every file, in order."""
    for file in files:
        raw = attempt(file.key, file.origin, partial(read_file, file))
        yield raw if isinstance(raw, Refusal) else (file, raw)


def structure(taken: Sequence[Taken], policy: Policy, orders: Sequence[Orders]) -> list[Judged | Refusal]:
    """Judge every line of raw articles, in order."""
    return [_judge(file, raw, policy, orders_of(file.path, orders)) for file, raw in taken]


def _judge(file: Located, raw: RawArticle, policy: Policy, overrides: Overrides) -> Judged | Refusal:
    reading = attempt(file.key, file.origin, lambda: assemble(raw, policy, overrides))
    return reading if isinstance(reading, Refusal) else (file, reading)


def read_file(file: Located) -> RawArticle:
    """Read and decode one file. Raises UnreadableSource when it cannot be opened, or is no text."""
    return read(_bytes_of(file.path, file.origin), key=file.key, origin=file.origin, suffix=file.suffix)


def _bytes_of(path: Path, origin: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST_BYTES:
            raise UnreadableSource(
                f"is too large: {size / 1e6:.0f} MB.",
                where=origin,
                remedy=f"An article may have {_LARGEST_BYTES / 1e6:.0f} MB.",
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSource(
            f"cannot be opened: {error.strerror or error}.",
            where=origin,
            remedy="Check its permissions: handbill must be able to read it.",
        ) from error
