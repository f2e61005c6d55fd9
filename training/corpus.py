"""Load the data, deal its sites to folds, and make augmented pages that borrow lines within a fold."""

import gzip
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

LABELS = (
    "boilerplate",
    "title",
    "dek",
    "heading",
    "paragraph",
    "list_item",
    "quote",
    "code",
    "caption",
    "table",
    "meta",
)
FOLDS = 5
VARIANTS = ("rs", "near", "full", "tight")
BULLET = re.compile(r"^(\s*)(?:\u2022|\d{1,3}\.)\s+")
Line = dict


@dataclass(frozen=True, slots=True)
class Doc:
    id: str
    dataset: str
    variant: str
    fold: int
    lines: list[Line]
    row: dict | None  # the bench row, None for augmented pages


def folds_of(rows: list[dict], seed: int) -> dict[str, int]:
    """Spread sites over folds, sites with most pages first, each to the fold with the fewest pages."""
    pages: dict[str, int] = defaultdict(int)
    for row in rows:
        pages[row["domain"]] += 1
    rng = random.Random(seed)
    sites = sorted(pages)
    rng.shuffle(sites)
    sites.sort(key=lambda s: -pages[s])
    load = [0] * FOLDS
    out = {}
    for site in sites:
        f = load.index(min(load))
        out[site] = f
        load[f] += pages[site]
    return out


def load(data: Path, sets: tuple[str, ...] = ("wcxb", "aeb"), seed: int = 7) -> list[Doc]:
    rows = {}
    for name in sets:
        for variant in VARIANTS:
            with gzip.open(data / f"{name}.{variant}.jsonl.gz", "rt", encoding="utf-8") as f:
                rows[name, variant] = [json.loads(line) for line in f]
    every = [r for part in rows.values() for r in part]
    fold = folds_of(every, seed)
    return [Doc(r["id"], r["dataset"], r["variant"], fold[r["domain"]], r["lines"], r) for r in every]


def _runs(lines: list[Line]) -> list[list[Line]]:
    out: list[list[Line]] = []
    current: list[Line] = []
    for line in lines:
        if line["label"] == "boilerplate" or (line["label"] == "blank" and current):
            current.append(line)
        else:
            if current:
                out.append(current)
            current = []
    if current:
        out.append(current)
    return out


def _strip_blanks(lines: list[Line], how: str) -> list[Line]:
    if how == "none":
        return [x for x in lines if x["label"] != "blank"]
    out: list[Line] = []
    for x in lines:
        if x["label"] == "blank" and out and out[-1]["label"] == "blank" and how == "single":
            continue
        if how == "every" and x["label"] != "blank" and out and out[-1]["label"] != "blank":
            out.append({"text": "", "label": "blank"})
        out.append(x)
    return out


def augment(doc: Doc, donors: list[list[Line]], rng: random.Random, k: int) -> Doc:
    """Return a page with boilerplate runs dropped and borrowed, and other blank lines, bullets and edges."""
    lines = list(doc.lines)
    drop = rng.random() * 0.8
    kept: list[Line] = []
    run: list[Line] = []
    for x in [*lines, {"text": "", "label": "end"}]:
        if x["label"] == "boilerplate":
            run.append(x)
            continue
        if run and rng.random() > drop:
            kept += run
        run = []
        if x["label"] != "end":
            kept.append(x)
    lines = kept
    for _ in range(rng.choice((0, 1, 2, 3, 4, 6))):
        piece = rng.choice(donors)
        size = min(len(piece), rng.choice((1, 1, 2, 3, 5, 8, 14)))
        a = rng.randrange(len(piece) - size + 1)
        piece = piece[a : a + size]
        where = rng.random()
        at = 0 if where < 0.15 else len(lines) if where < 0.4 else rng.randrange(len(lines) + 1)
        blank = {"text": "", "label": "blank"}
        near = [x["label"] for x in lines[max(0, at - 6) : at + 6]]
        around = [blank] if "blank" in near and rng.random() < 0.8 else []
        lines = lines[:at] + around + piece + around + lines[at:]
    cut = rng.random()
    if cut < 0.15:
        lines = lines[rng.randrange(max(1, min(12, len(lines) // 3))) :]
    elif cut < 0.4:
        lines = lines[: len(lines) - rng.randrange(max(1, min(15, len(lines) // 3)))]
    how = rng.choices(("same", "single", "every", "none"), (0.45, 0.2, 0.15, 0.2))[0]
    lines = _strip_blanks(lines, how)
    style = rng.choices(("same", "bare", "- ", "* "), (0.6, 0.2, 0.1, 0.1))[0]
    if style != "same":
        to = "" if style == "bare" else style
        lines = [{**x, "text": BULLET.sub(to, x["text"])} if BULLET.match(x["text"]) else x for x in lines]
    if rng.random() < 0.2:
        lines = [{**x, "text": x["text"].strip()} for x in lines]
    lines = [x if x["text"].strip() else {"text": "", "label": "blank"} for x in lines]
    return Doc(f"{doc.id}+{k}", doc.dataset, "aug", doc.fold, lines, None)


def augmented(docs: list[Doc], copies: int, seed: int) -> list[Doc]:
    donors: dict[int, list[list[Line]]] = defaultdict(list)
    for d in docs:
        if d.variant in ("rs", "near"):
            donors[d.fold] += _runs(d.lines)
    rng = random.Random(seed)
    out = []
    for d in docs:
        if d.variant == "rs" or (d.variant == "near" and rng.random() < 0.3):
            out += [augment(d, donors[d.fold], rng, k) for k in range(copies)]
    return [d for d in out if sum(x["label"] != "blank" for x in d.lines) >= 5]
