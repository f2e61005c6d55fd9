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
from flows.rack import Rack
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
        sizes = [piece.size() for piece in self.pieces if piece.path == self.path]
        return Sheet(self.path, self.brand, self.format, sizes[0]) if sizes else None


@dataclass(frozen=True, slots=True)
class Shop:
    """Where and by how many leaflets are printed; `workers` is 0 for one process a core."""

    leaflets: Leaflets
    cache: Path
    workers: int = 0


@dataclass(slots=True)
class _Wish:
    """A leaflet that is wanted: its key on the rack, its place in the cache, and what is known of it."""

    edition: Edition
    key: str
    folder: Path
    outcome: leaflets.Outcome | Held | None

    def leaf(self, outcome: leaflets.Outcome | Held) -> Leaf:
        edition = self.edition
        path = leaflet_path(edition, edition.items[0])
        return Leaf(path, edition.brand.slug, edition.printing.format, self.folder, outcome)


def print_all(
    shop: Shop, articles: Sequence[tuple[Edition, Held | None]], rack: Rack, stages: Stages
) -> list[tuple[Leaf, ...]]:
    """Print the leaflets of every edition of one article, but of those that are held back.

    Those that stand on the rack are taken from there.
    """
    wanted = [
        [_wish(each, held, shop, rack) for each in editions(shop.leaflets, one)] for one, held in articles
    ]
    missing = [wish for wishes in wanted for wish in wishes if wish.outcome is None]
    work = partial(
        leaflets.render,
        [Job(wish.edition, wish.folder) for wish in missing],
        workers=shop.workers,
        limits=shop.leaflets.limits,
        advance=stages.advance,
    )
    for wish, outcome in zip(missing, stages.run("render leaflets", work), strict=True):
        wish.outcome = outcome
        if isinstance(outcome, Printed):
            rack.keep(wish.key, wish.folder.name, outcome)
    return [tuple(wish.leaf(wish.outcome) for wish in wishes if wish.outcome) for wishes in wanted]


def _wish(edition: Edition, held: Held | None, shop: Shop, rack: Rack) -> _Wish:
    key = rack.key(edition)
    if held is None and (found := rack.find(key)):
        return _Wish(edition, key, shop.cache / found[0], found[1])
    return _Wish(edition, key, leaflets.job(edition, shop.cache).folder, held)
