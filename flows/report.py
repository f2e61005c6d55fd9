"""The report of a release: what became of every source, written as `report.json` and read back next time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.holding import Held
from flows.leaflet_report import failures, held_row, row_of, warnings_of
from flows.locate import Refusal, Skipped
from flows.newsletter import NO_LETTERS, Letters
from flows.printing import Leaf
from flows.reading_grade import readability_json
from outputs import article_json
from outputs.edition import Artifact, Item
from outputs.feed.page import ATOM_TYPE, JSON_TYPE, RSS_TYPE
from pipeline.audit import LOOK_FIRST
from pipeline.errors import ReleaseBroken
from pipeline.model import Fate, Notice, Reading
from pipeline.readability import Readability

FILE_NAME = "report.json"
PUBLISHED, KEPT_PREVIOUS, REFUSED = "published", "kept-previous", "refused"
_VERSION = 1
_ARCHIVE_TYPES = {"feed.xml": RSS_TYPE, "atom.xml": ATOM_TYPE, "feed.json": JSON_TYPE}


@dataclass(frozen=True, slots=True)
class Entry:
    """An article on its way into a release.

    `counts` are its lines by fate, `rules` the removed ones by rule, where they are known. `refusal` is set
    when the version shown is that of the previous release. `leaflets` are those that were wanted of it, once
    they are rendered. `recognised` says how it was known again when its source had another name. `doubtful`
    are lines that were judged with little confidence; `flags` are notices that depend on the settings or the
    date, and `held` says why its leaflets are not printed.
    """

    item: Item
    origin: str
    counts: tuple[tuple[str, int], ...]
    refusal: Refusal | None = None
    leaflets: tuple[Leaf, ...] = ()
    rules: tuple[tuple[str, int], ...] = ()
    recognised: str = ""
    readability: Readability | None = None
    doubtful: tuple[int, ...] = ()
    flags: tuple[Notice, ...] = ()
    held: Held | None = None

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """Return what a person should know of it: of its text, of its review, then of its leaflets."""
        return (*self.item.notices, *self.flags, *warnings_of(self.leaflets))


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every source of a run."""

    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    letters: Letters = NO_LETTERS

    @property
    def exit_code(self) -> int:
        """Return 0 when every source was published as it is now, else 3."""
        return 3 if self.problems else 0

    @property
    def problems(self) -> tuple[Refusal, ...]:
        """Return everything that could not be published as it is now, leaflets among it."""
        kept = [entry.refusal for entry in self.entries if entry.refusal]
        unprinted = [problem for entry in self.entries for problem in failures(entry.leaflets, entry.origin)]
        return (*kept, *unprinted, *self.refused)

    @property
    def fresh(self) -> int:
        """Count the articles that are published as they are now."""
        return sum(entry.refusal is None for entry in self.entries)

    @property
    def held(self) -> tuple[Entry, ...]:
        """Return the articles whose leaflets wait for a person."""
        return tuple(entry for entry in self.entries if entry.held)

    @property
    def look_first(self) -> tuple[tuple[Item, Notice], ...]:
        """Return what a person should look at before anything is printed, each with its article."""
        return tuple(
            (entry.item, notice)
            for entry in self.entries
            for notice in entry.item.notices
            if notice.code in LOOK_FIRST
        )

    def to_json(self) -> bytes:
        """Write the report; the same report gives the same bytes."""
        rows = [*map(_entry_row, self.entries), *map(_refused_row, self.refused)]
        counts = Counter({fate.value: 0 for fate in Fate})
        for entry in self.entries:
            counts.update(dict(entry.counts))
        whole = {
            "version": _VERSION,
            "articles": sorted(rows, key=lambda row: str(row["source"])),
            "look_before_printing": [
                {"source": item.source, "slug": item.slug, **warning_json(notice)}
                for item, notice in self.look_first
            ],
            "skipped": [
                {"source": skipped.key, "reason": skipped.reason}
                for skipped in sorted(self.skipped, key=lambda skipped: skipped.key)
            ],
            "newsletter": self.letters.to_json(),
            "summary": {
                "published": self.fresh,
                "kept_previous": len(self.entries) - self.fresh,
                "refused": len(self.refused),
                "skipped": len(self.skipped),
                "held": len(self.held),
                "warnings": sum(len(entry.warnings) for entry in self.entries),
                "lines": dict(counts),
            },
        }
        return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def counts_of(reading: Reading) -> tuple[tuple[str, int], ...]:
    """Count the lines of a reading by fate."""
    return tuple((fate.value, reading.audit.count(fate)) for fate in Fate)


