"""The report of a release: what became of every source, written as `report.json` and read back next time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol, TypeAlias

from flows.holding import Held
from flows.leaflet_report import failures, held_row, row_of, warnings_of
from flows.locate import Refusal, Skipped
from flows.newsletter import NO_LETTERS, Letters
from flows.printing import Leaf
from flows.reading_grade import readability_json
from flows.stored import readability_of
from flows.tally import added
from outputs.edition import Item
from pipeline.audit import LOOK_FIRST
from pipeline.model import Fate, Notice, Reading
from pipeline.readability import Measure

FILE_NAME = "report.json"
PUBLISHED, KEPT_PREVIOUS, REFUSED = "published", "kept-previous", "refused"
_VERSION = 1
# Made once: to make an encoder for each of thousands of rows takes as long as to write the row.
_ENCODER = json.JSONEncoder(ensure_ascii=False)

Counts: TypeAlias = tuple[tuple[str, int], ...]


class Lines(Protocol):
    """Lines of the report that were written before, by article.

    `told` is what a line says beyond the article's reading and the key of its page.
    """

    def line(self, article: str, told: str) -> str | None:
        """Return an article's line where it is known and says the same, else None."""

    def keep_line(self, article: str, told: str, line: str) -> None:
        """Keep an article's line."""


class Entry(NamedTuple):
    """An article on its way into a release. Thousands are made, in a quarter of a dataclass's time.

    `counts` are its lines by fate, `rules` the removed ones by rule, where they are known. `refusal` is set
    when the version shown is that of the previous release. `leaflets` are those that were wanted of it, once
    they are rendered. `recognised` says how it was known again when its source had another name. `doubtful`
    are lines that were judged with little confidence; `flags` are notices that depend on the settings or the
    date, and `held` says why its leaflets are not printed.
    """

    item: Item
    origin: str
    counts: Counts
    refusal: Refusal | None = None
    leaflets: tuple[Leaf, ...] = ()
    rules: Counts = ()
    recognised: str = ""
    grade: Measure | None = None
    doubtful: tuple[int, ...] = ()
    flags: tuple[Notice, ...] = ()
    held: Held | None = None

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """Return what a person should know of it: of its text, of its review, then of its leaflets."""
        own = (*self.item.notices, *self.flags)
        return (*own, *warnings_of(self.leaflets)) if self.leaflets else own


