"""Write a PDF's streams: compressed once, not twice, and with an end that can be read in one way only.

pydyf asks each stream for its bytes to write them, and again to name the file by all of its bytes. It ends
the data with a line feed. Where they end in a carriage return, a reader may take both for the end of the
line, and the stream for a byte too short (ISO 19005-2 section 6.1.7.1). One leaflet in thirty had one.

It depends on the property `pydyf.Stream.data`: tests/test_leaflet_packing.py.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pydyf

_BEGIN, _END = b"\nstream\n", b"\nendstream"
_STOCK = pydyf.Stream.data
_LOCK = threading.RLock()


def pack(pdf: pydyf.PDF) -> None:
    """Compress the streams of a PDF that is about to be written."""
    for made in pdf.objects:
        if isinstance(made, pydyf.Stream) and made.compress:
            written: bytes = _STOCK.fget(made)
            made.stream = [written[written.index(_BEGIN) + len(_BEGIN) : -len(_END)]]
            made.extra["Filter"] = "/FlateDecode"
            made.compress = False


@contextmanager
def streams_end_clearly() -> Iterator[None]:
    """Let pydyf write CR LF before `endstream` where the data end in CR, while the context lasts."""
    with _LOCK:
        pydyf.Stream.data = property(_clearly_ended)
        try:
            yield
        finally:
            pydyf.Stream.data = _STOCK


def _clearly_ended(made: pydyf.Stream) -> bytes:
    written: bytes = _STOCK.fget(made)
    data = written.removesuffix(_END)
    return data + b"\r" + _END if data.endswith(b"\r") else written
