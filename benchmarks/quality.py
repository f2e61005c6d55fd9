"""How well are lines told apart? The product's scores on a folder of labelled pages.

    make quality DATA=FOLDER
    python -m benchmarks.quality FOLDER [WORK] [VARIANT] [SUBSET]

FOLDER holds `dev/<set>.<variant>.jsonl.gz` and `score.py`; VARIANT is "rs" and SUBSET "seedlike" unless told.
The shipped weights were learned from such a folder, so their figures on it flatter. WORK is the folder of
`make train` with the weights of every fold: each page is then judged by a model that never saw its site.
Other extractors are measured on the same lines where they are installed (`benchmarks/peers.py`). They tell
kept from removed only: the columns of kinds are left out for them.
"""

import gzip
import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

from flows import one_thread  # noqa: F401  isort: skip
import numpy as np

from benchmarks.peers import Extractor, as_html, c4_labels, installed, kept_labels
from flows.annotation import labels
from pipeline import tagger
from pipeline.policy import Policy
from pipeline.tagger.weights import from_arrays

COLUMNS = {
    "bpP": "P", "bpR": "R", "bpF1": "F1", "keptR": "kept", "hardR": "hard", "adjRem": "adj", "tokF1": "token",
    "exact": "exact", "le1": "<=1", "hF1": "head", "lvl": "level", "liF1": "list", "metaF1": "meta",
    "title": "title", "sexact": "all",
}  # fmt: skip
SETS = ("wcxb", "aeb")


class Page:
    """A labelled page: its row, and the texts of its lines."""

    def __init__(self, row: dict[str, object], texts: list[str]) -> None:
        self.row, self.texts = row, texts
        self.id, self.variant = str(row["id"]), str(row["variant"])


Labeller = Callable[[Page], list[str]]


def scorer(folder: Path) -> ModuleType:
    """Return the scorer that comes with the labelled pages."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pages(folder: Path, variant: str) -> Iterator[Page]:
    for name in SETS:
        with gzip.open(folder / "dev" / f"{name}.{variant}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                yield Page(row, [line["text"] for line in row["lines"]])


def articles(folder: Path, variant: str = "rs", subset: str = "seedlike") -> list[Page]:
    """Return the labelled pages of a variant and a subset."""
    wanted = scorer(folder).SUBSETS[subset]
    return [page for page in _pages(folder, variant) if wanted(page.row)]


def _ours(policy: Policy, models: Callable[[Page], tagger.Model]) -> Labeller:
    def label(page: Page) -> list[str]:
        with patch.object(tagger, "load", return_value=models(page)):
            return labels(page.texts, page.id, policy)

    return label


def _by_fold(work: Path) -> Callable[[Page], tagger.Model]:
    """Return what picks the model that was trained without the page's site."""
    folds: dict[str, int] = json.loads((work / "folds.json").read_text(encoding="utf-8"))
    models = [
        tagger.Model(from_arrays(dict(np.load(work / f"fold-{k}.npz"))))
        for k in range(max(folds.values()) + 1)
    ]
    return lambda page: models[folds[page.id]]


def _peers() -> Iterator[tuple[str, Labeller]]:
    """Yield the rules of C4, and the extractors that are installed."""
    yield "C4 rules", lambda page: c4_labels(page.texts)
    for name, extract in installed().items():
        yield name, partial(_by_text, extract)


def _by_text(extract: Extractor, page: Page) -> list[str]:
    return kept_labels(page.texts, extract(as_html(page.texts)))


def main(folder: Path, work: Path | None, variant: str, subset: str) -> None:
    """Print one row of scores for each way of telling the lines apart."""
    score = scorer(folder)
    pages = articles(folder, variant, subset)
    shipped = tagger.load()
    models = _by_fold(work) if work else lambda _page: shipped
    ways = [(policy.value, _ours(policy, models)) for policy in Policy]
    print(f"{len(pages)} pages, {variant}, {subset}; ", "out of fold" if work else "weights that saw them")
    print(" " * 12, *(f"{name:>6}" for name in COLUMNS.values()))
    peers = list(_peers())
    for name, label in [*ways, *peers]:
        columns = list(COLUMNS)[: 9 if (name, label) in peers else None]
        found = {(page.id, page.variant): label(page) for page in pages}
        scores = score.score_docs([page.row for page in pages], found)[0][variant]
        print(f"{name:<12}", *(f"{scores[column]:6.3f}" for column in columns), flush=True)


if __name__ == "__main__":
    words = [*sys.argv[1:], "", "", ""]
    main(Path(words[0]), Path(words[1]) if words[1] else None, words[2] or "rs", words[3] or "seedlike")