@dataclass(frozen=True)
class Report:
    """What became of every source of a run; what is counted over all of them is counted once."""

    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    letters: Letters = NO_LETTERS

    @property
    def exit_code(self) -> int:
        """Return 0 when every source was published as it is now, else 3."""
        return 3 if self.problems else 0

    @cached_property
    def problems(self) -> tuple[Refusal, ...]:
        """Return everything that could not be published as it is now, leaflets among it."""
        kept = [entry.refusal for entry in self.entries if entry.refusal]
        unprinted = [problem for entry in self.entries for problem in failures(entry.leaflets, entry.origin)]
        return (*kept, *unprinted, *self.refused)

    @cached_property
    def fresh(self) -> int:
        """Count the articles that are published as they are now."""
        return sum(entry.refusal is None for entry in self.entries)

    @cached_property
    def held(self) -> tuple[Entry, ...]:
        """Return the articles whose leaflets wait for a person."""
        return tuple(entry for entry in self.entries if entry.held)

    @cached_property
    def rules(self) -> Mapping[str, int]:
        """Count the removed lines by rule, the most frequent first."""
        return added(entry.rules for entry in self.entries)

    @cached_property
    def warnings(self) -> Mapping[str, int]:
        """Count the warnings by code, the most frequent first."""
        return added([(notice.code, 1)] for entry in self.entries for notice in entry.warnings)

    @cached_property
    def look_first(self) -> tuple[tuple[Item, Notice], ...]:
        """Return what a person should look at before anything is printed, each with its article."""
        return tuple(
            (entry.item, notice)
            for entry in self.entries
            for notice in entry.item.notices
            if notice.code in LOOK_FIRST
        )

    def to_json(self, known: Lines | None = None) -> Iterator[bytes]:
        """Yield the report part by part, each source on a line; the same report gives the same bytes.

        `known` holds lines that were written before; new ones are put there.
        """
        # The encoder that knows indents takes ten times as long: it writes no row. One row at a time, for all
        # of them are as much memory as the articles.
        rows: list[tuple[str, Entry | Refusal]] = [(entry.item.source, entry) for entry in self.entries]
        rows += [(refusal.key, refusal) for refusal in self.refused]
        rows.sort(key=lambda row: row[0])
        between = f'{{\n  "version": {_VERSION},\n  "articles": [\n    '
        for _, row in rows:
            line = _entry_line(row, known) if isinstance(row, Entry) else _ENCODER.encode(_refused_row(row))
            yield _bytes(between + line)
            between = ",\n    "
        rest = {
            "look_before_printing": [
                {"source": item.source, "slug": item.slug, **warning_json(notice)}
                for item, notice in self.look_first
            ],
            "skipped": [
                {"source": skipped.key, "reason": skipped.reason}
                for skipped in sorted(self.skipped, key=lambda skipped: skipped.key)
            ],
            "newsletter": self.letters.to_json(),
            "summary": self.summary(),
        }
        end = "\n  ]," + json.dumps(rest, ensure_ascii=False, indent=2)[1:] + "\n"
        yield _bytes(end if rows else between + end)

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """Count the lines by fate."""
        return added(entry.counts for entry in self.entries)

    def summary(self) -> dict[str, object]:
        """Return the counts of a run: articles, lines by fate and by rule, warnings by code."""
        return {
            "published": self.fresh,
            "kept_previous": len(self.entries) - self.fresh,
            "refused": len(self.refused),
            "skipped": len(self.skipped),
            "held": len(self.held),
            "warnings": sum(self.warnings.values()),
            "warnings_by_code": dict(self.warnings),
            "lines": {fate.value: self.lines.get(fate.value, 0) for fate in Fate},
            "removed_by_rule": dict(self.rules),
        }


def counts_of(reading: Reading) -> tuple[tuple[str, int], ...]:
    """Count the lines of a reading by fate."""
    return tuple((fate.value, reading.audit.count(fate)) for fate in Fate)


def warning_json(notice: Notice) -> dict[str, object]:
    """Return a notice as the report and `inspect --json` show it."""
    return {"code": notice.code, "message": notice.message, "lines": list(notice.lines)}


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _entry_line(entry: Entry, known: Lines | None) -> str:
    """Write an article's line, or take the known one where nothing else is to be said."""
    if known is None or entry.refusal or entry.leaflets or entry.held:
        return _ENCODER.encode(_entry_row(entry))
    told = repr((entry.flags, entry.recognised)) if entry.flags or entry.recognised else ""
    line = known.line(entry.item.id, told)
    if line is None:
        line = _ENCODER.encode(_entry_row(entry))
        known.keep_line(entry.item.id, told, line)
    return line


def _entry_row(entry: Entry) -> dict[str, object]:
    measured = readability_of(entry.item.article)
    return {
        "source": entry.item.source,
        "status": KEPT_PREVIOUS if entry.refusal else PUBLISHED,
        "slug": entry.item.slug,
        "id": entry.item.id,
        "recognised": entry.recognised or None,
        "counts": dict(entry.counts),
        "rules": dict(entry.rules),
        "warnings": [warning_json(notice) for notice in entry.warnings],
        "leaflets": list(map(row_of, entry.leaflets)),
        "held": held_row(entry.held) if entry.held else None,
        "readability": readability_json(measured) if measured else None,
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
        "rules": {},
        "warnings": [],
        "leaflets": [],
        "held": None,
        "readability": None,
        "error": _error(refusal),
    }


def _error(refusal: Refusal) -> dict[str, str]:
    return {"reason": refusal.what, "remedy": refusal.remedy}


def by_age(items: Sequence[Item]) -> tuple[Item, ...]:
    """Order items newest first; ties go by id."""
    return tuple(
        sorted(sorted(items, key=lambda item: item.id), key=lambda item: item.published, reverse=True)
    )
