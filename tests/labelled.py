"""The labelled pages of `tests/corpus/`, and how well labels that were found agree with theirs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.annotation import label_of
from pipeline.assemble import account
from pipeline.model import Line, RawArticle
from pipeline.policy import Policy
from sources import read

FOLDER = Path(__file__).parent / "corpus"
# Pages that were written later have floors of their own, so that none of the first ones falls.
SERIES = {"first": FOLDER, "second": FOLDER / "second"}
_SEPARATOR = "| "
_TEXT = frozenset({"title", "dek", "heading", "paragraph", "list_item", "quote", "code", "caption", "table"})


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page with one label a line, without category or level; blank lines have the label "blank"."""

    name: str
    raw: RawArticle
    labels: tuple[str, ...]

    def found(self, policy: Policy) -> list[str]:
        """Return the labels that the product gives."""
        verdicts = account(self.raw, policy).audit.verdicts
        return [label_of(verdict).partition(":")[0] for verdict in verdicts]


def pages(series: str = "first") -> list[LabelledPage]:
    """Return the pages of a series by name."""
    return [_page(path) for path in sorted(SERIES[series].glob("*.*.txt"))]


def _page(path: Path) -> LabelledPage:
    rows = path.read_text(encoding="utf-8").splitlines()
    labels = tuple(row.partition(_SEPARATOR)[0].strip().partition(":")[0] or "blank" for row in rows)
    texts = [row.partition(_SEPARATOR)[2] for row in rows]
    name = path.name.removesuffix(".txt")
    if not name.endswith(".html"):
        lines = tuple(Line(n, text) for n, text in enumerate(texts, start=1))
        return LabelledPage(name, RawArticle(name, name, lines), labels)
    raw = read((path.parent / name).read_bytes(), key=name, origin=name, suffix=".html")
    assert [line.text for line in raw.lines] == texts, f"{path} has other lines than the page"
    return LabelledPage(name, raw, labels)


def scores(answers: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Mapping[str, float]:
    """Score pages of true and found labels.

    The measures of boilerplate leave metadata out, which may stand or go. `kept` is the share of the text's
    lines that stay, `exact` of the pages without a line wrongly kept or removed, `all-labels` of those with
    every label right.
    """
    count: Counter[str] = Counter()
    for true, found in answers:
        count.update(_counts(true, found))
    f1 = {
        f"{label}-f1": _f1(count[f"{label} right"], count[f"{label} true"] + count[f"{label} found"])
        for label in ("heading", "list_item", "meta")
    }
    removed, gone, text = count["removed"], count["to go"], count["text"]
    return {
        "boilerplate-f1": _f1(removed, gone + removed + count["lost"]),
        "boilerplate-recall": removed / max(1, gone),
        "kept": 1 - count["lost"] / max(1, text),
        **f1,
        "title": count["title right"] / max(1, count["title true"]),
        "exact": count["exact"] / max(1, count["pages"]),
        "all-labels": count["all"] / max(1, count["pages"]),
    }


def _counts(true: Sequence[str], found: Sequence[str]) -> Counter[str]:
    assert len(true) == len(found)
    count: Counter[str] = Counter(pages=1)
    for one, other in zip(true, found, strict=True):
        count[f"{one} true"] += 1
        count[f"{other} found"] += 1
        count[f"{one} right"] += one == other
        count["removed"] += one == other == "boilerplate"
        count["to go"] += one == "boilerplate"
        count["text"] += one in _TEXT
        count["lost"] += one in _TEXT and other == "boilerplate"
    count["exact"] += count["lost"] == 0 and count["removed"] == count["to go"]
    count["all"] += list(true) == list(found)
    return count


def _f1(right: int, both: int) -> float:
    """Return the harmonic mean of precision and recall; `both` counts the true and the found ones."""
    return 2 * right / max(1, both)
