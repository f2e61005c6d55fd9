"""Turn pages into arrays: everything that does not depend on a trained part is computed once."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pipeline.tagger import context, ngrams, own, reading
from pipeline.tagger.hashing import word_hashes
from pipeline.tagger.vocabulary import GROUPS, Vocabulary, identify
from training.corpus import LABELS, Doc
from training.words import GROUPS as WORD_GROUPS

CATS = ("alt", "media")


def vocabulary(path: Path) -> tuple[Vocabulary, dict[str, np.ndarray]]:
    """Return the vocabulary, and the arrays that ship."""
    z = np.load(path)
    words = [str(w) for w in z["words"]]
    h = word_hashes(words)
    order = np.argsort(h)
    place = {w: k for k, w in enumerate(words)}
    groups = np.zeros((len(words), len(GROUPS)), np.uint8)
    for g, name in enumerate(GROUPS):
        for w in WORD_GROUPS[name].split():
            groups[place[w], g] = 1
    arrays = {
        "vocabulary.hashes": h[order],
        "vocabulary.groups": np.packbits(groups[order], axis=1),
        "vocabulary.vectors": z["vectors"][order],
        "vocabulary.scale": z["scale"],
        "vocabulary.weight": z["sif"][order].astype(np.float16),
    }
    return vocabulary_from(arrays), arrays


def vocabulary_from(arrays: dict[str, np.ndarray]) -> Vocabulary:
    weight = np.append(arrays["vocabulary.weight"].astype(np.float32), np.float32(1))
    groups = np.unpackbits(arrays["vocabulary.groups"], axis=1)[:, : len(GROUPS)].astype(np.float32)
    vectors = arrays["vocabulary.vectors"].astype(np.float32) * arrays["vocabulary.scale"]
    vectors = np.vstack([vectors, np.zeros_like(vectors[:1])]) * weight[:, None]
    return Vocabulary(
        arrays["vocabulary.hashes"], np.vstack([groups, np.zeros_like(groups[:1])]), vectors, weight
    )


@dataclass(slots=True)
class Sheet:
    """One page ready for training."""

    doc: Doc
    page: reading.Page
    rows: np.ndarray
    vectors: np.ndarray
    own: np.ndarray
    place: np.ndarray
    near: np.ndarray
    grams: ngrams.Grams
    y: np.ndarray  # n: label, -1 not scored
    ok: np.ndarray  # n x labels: accepted labels
    cat: list[str] = field(default_factory=list)
    start: int = 0

    @property
    def n(self) -> int:
        return len(self.y)


def sheet(doc: Doc, vocab: Vocabulary) -> Sheet:
    from pipeline.tagger.coherence import embed

    page = reading.read([x["text"] for x in doc.lines])
    rows = identify(page, vocab)
    o = own.own_features(page, rows, vocab)
    p = context.place_features(page, o)
    near = context.neighbour_features(o, p)
    gold = [doc.lines[i] for i in page.index]
    y = np.array([LABELS.index(g["label"]) if g["label"] in LABELS else -1 for g in gold], np.int64)
    ok = np.zeros((len(y), len(LABELS)), bool)
    for i, g in enumerate(gold):
        for lab in (g["label"], *(g.get("also") or ())):
            if lab in LABELS:
                ok[i, LABELS.index(lab)] = True
    grams = ngrams.grams(page, ngrams_facts(page, o, p))
    cats = [g.get("cat", "") if g["label"] == "boilerplate" else "" for g in gold]
    return Sheet(doc, page, rows, embed(page, rows, vocab), o, p, near, grams, y, ok, cats)


def ngrams_facts(page: reading.Page, o: np.ndarray, p: np.ndarray) -> np.ndarray:
    return context.gram_facts(page, o, p)
