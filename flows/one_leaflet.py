"""One quick leaflet of one file: no catalogue, no release, and no trace but the PDF."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from flows import leaflets
from flows.approvals import rules_of
from flows.extract import extract
from flows.holding import flags_of
from flows.identify import entry_of
from flows.identity import Moment, newcomer
from flows.imprint import Imprint
from flows.ingest import read_file
from flows.inspection import as_published, one_file
from flows.leaflet_cache import Printed
from flows.naming import name_all
from flows.orders import orders_of
from flows.rendering import edition_of
from flows.report import Entry
from flows.settings import Settings
from flows.siblings import site_of
from outputs.edition import Edition, Printing
from pipeline.assemble import assemble
from pipeline.errors import RenderFailed, UsageError
from pipeline.model import Notice


@dataclass(frozen=True, slots=True)
class Wish:
    """What the leaflet is to be; where it is None, as the settings say."""

    brand: str | None = None
    format: str | None = None
    ink: str | None = None
    marks: bool | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A leaflet: the name that its file has by default, its bytes, and what a person should know of it."""

    name: str
    data: bytes
    notices: tuple[Notice, ...]


def print_one(name: str, settings: Settings, wish: Wish, now: dt.datetime) -> Made:
    """Print the leaflet of one file, in a process of its own under the limits of the settings.

    Its address and reference are those that the file gets when it is published for the first time.
    Raises UnreadableSource, NotAnArticle, RenderFailed, and UsageError when there is no such brand.
    """
    entry, edition = _read(name, settings, now)
    edition = _dressed(edition, settings, wish)
    # Whoever asks for one leaflet sees it before it is handed out: nothing is held back.
    flags = flags_of(entry.item, entry.doubtful, rules_of(settings, now))
    with tempfile.TemporaryDirectory(prefix="handbill-") as cache:
        job = leaflets.job(edition, Path(cache))
        (outcome,) = leaflets.render(
            [job], workers=1, limits=settings.leaflets.limits, advance=lambda done, total: None
        )
        if not isinstance(outcome, Printed):
            raise RenderFailed(outcome.what, where=name, remedy=outcome.remedy)
        (piece,) = outcome.pieces
        data = piece.read()
    return Made(Path(piece.path).name, data, (*entry.item.notices, *flags, *outcome.notices))


def _read(name: str, settings: Settings, now: dt.datetime) -> tuple[Entry, Edition]:
    file, siblings = as_published(one_file(name), settings)
    raw = read_file(file)
    site = site_of(raw, siblings, settings)
    reading = assemble(raw, settings.policy, orders_of(file.path, settings.orders), site)
    moment = Moment(settings.site.url, settings.timezone, now)
    named = name_all([newcomer(file.key, reading.article)], (), {file.key}, moment).records
    entry = entry_of(settings, file, extract(reading), named[file.key])
    return entry, edition_of(settings, [entry.item])


def _dressed(edition: Edition, settings: Settings, wish: Wish) -> Edition:
    imprint, stated = _imprint(settings, wish.brand), settings.leaflets.printing
    printing = Printing(
        format=wish.format or imprint.formats[0],
        ink=wish.ink or stated.ink,
        marks=stated.marks if wish.marks is None else wish.marks,
        pdf_ua=stated.pdf_ua,
        review_months=stated.review_months,
    )
    return replace(edition, brand=imprint.brand, printing=printing)


def _imprint(settings: Settings, brand: str | None) -> Imprint:
    known = {imprint.brand.slug: imprint for imprint in settings.leaflets.imprints}
    if brand is None:
        return known[""]
    if brand not in known or not brand:
        names = ", ".join(slug for slug in known if slug)
        raise UsageError(
            f"There is no brand {brand!r} in the settings.",
            remedy=f"The further brands are: {names}." if names else "Add a [brands.NAME] table for it.",
        )
    return known[brand]
