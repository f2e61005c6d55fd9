"""The brands of `handbill.toml`, their logos read from the disk."""

from __future__ import annotations

from pathlib import Path

from flows.config import Config, line_of
from flows.imprint import Imprint, Leaflets
from flows.limits import Limits
from flows.tables.brand import BrandTable
from outputs.edition import Brand, Printing
from outputs.logo import flaw_in
from pipeline.errors import UsageError

_LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


def leaflets_of(config: Config, title: str, base: Path, file: Path, text: str) -> Leaflets:
    """Resolve what is printed; `title` names the site's own brand where it has no name.

    `text` is the content of the settings file, for the line of what is wrong; paths start at `base`.
    Raises UsageError when a logo cannot be read.
    """
    table, limits = config.leaflet, config.leaflet.limits
    own = _brand(config.brand, ("brand",), base, file, text, name=title)
    imprints = [Imprint(own, tuple(table.formats))]
    for slug, brand in config.brands.items():
        dress = _brand(brand, ("brands", slug), base, file, text, slug=slug)
        formats = tuple(brand.formats or table.formats)
        imprints.append(Imprint(dress, formats, tuple(brand.languages)))
    printing = Printing(table.formats[0], table.ink, table.marks, table.pdf_ua, table.review_months)
    bounds = Limits(limits.cpu_s, limits.memory_mb, limits.wall_s)
    return Leaflets(tuple(imprints), printing, bounds, tuple(table.hold_on))


def _brand(  # noqa: PLR0913 (where it stands in the settings takes four)
    table: BrandTable,
    place: tuple[str, ...],
    base: Path,
    file: Path,
    text: str,
    *,
    name: str = "",
    slug: str = "",
) -> Brand:
    logo, logo_type = _logo(table.logo, place, base, file, text)
    return Brand(
        name=table.name or name,
        tagline=table.tagline,
        address=table.address,
        phone=table.phone,
        email=table.email,
        url=table.url,
        hours=tuple(table.hours),
        color=table.color,
        logo=logo,
        logo_type=logo_type,
        slug=slug,
    )


def _logo(name: str, place: tuple[str, ...], base: Path, file: Path, text: str) -> tuple[bytes, str]:
    if not name:
        return b"", ""
    where = f"{file}:{line_of(text, (*place, 'logo'))}"
    key = ".".join((*place, "logo"))
    kind = _LOGO_TYPES.get(Path(name).suffix.lower())
    if kind is None:
        raise UsageError(f"{key} must be an .svg or a .png file.", where=where)
    try:
        logo = (base / name).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"{key} cannot be read: {base / name}: {reason}.",
            where=where,
            remedy="Paths are relative to the folder of the settings.",
        ) from error
    flaw = flaw_in(logo, Path(name).suffix.lower())
    if flaw is not None:
        place_of_flaw = f"{base / name}:{flaw.line}" if flaw.line else str(base / name)
        raise UsageError(
            f"{key} in {where} cannot be printed: the file {flaw.what}.",
            where=place_of_flaw,
            remedy=flaw.remedy,
        )
    return logo, kind
