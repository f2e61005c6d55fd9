"""Channels: an edition in, artifacts (path, media type, bytes) out; no disk, network or clock.

A new channel is one new file and one line below. The functions import their channel when it is called:
a run that makes no leaflet never pays for WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from outputs.edition import Artifact, Channel, Edition, Item, ItemChannel


def _page(edition: Edition, item: Item) -> tuple[Artifact, ...]:
    from outputs.page import render_page

    return render_page(edition, item)


def _leaflet(edition: Edition, item: Item) -> tuple[Artifact, ...]:
    from outputs.leaflet import render_leaflet

    return render_leaflet(edition, item)


def _feed(edition: Edition) -> Iterable[Artifact]:
    from outputs.feed import render_feed

    return render_feed(edition)


def _index(edition: Edition) -> Iterable[Artifact]:
    from outputs.index import render_index

    return render_index(edition)


def _newsletter(edition: Edition) -> tuple[Artifact, ...]:
    from outputs.newsletter import render_newsletter

    return render_newsletter(edition)


# Rendered once for each article.
ITEM_CHANNELS: Mapping[str, ItemChannel] = {
    "page": _page,
    "leaflet": _leaflet,
}

# Rendered once for the whole edition.
CHANNELS: Mapping[str, Channel] = {
    "feed": _feed,
    "index": _index,
    "newsletter": _newsletter,
}
