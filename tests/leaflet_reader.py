"""Read a tagged PDF as a screen reader does: through its structure tree alone."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

_BLOCKS = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6", "LBody", "TH", "TD"})


def read_blocks(data: bytes) -> list[tuple[str, str]]:
    """Return (role, text) of every block element in reading order, white space collapsed."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(_blocks(pdf.Root.StructTreeRoot.K))


def _blocks(kids: pikepdf.Object) -> Iterator[tuple[str, str]]:
    for kid in _each(kids):
        role = str(kid.get("/S", ""))[1:]
        if role in _BLOCKS:
            yield role, " ".join("".join(_texts(kid)).replace("\u00a0", " ").split())
        elif "/K" in kid and role != "Lbl":
            yield from _blocks(kid.K)


def _texts(element: pikepdf.Object) -> Iterator[str]:
    if "/ActualText" in element:
        yield str(element.ActualText)
        return
    for kid in _each(element.get("/K", pikepdf.Array())):
        yield from _texts(kid)


def _each(kids: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield kid
