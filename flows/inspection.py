"""One article's account of its lines: as a table for people, as JSON for programs."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from flows.folder import readable
from flows.identity import stable_id
from flows.ingest import read_file
from flows.locate import Located, locate
from flows.orders import orders_of
from flows.reading_grade import readability_json
from flows.settings import Settings, load
from flows.siblings import place, site_of
from flows.terminal import printable
from pipeline.assemble import explain
from pipeline.audit import LOOK_FIRST
from pipeline.errors import UnreadableSource, UsageError
from pipeline.model import Fate, Notice, Opinion, Reading, Verdict
from pipeline.opinions import RULE as TAGGER
from pipeline.readability import readability
from sources import SOURCES

_COLORS = {Fate.KEPT: "", Fate.META: "\x1b[36m", Fate.REMOVED: "\x1b[31m", Fate.BLANK: "\x1b[2m"}
_PLAIN = "\x1b[0m"


Opinions = Mapping[int, Opinion]
NO_OPINIONS: Opinions = {}


def inspect(name: str, config: str | None = None, beside: str | None = None) -> tuple[str, Reading, Opinions]:
    """Read one file; return the id that it gets at first sight, its reading, and the tagger's opinions.

    It is compared with the files of `beside`, a folder, a file or a glob; else with those of the configured
    source that it belongs to.
    Raises UnreadableSource and NotAnArticle where there are no lines to show.
    """
    settings = load(config)
    file, siblings = _beside(one_file(name), settings, beside)
    raw = read_file(file)
    reading, opinions = explain(
        raw, settings.policy, orders_of(file.path, settings.orders), site_of(raw, siblings, settings)
    )
    return stable_id(settings.site.url, file.key), reading, opinions


def one_file(name: str) -> Located:
    """Return the one file of that name; raise UnreadableSource where it is none that can be read."""
    path = Path(name)
    if not path.is_file():
        what = "is a folder." if path.is_dir() else "does not exist."
        raise UnreadableSource(what, where=readable(name), remedy="Name one file that holds an article.")
    suffix = path.suffix.lower()
    if suffix not in SOURCES:
        known = ", ".join(sorted(SOURCES))
        raise UnreadableSource(
            f"is of an unknown kind ({suffix or 'no ending'}); handbill reads {known}.",
            where=readable(name),
            remedy="Save it as text or HTML and name that file.",
        )
    return Located(readable(path.name), os.fspath(path), readable(name), suffix)


def as_published(file: Located, settings: Settings) -> tuple[Located, tuple[Located, ...]]:
    """Return a file as these settings publish it, with its key and source, and its siblings."""
    found = locate(settings.sources, settings.base, SOURCES).files if settings.sources else ()
    real = file.path.resolve()
    same = next((each for each in found if each.path.resolve() == real), None)
    if same is None:
        return file, ()
    placed = file._replace(key=same.key, source=same.source)
    return placed, tuple(each for each in found if place(each) == place(placed))


def _beside(file: Located, settings: Settings, beside: str | None) -> tuple[Located, tuple[Located, ...]]:
    """Return a file as it is published, and its siblings, or those that a person names instead."""
    file, siblings = as_published(file, settings)
    if beside is None:
        return file, siblings
    given = tuple(found._replace(source=beside) for found in locate((beside,), Path(), SOURCES).files)
    if not given:
        raise UsageError(
            "No article is there to compare with.", where=beside, remedy="Name a folder of articles."
        )
    return file._replace(source=beside), given


def to_json(article_id: str, reading: Reading, opinions: Opinions = NO_OPINIONS) -> str:
    """Write the account as one JSON object."""
    article = reading.article
    whole = {
        "id": article_id,
        "source": reading.raw.key,
        "title": article.title,
        "dek": article.dek,
        "byline": article.byline,
        "published": _date(article.published),
        "updated": _date(article.updated),
        "language": article.language,
        "read_time": article.read_time,
        "review_claim": article.review_claim,
        "images": [{"src": image.src, "alt": image.alt, "line": image.line} for image in article.images],
        "counts": {fate.value: reading.audit.count(fate) for fate in Fate},
        "readability": readability_json(readability(article.blocks, article.language)),
        "lines": [_line(verdict, opinions.get(verdict.n - 1)) for verdict in reading.audit.verdicts],
        "warnings": [
            {"code": notice.code, "message": notice.message, "lines": list(notice.lines)}
            for notice in dict.fromkeys((*reading.raw.notices, *reading.audit.notices))
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _date(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _line(verdict: Verdict, opinion: Opinion | None) -> dict[str, object]:
    return {
        "n": verdict.n,
        "fate": verdict.fate.value,
        "kind": verdict.kind.value if verdict.kind else None,
        "level": verdict.level,
        "field": verdict.field.value if verdict.field else None,
        "rule": verdict.rule or None,
        "category": verdict.category or None,
        "reason": verdict.reason or None,
        "confidence": round(verdict.confidence, 4),
        "tagger": opinion and _opinion(opinion),
        "text": verdict.text,
    }


def _opinion(opinion: Opinion) -> dict[str, object]:
    return {"removal": round(opinion.removal, 4), "category": opinion.category, "kind": opinion.kind}


def table(reading: Reading, opinions: Opinions = NO_OPINIONS, *, width: int | None) -> Iterator[str]:
    """Write the account as lines of text; `width` is the terminal's, None for whole texts without colour.

    Where the tagger thought otherwise than a rule or an order, an exclamation mark follows the certainty.
    """
    verdicts = reading.audit.verdicts
    article = reading.article
    yield printable(article.title) or "(no title)"
    yield ", ".join(f"{reading.audit.count(fate)} {fate.value}" for fate in Fate)
    yield f"Reading: {readability(article.blocks, article.language).told()}"
    yield ""
    digits = max(4, len(str(len(verdicts))))
    labels = [_label(verdict) for verdict in verdicts]
    room = max([5, *map(len, labels)])
    yield f"{'line':>{digits}}  {'fate':7}  {'as':{room}}  sure  text"
    for verdict, label in zip(verdicts, labels, strict=True):
        mark = "!" if _disputed(verdict, opinions.get(verdict.n - 1)) else " "
        sure = f"{verdict.confidence:4.2f}{mark}"
        row = f"{verdict.n:>{digits}}  {verdict.fate.value:7}  {label:{room}}  {sure} "
        text = printable(verdict.text)
        if width is None:
            yield (row + text).rstrip()
            continue
        space = max(10, width - len(row))
        cut = text if len(text) <= space else text[: space - 1] + "…"
        color = _COLORS[verdict.fate]
        yield f"{color}{row}{cut}{_PLAIN if color else ''}"
    if any(_disputed(verdict, opinions.get(verdict.n - 1)) for verdict in verdicts):
        yield "!: by itself, the line tagger would have decided otherwise."
    if not article.blocks:
        yield "No line of it is article text: publishing would refuse it."
    first = [notice for notice in reading.audit.notices if notice.code in LOOK_FIRST]
    for notice in dict.fromkeys((*reading.raw.notices, *reading.audit.notices)):
        if notice.code not in LOOK_FIRST:
            yield f"warning: {notice.code}: {_told(notice)}"
    if first:
        yield "Look at this before printing:"
        yield from (f"  {_told(notice)}" for notice in dict.fromkeys(first))


def _disputed(verdict: Verdict, opinion: Opinion | None) -> bool:
    """Say whether the tagger, which did not decide a line, thinks the other fate likelier."""
    if opinion is None or verdict.rule == TAGGER or (verdict.fate is Fate.KEPT and not verdict.rule):
        return False
    return (verdict.fate is Fate.REMOVED) != (opinion.removal >= 0.5)


def _told(notice: Notice) -> str:
    where = f" (line {notice.places})" if notice.lines else ""
    return printable(f"{notice.message}{where}")


def _label(verdict: Verdict) -> str:
    """Say as what a line was kept or promoted, or by which rule it was removed, or kept."""
    if verdict.field:
        return verdict.field.value
    if verdict.kind:
        kind = f"{verdict.kind.value} {verdict.level}" if verdict.level else verdict.kind.value
        return f"{kind} ({verdict.rule})" if verdict.rule else kind
    return verdict.rule
