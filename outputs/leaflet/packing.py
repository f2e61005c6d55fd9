"""Compress a PDF's streams before it is written: pydyf would do it twice.

It asks each stream for its bytes to write them, and again to name the file by all of its bytes. The file is
the same.
"""

from __future__ import annotations

import pydyf

_BEGIN, _END = b"\nstream\n", b"\nendstream"


def pack(pdf: pydyf.PDF) -> None:
    """Compress the streams of a PDF that is about to be written."""
    for made in pdf.objects:
        if isinstance(made, pydyf.Stream) and made.compress:
            written: bytes = made.data
            made.stream = [written[written.index(_BEGIN) + len(_BEGIN) : -len(_END)]]
            made.extra["Filter"] = "/FlateDecode"
            made.compress = False
