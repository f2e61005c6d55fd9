"""The leaflets of named articles: which are wanted, and what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flows import leaflets
from flows.holding import Held
from flows.imprint import Leaflets, editions
from flows.leaflet_cache import Printed
from flows.leaflet_worker import Job
from flows.pieces import Piece
from flows.stages import Stages
from outputs.edition import Edition, Sheet, leaflet_path


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaflet that was wanted: its path in the release, its place in the cache, and what came of it.

    `brand` is the name of its table in the settings, empty for the site's own.
    """

    path: str
    brand: str
    format: str
    folder: Path
    outcome: leaflets.Outcome | Held

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return the files of the leaflet, none where it could not be printed."""
        return self.outcome.pieces if isinstance(self.outcome, Printed) else ()

    @property
    def sheet(self) -> Sheet | None:
        """Return the leaflet as channels link to it, None where it could not be printed."""
        sizes = [len(piece.read()) for piece in self.pieces if piece.path == self.path]
        return Sheet(self.path, self.brand, self.format, sizes[0]) if sizes else None


@dataclass(frozen=True, slots=True)
class Shop:
    """Where and by how many leaflets are printed; `workers` is 0 for one process a core."""

    leaflets: Leaflets
    cache: Path
    workers: int = 0


def print_all(
    shop: Shop, articles: Sequence[tuple[Edition, Held | None]], stages: Stages
) -> list[tuple[Leaf, ...]]:
    """Print the leaflets of every edition of one article, but of those that are held back."""
    wanted = [
        [(leaflets.job(each, shop.cache), held) for each in editions(shop.leaflets, one)]
        for one, held in articles
    ]
    work = partial(
        leaflets.render,
        [job for jobs in wanted for job, held in jobs if not held],
        workers=shop.workers,
        limits=shop.leaflets.limits,
        advance=stages.advance,
    )
    outcomes = iter(stages.run("render leaflets", work))
    return [tuple(_leaf(job, held or next(outcomes)) for job, held in jobs) for jobs in wanted]


def _leaf(job: Job, outcome: leaflets.Outcome | Held) -> Leaf:
    edition = job.edition
    path = leaflet_path(edition, edition.items[0])
    return Leaf(path, edition.brand.slug, edition.printing.format, job.folder, outcome)
