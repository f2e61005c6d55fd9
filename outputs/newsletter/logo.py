"""The brand's logo in a mail: it travels with the letter, so that nothing is fetched when it is opened."""

from __future__ import annotations

from markupsafe import Markup

from outputs.edition import Brand
from outputs.markup import escape
from outputs.newsletter.letter import Picture
from outputs.newsletter.style import styles

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_HEIGHT_PX, _MOST_WIDTH_PX = 56, 240


def pictures(brand: Brand, host: str) -> tuple[Picture, ...]:
    """Return the logo as a part of the message; mail programs show no SVG, so only a PNG comes along."""
    if not _size_px(brand.logo):
        return ()
    return (Picture(_content_id(host), "image/png", brand.logo, "logo.png"),)


def element(brand: Brand, host: str) -> str:
    """Return the row of the mail that shows the logo, empty where there is none to show."""
    size = _size_px(brand.logo)
    if not size:
        return ""
    width, height = size
    scale = min(_MOST_HEIGHT_PX / height, _MOST_WIDTH_PX / width, 1)
    told = styles(brand.color, "ltr")
    row = Markup(
        '<tr><td style="{}"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        'border="0"><tbody><tr><td class="edge" bgcolor="#ffffff" style="{}"><img src="cid:{}" alt="{}" '
        'width="{}" height="{}" style="display:block;border:0"></td></tr></tbody></table></td></tr>'
    )
    alt = escape(brand.name)
    sides = (max(1, round(width * scale)), max(1, round(height * scale)))
    return str(row.format(told[".logo-gap"], told[".logo"], escape(_content_id(host)), alt, *sides))


def _content_id(host: str) -> str:
    return f"logo@{host}"


def _size_px(data: bytes) -> tuple[int, int] | None:
    """Read the width and height of a PNG picture (ISO 15948 section 11.2.2), None for anything else."""
    if not data.startswith(_PNG) or data[12:16] != b"IHDR":
        return None
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    return (width, height) if width and height else None
