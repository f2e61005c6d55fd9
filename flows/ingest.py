"""A located source to raw text, and the boundary at which a bad article costs only itself."""

from __future__ import annotations

from pathlib import Path

from flows import one_thread  # noqa: F401
from flows.locate import Located
from pipeline.errors import UnreadableSource
from pipeline.model import RawArticle
from sources import read

# A long book is 2 MB of text; a saved page with its pictures inside is some 20 MB.
_LARGEST_BYTES = 64 * 2**20


def read_file(file: Located) -> RawArticle:
    """Read and decode one file. Raises UnreadableSource when it cannot be opened, or is no text."""
    return read(bytes_of(file.path, file.origin), key=file.key, origin=file.origin, suffix=file.suffix)


def bytes_of(path: Path, origin: str) -> bytes:
    """Read the bytes of a source. Raises UnreadableSource when it cannot be opened, or is too large."""
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
