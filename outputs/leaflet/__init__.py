"""The leaflet channel: one printable, tagged A4 PDF per article.

WeasyPrint, which takes long to import, is imported only when a leaflet is rendered.
"""

from __future__ import annotations

from outputs.edition import Artifact, Edition, Item, leaflet_path

__all__ = ["render_leaflet"]


def render_leaflet(edition: Edition, item: Item) -> tuple[Artifact, ...]:
    """Render an item as a leaflet; the same edition and item give the same bytes.

    Raises RenderFailed when the article or the brand's logo cannot be set in print.
    """
    from outputs.leaflet.render import leaflet_pdf

    return (Artifact(leaflet_path(edition, item), "application/pdf", leaflet_pdf(edition, item)),)