def warning_json(notice: Notice) -> dict[str, object]:
    """Return a notice as the report and `inspect --json` show it."""
    return {"code": notice.code, "message": notice.message, "lines": list(notice.lines)}


def _entry_row(entry: Entry) -> dict[str, object]:
    return {
        "source": entry.item.source,
        "status": KEPT_PREVIOUS if entry.refusal else PUBLISHED,
        "slug": entry.item.slug,
        "id": entry.item.id,
        "recognised": entry.recognised or None,
        "counts": dict(entry.counts),
        "warnings": [warning_json(notice) for notice in entry.warnings],
        "leaflets": list(map(row_of, entry.leaflets)),
        "held": held_row(entry.held) if entry.held else None,
        "readability": readability_json(entry.readability) if entry.readability else None,
        "error": _error(entry.refusal) if entry.refusal else None,
    }


def _refused_row(refusal: Refusal) -> dict[str, object]:
    return {
        "source": refusal.key,
        "status": REFUSED,
        "slug": None,
        "id": None,
        "recognised": None,
        "counts": {fate.value: 0 for fate in Fate},
        "warnings": [],
        "leaflets": [],
        "held": None,
        "readability": None,
        "error": _error(refusal),
    }


def _error(refusal: Refusal) -> dict[str, str]:
    return {"reason": refusal.what, "remedy": refusal.remedy}


class Previous:
    """The articles of the release that readers see now; there are none before the first one.

    Feed archives are those of `archives`, if it is there.
    """

    def __init__(self, folder: Path | None, archives: Path | None = None) -> None:
        self._folder = folder
        self._archives = archives if archives and archives.is_dir() else folder
        self._slugs: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        self._counts: dict[str, tuple[tuple[str, int], ...]] = {}
        for row in _rows(folder) if folder else ():
            if isinstance(row.get("slug"), str):
                self._take(row)
        self.ids = frozenset(self._slugs)

    def _take(self, row: Mapping[str, object]) -> None:
        article_id, counts = str(row["id"]), row.get("counts")
        self._slugs[article_id] = str(row["slug"])
        self._sources[str(row["source"])] = article_id
        if isinstance(counts, dict):
            self._counts[article_id] = tuple((str(fate), int(count)) for fate, count in counts.items())

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
        item = self._load(article_id)
        return Entry(item, refusal.origin, self._counts.get(article_id, ()), refusal) if item else None

    def entry(self, article_id: str) -> Entry | None:
        """Return an article as it is published, None when there is none that can be read."""
        item = self._load(article_id)
        return Entry(item, item.source, self._counts.get(article_id, ())) if item else None

    def items(self) -> tuple[Item, ...]:
        """Return every published article that can be read, ordered by id."""
        return tuple(item for article_id in sorted(self._slugs) if (item := self._load(article_id)))

    def archives(self) -> tuple[Artifact, ...]:
        """Return the feed archives, which are carried on as they are, ordered by path.

        Raises ReleaseBroken when one cannot be read: it would be written anew, and differ.
        """
        files = sorted(self._archives.glob("*-archive-*")) if self._archives else []
        return tuple(map(_archive, files))

    def _load(self, article_id: str) -> Item | None:
        slug = self._slugs.get(article_id)
        if slug is None or self._folder is None:
            return None
        try:
            return article_json.load((self._folder / "articles" / slug / "article.json").read_bytes())
        except (OSError, ValueError):
            return None


def _archive(file: Path) -> Artifact:
    media_type = _ARCHIVE_TYPES[file.name.split("-")[0] + file.suffix]
    try:
        data = file.read_bytes()
        if file.suffix == ".json":
            json.loads(data)
        else:
            from lxml import etree

            etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (OSError, ValueError, SyntaxError) as error:
        raise ReleaseBroken(
            f"A feed archive is damaged ({error}).",
            where=str(file),
            remedy="Restore it from an older release in the same folder, or from a backup.",
        ) from error
    return Artifact(file.name, media_type, data)


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


def by_age(items: Sequence[Item]) -> tuple[Item, ...]:
    """Order items newest first; ties go by id."""
    return tuple(
        sorted(sorted(items, key=lambda item: item.id), key=lambda item: item.published, reverse=True)
    )
