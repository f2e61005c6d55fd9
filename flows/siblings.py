"""Articles of one source read together, so that what recurs on their pages is known when each is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from flows.boundary import attempt
from flows.ingest import read_file
from flows.locate import Located, Refusal
from flows.settings import Settings
from pipeline.model import RawArticle
from pipeline.recurrence import FEWEST_PAGES, NO_SITE, PAGES_READ, Marks, Site, Survey, host, marks_of


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What recurs among the articles of one source, by the host of their addresses.

    `digest` stands for which lines may go, but not for the counts: what came of an article is good for as
    long as the former do not change.
    """

    sites: Mapping[str, Site] = field(default_factory=dict)
    digest: str = ""

    def site_of(self, raw: RawArticle) -> Site:
        """Return what recurs on the site of an article."""
        return self.sites.get(host(raw.given.url), NO_SITE)


NO_NEIGHBOURS = Neighbours()


def site_of(raw: RawArticle, siblings: Sequence[Located], settings: Settings) -> Site:
    """Read the siblings of an article for what recurs on its site; nothing where that is not wanted."""
    if not settings.recurrence:
        return NO_SITE
    read = (attempt(file.key, file.origin, lambda file=file: mark(file)) for file in sample(siblings))  # type: ignore[misc]
    return compare(each for each in read if not isinstance(each, Refusal)).site_of(raw)


def mark(file: Located) -> Marks:
    """Read a file for comparison. Raises UnreadableSource when it cannot be opened, or is no text."""
    return marks_of(read_file(file))


def compare(articles: Iterable[Marks]) -> Neighbours:
    """Return what recurs among the articles of a source."""
    survey = Survey()
    for article in articles:
        survey.take(article)
    sites = survey.sites()
    parts = repr(sorted((name, site.digest()) for name, site in sites.items() if site.counts))
    return Neighbours(sites, blake2b(parts.encode(), digest_size=16).hexdigest())


def sample(files: Iterable[Located]) -> list[Located]:
    """Choose at most `PAGES_READ` files of each place, the same of the same files, old and new mixed.

    Where there are fewer than three, nothing can recur.
    """
    places: dict[str, list[Located]] = {}
    for file in files:
        places.setdefault(place(file), []).append(file)
    many = (found for found in places.values() if len(found) >= FEWEST_PAGES)
    return [file for found in many for file in sorted(found, key=_draw)[:PAGES_READ]]


def _draw(file: Located) -> bytes:
    return blake2b(file.key.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def place(file: Located) -> str:
    """Return the source that a file was found by, or its folder where it was named singly."""
    folder, _, name = file.path_text.rpartition("/")
    return folder if _name(file.source) == name else file.source


@lru_cache(maxsize=256)
def _name(source: str) -> str:
    return Path(source).name
