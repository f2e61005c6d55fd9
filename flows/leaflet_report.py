"""What the report of a release says of its leaflets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.holding import Held
from flows.leaflet_cache import Misfit, Printed
from flows.locate import Refusal
from flows.printing import Leaf
from pipeline.model import Notice

PRINTED, HELD, MISFIT, FAILED = "printed", "held", "does-not-fit", "failed"


def row_of(leaf: Leaf) -> dict[str, object]:
    """Return a leaflet as the report shows it."""
    failure = leaf.outcome if isinstance(leaf.outcome, Refusal | Misfit) else None
    return {
        "path": leaf.path,
        "brand": leaf.brand,
        "format": leaf.format,
        "status": _status(leaf),
        "error": {"reason": failure.what, "remedy": failure.remedy} if failure else None,
    }


def _status(leaf: Leaf) -> str:
    match leaf.outcome:
        case Printed():
            return PRINTED
        case Held():
            return HELD
        case Misfit():
            return MISFIT
        case Refusal():
            return FAILED


def held_row(held: Held) -> dict[str, object]:
    """Return why leaflets are held back, as the report shows it."""
    return {"reasons": list(held.reasons), "hash": held.digest}


def warnings_of(leaves: Sequence[Leaf]) -> tuple[Notice, ...]:
    """Return what the renderer had to say, and what did not fit; what several leaflets share is said once."""
    found: dict[tuple[str, str], list[Leaf]] = {}
    for leaf in leaves:
        match leaf.outcome:
            case Printed(notices=notices):
                said = [(notice.code, notice.message) for notice in notices]
            case Misfit(what=what, remedy=remedy):
                said = [("leaflet-does-not-fit", f"{what} {remedy}")]
            case _:
                said = []
        for each in said:
            found.setdefault(each, []).append(leaf)
    return tuple(Notice(code, f"{_named(shown)}: {message}") for (code, message), shown in found.items())


def failures(leaves: Sequence[Leaf], origin: str) -> Iterator[Refusal]:
    """Yield why leaflets of one article could not be printed; what several share is said once."""
    found: dict[tuple[str, str], list[Leaf]] = {}
    for leaf in leaves:
        if isinstance(leaf.outcome, Refusal):
            found.setdefault((leaf.outcome.what, leaf.outcome.remedy), []).append(leaf)
    for shown in found.values():
        first = shown[0].outcome
        assert isinstance(first, Refusal)
        yield replace(first, origin=origin, what=f"{_named(shown)}: {first.what}")


def _named(leaves: Sequence[Leaf]) -> str:
    more = f" and {len(leaves) - 1} more" if len(leaves) > 1 else ""
    return f"{leaves[0].path}{more}"
