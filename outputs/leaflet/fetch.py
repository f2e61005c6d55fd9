"""The only door for a leaflet's resources: a table in memory. No network, no files, no `data:` addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from weasyprint.urls import URLFetcherResponse

Assets: TypeAlias = Mapping[str, tuple[bytes, str]]


class AssetFetcher:
    """Serve the assets that it was given, and refuse every other address.

    It does not derive from WeasyPrint's own fetcher, whose constructor prepares proxies, certificates and
    file access. WeasyPrint asks for `_fail_on_errors` when an address is refused; a refusal is then logged.
    """

    _fail_on_errors = False

    def __init__(self, assets: Assets) -> None:
        self._assets = dict(assets)

    def __call__(self, url: str) -> URLFetcherResponse:
        """Answer a request, or raise ValueError."""
        if url not in self._assets:
            raise ValueError(f"not an asset of the leaflet: {url[:80]}")
        content, media_type = self._assets[url]
        return URLFetcherResponse(url, content, {"Content-Type": media_type})
