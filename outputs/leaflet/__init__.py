"""The leaflet channel: one printable, tagged PDF per article, in the edition's format.

WeasyPrint, which takes long to import, is imported only when a leaflet is rendered.
"""

from __future__ import annotations

from outputs.edition import Artifact, Edition, Item, leaflet_path
from outputs.leaflet.formats import FORMATS, Format, format_named

__all__ = ["FORMATS", "Format", "format_named", "render_leaflet"]


def render_leaflet(edition: Edition, item: Item) -> tuple[Artifact, ...]:
    """Render an item as a leaflet; the same edition and item give the same bytes.

    Raises RenderFailed when the article or the brand's logo cannot be set in print, or when the text does not
    fit the format, and UsageError when there is no such format.
    """
    from outputs.leaflet.render import leaflet_pdf

    return (Artifact(leaflet_path(edition, item), "application/pdf", leaflet_pdf(edition, item)),)
