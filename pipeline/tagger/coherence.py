"""How well a line fits the topic of its page: static word vectors and shared rare words, in linear time."""

import numpy as np

from pipeline.tagger.arrays import Floats, Ints, shifted, summed, windowed
from pipeline.tagger.reading import Page
from pipeline.tagger.vocabulary import Vocabulary

WORDS_READ = 60
WIDTH = 28


def embed(page: Page, rows: Ints, vocabulary: Vocabulary) -> Floats:
    """Return the unit mean vector of each line's first words (n x d); zero where all are unknown."""
    near = page.word_place < WORDS_READ
    starts = np.searchsorted(page.word_line[near], np.arange(len(page.index) + 1))
    return _unit(summed(vocabulary.vectors[rows[near]], starts))


def coherence_features(
    page: Page, rows: Ints, vectors: Floats, vocabulary: Vocabulary, content: Floats
) -> Floats:
    """Return n x WIDTH facts; content (n) is how surely a line is the article's, judged from it alone."""
    n = len(page.index)
    if not n:
        return np.zeros((0, WIDTH), np.float32)
    weight = content**2 * np.minimum(page.length, 400) + 1
    mass = vectors * weight[:, None]
    whole = mass.sum(axis=0)
    rest = _unit(whole - mass)
    to_rest = (vectors * rest).sum(axis=1)
    before = np.cumsum(mass, axis=0) - mass
    after = whole - before - mass
    top = vectors[:3]
    to_top = vectors @ top.T
    to_top[np.arange(min(3, n)), np.arange(min(3, n))] = -1
    order = np.argsort(np.argsort(to_rest)) / n
    local = _unit(windowed(mass, 4) * 9 - mass)
    wide = _unit(windowed(mass, 15) * 31 - mass)
    typical = float(np.average(to_rest, weights=weight))
    columns = [
        to_rest,
        to_rest - typical,
        order,
        to_top.max(axis=1),
        (vectors * _unit(before)).sum(axis=1),
        (vectors * _unit(after)).sum(axis=1),
        (vectors * local).sum(axis=1),
        (vectors * wide).sum(axis=1),
        (local * rest).sum(axis=1),
        (wide * rest).sum(axis=1),
        (_unit(before) * _unit(after)).sum(axis=1),
        np.full(n, typical),
        np.linalg.norm(vectors, axis=1),
    ]
    for by in (-2, -1, 1, 2):
        columns.append((vectors * shifted(vectors, by, 0)).sum(axis=1))
    for by in (-1, 1):
        columns.append(shifted(to_rest.astype(np.float32), by, -1))
    return np.column_stack([*columns, *_shared_words(page, rows, vocabulary, content)]).astype(np.float32)


def _unit(vectors: Floats) -> Floats:
    out: Floats = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6)
    return out


def _shared_words(page: Page, rows: Ints, vocabulary: Vocabulary, content: Floats) -> list[Floats]:
    """Return the words shared with the article, the first lines and the neighbours; rare ones count more."""
    n = len(page.index)
    weight = np.where(vocabulary.groups[rows, 0] > 0, 0, vocabulary.weight[rows])
    weight = np.where(page.word_size > 2, weight, 0).astype(np.float32)
    _, word = np.unique(page.word_hash, return_inverse=True)
    key = np.unique(page.word_line * (word.max(initial=0) + 1) + word, return_index=True)[1]
    line, word, weight = page.word_line[key], word[key], weight[key]
    rarity = np.maximum(np.bincount(line, weight, n), 1e-3)
    mass = content[line]
    spread = np.bincount(word, mass)
    others = spread[word] - mass
    shared = np.bincount(line, weight * np.minimum(others, 2) / 2, n) / rarity
    strong = np.bincount(line, weight * np.minimum(others, 8) / 8, n) / rarity
    novel = np.bincount(line, weight * (others < 0.3), n)
    top = np.zeros(len(spread))
    np.maximum.at(top, word[line < 3], 1.0)
    own_top = line < 3
    titled = np.bincount(line, np.where(own_top, 0, weight * top[word]), n)
    columns = [
        shared,
        strong,
        np.minimum(novel, 30),
        titled / rarity,
        np.minimum(titled, 6),
        np.minimum(rarity, 30),
    ]
    pairs = word * (n + 2) + line
    ordered = np.sort(pairs)
    for by in (-1, 1):
        columns.append(np.bincount(line, weight * _found(ordered, pairs + by), n) / rarity)
    last = np.bincount(line, weight * (others > 0.9), n)
    columns.append(np.minimum(last, 20))
    return [c.astype(np.float32) for c in columns]


def _found(ordered: Ints, wanted: Ints) -> Floats:
    at = np.minimum(np.searchsorted(ordered, wanted), max(len(ordered) - 1, 0))
    return (ordered[at] == wanted).astype(np.float32) if len(ordered) else np.zeros(0, np.float32)
