"""What readers see now: the articles of the last release, read back from its report and its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from flows.locate import Refusal
from flows.report import FILE_NAME, Counts, Entry
from outputs import article_json
from outputs.edition import Item

# The slug of an article and its source.
Named: TypeAlias = tuple[str, str]


class Previous:
    """The articles of the release that readers see now; there are none before the first one.

    `known` is the slug and the source of each by its id, where they need not be read from the report.
    """

    def __init__(self, folder: Path | None, known: Mapping[str, Named] | None = None) -> None:
        self._folder = folder
        found = _named(folder) if known is None else known
        self._slugs = {each: slug for each, (slug, _) in found.items()}
        self._sources = {source: each for each, (_, source) in found.items()}
        self._rows: Mapping[str, Mapping[str, object]] = {}
        self.ids = frozenset(self._slugs)

    def known(self, refusal: Refusal) -> tuple[str, ...]:
        """Return the sources of published articles that a refusal stands for, sorted."""
        if refusal.gone:
            return ()
        if not refusal.folder:
            return (refusal.key,) if refusal.key in self._sources else ()
        prefix = "" if refusal.key == "." else f"{refusal.key}/"
        return tuple(sorted(source for source in self._sources if source.startswith(prefix)))

    def by_source(self, source: str, refusal: Refusal) -> Entry | None:
        """Return the published version of a source's article, None when there is none that can be read."""
        return self.by_id(self._sources.get(source, ""), refusal)

    def by_id(self, article_id: str, refusal: Refusal) -> Entry | None:
        """Return the published version of an article, None when there is none that can be read."""
        older = self.entry(article_id)
        return older._replace(origin=refusal.origin, refusal=refusal) if older else None

    def entry(self, article_id: str) -> Entry | None:
        """Return an article as it is published, None when there is none that can be read."""
        item = self._load(article_id)
        if item is None:
            return None
        row = self._row(article_id)
        return Entry(item, item.source, _counts(row.get("counts")), rules=_counts(row.get("rules")))

    def items(self) -> tuple[Item, ...]:
        """Return every published article that can be read, ordered by id."""
        return tuple(item for article_id in sorted(self._slugs) if (item := self._load(article_id)))

    def _row(self, article_id: str) -> Mapping[str, object]:
        """Return what the report says of an article; most runs ask for none, the rows take much memory."""
        if self._folder and not self._rows:
            self._rows = {str(row.get("id")): row for row in _rows(self._folder)}
        return self._rows.get(article_id, {})

    def _load(self, article_id: str) -> Item | None:
        slug = self._slugs.get(article_id)
        if slug is None or self._folder is None:
            return None
        try:
            return article_json.load((self._folder / "articles" / slug / "article.json").read_bytes())
        except (OSError, ValueError):
            return None


def _named(folder: Path | None) -> dict[str, Named]:
    found = (row for row in _rows(folder) if isinstance(row.get("slug"), str)) if folder else ()
    return {str(row["id"]): (str(row["slug"]), str(row["source"])) for row in found}


def _counts(value: object) -> Counts:
    """Read counts by name; none where they are missing or damaged."""
    rows = value.items() if isinstance(value, dict) else ()
    return tuple((str(name), count) for name, count in rows if isinstance(count, int))


def _rows(folder: Path) -> list[dict[str, object]]:
    """Read the rows of a release's report; where it is missing or damaged, of the articles themselves."""
    try:
        whole = json.loads((folder / FILE_NAME).read_bytes())
        return [row for row in whole["articles"] if isinstance(row, dict)]
    except (OSError, ValueError, KeyError, TypeError):
        return [row for file in sorted(folder.glob("articles/*/article.json")) if (row := _row_of(file))]


def _row_of(file: Path) -> dict[str, object] | None:
    try:
        item = article_json.load(file.read_bytes())
    except (OSError, ValueError):
        return None
    return {"source": item.source, "slug": item.slug, "id": item.id}
