"""How well a line fits the topic of its page: static word vectors and shared rare words, in linear time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.tagger.arrays import Floats, Ints, beside, grouped, ranks, shifted, starts_of, summed, windowed
from pipeline.tagger.reading import Page, segments
from pipeline.tagger.vocabulary import Vocabulary

WORDS_READ = 60
WIDTH = 28


@dataclass(frozen=True, slots=True)
class Bags:
    """The different words of each of n lines, w in all, ordered by line, then by word."""

    line: Ints  # w
    word: Ints  # w: a number, equal for equal words of the page
    weight: Floats  # w: near 1 for rare words, 0 for small ones
    start: Ints  # n + 1: where each line begins


def bags_of(page: Page, rows: Ints, vocabulary: Vocabulary) -> Bags:
    """Gather the words of each line; rows are the vocabulary's of the page's words."""
    word = grouped(page.word_hash)
    small = vocabulary.groups.ravel().take(rows * vocabulary.groups.shape[1]) > 0
    weight = np.where(small | (page.word_size <= 2), np.float32(0), vocabulary.weight.take(rows))
    of_word = np.zeros(int(word.max(initial=0)) + 1, np.float32)
    of_word[word] = weight
    keys = np.sort(page.word_line * len(of_word) + word)
    keys = keys[np.diff(keys, prepend=-1) > 0]
    line, word = np.divmod(keys, len(of_word))
    return Bags(line, word, of_word[word], starts_of(line, len(page.index)))


def select(bags: Bags, lines: Ints) -> Bags:
    """Return the words of some lines, in order."""
    words, line, start = segments(bags.start, lines)
    return Bags(line, bags.word[words], bags.weight[words], start)


def embed(page: Page, rows: Ints, vocabulary: Vocabulary) -> Floats:
    """Return the unit mean vector of each line's first words (n x d); zero where all are unknown."""
    near = page.word_place < WORDS_READ
    starts = np.searchsorted(page.word_line[near], np.arange(len(page.index) + 1))
    return _unit(summed(vocabulary.vectors.take(rows[near], axis=0, mode="clip"), starts))


def coherence_features(
    page: Page, rows: Ints, vectors: Floats, vocabulary: Vocabulary, content: Floats
) -> Floats:
    """Return n x WIDTH facts; content (n) is how surely a line is the article's, judged from it alone."""
    return fit_of(page, bags_of(page, rows, vocabulary), vectors, content)


def fit_of(page: Page, bags: Bags, vectors: Floats, content: Floats) -> Floats:
    """Return `coherence_features` for the bags of a page."""
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
    near, far = windowed(mass, (4, 15))
    local, wide = _unit(near * 9 - mass), _unit(far * 31 - mass)
    to_before, to_after = _unit(before), _unit(after)
    typical = float(np.average(to_rest, weights=weight))
    columns = [
        to_rest,
        to_rest - typical,
        ranks(to_rest.argsort()) / n,
        to_top.max(axis=1),
        (vectors * to_before).sum(axis=1),
        (vectors * to_after).sum(axis=1),
        (vectors * local).sum(axis=1),
        (vectors * wide).sum(axis=1),
        (local * rest).sum(axis=1),
        (wide * rest).sum(axis=1),
        (to_before * to_after).sum(axis=1),
        np.full(n, typical),
        np.linalg.norm(vectors, axis=1),
    ]
    to_next, to_second = ((vectors[:-by] * vectors[by:]).sum(axis=1) for by in (1, 2))
    for by, likeness in ((-2, to_second), (-1, to_next), (1, to_next), (2, to_second)):
        column = np.zeros(n, np.float32)
        column[max(0, -by) : max(0, -by) + len(likeness)] = likeness
        columns.append(column)
    columns += shifted(to_rest, (-1, 1), -1)
    return beside([*columns, *_shared_words(bags, n, content)])


def _unit(vectors: Floats) -> Floats:
    out: Floats = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6)
    return out


def _shared_words(bags: Bags, n: int, content: Floats) -> list[NDArray[np.float64]]:
    """Return the words shared with the article, the first lines and the neighbours; rare ones count more."""
    line, word, weight = bags.line, bags.word, bags.weight
    rarity = np.maximum(np.bincount(line, weight, n), 1e-3)
    mass = content[line]
    spread = np.bincount(word, mass)
    others = spread[word] - mass
    shared = np.bincount(line, weight * np.minimum(others, 2) / 2, n) / rarity
    strong = np.bincount(line, weight * np.minimum(others, 8) / 8, n) / rarity
    novel = np.bincount(line, weight * (others < 0.3), n)
    top = np.zeros(len(spread))
    top[word[line < 3]] = 1.0
    titled = np.bincount(line, np.where(line < 3, 0, weight * top[word]), n)
    columns = [
        shared,
        strong,
        np.minimum(novel, 30),
        titled / rarity,
        np.minimum(titled, 6),
        np.minimum(rarity, 30),
    ]
    columns += [np.bincount(line, weight * found, n) / rarity for found in _beside(word * (n + 2) + line)]
    last = np.bincount(line, weight * (others > 0.9), n)
    columns.append(np.minimum(last, 20))
    return columns


def _beside(pairs: Ints) -> tuple[Floats, Floats]:
    """Say of each word in a line whether it stands in the line before, and whether in the one after.

    Pairs of a word and a line are whole numbers of which the line is the last part.
    """
    order = pairs.argsort()
    ordered = pairs[order]
    follows = ordered[1:] - ordered[:-1] == 1
    before, after = np.zeros(len(pairs), np.float32), np.zeros(len(pairs), np.float32)
    before[order[1:]], after[order[:-1]] = follows, follows
    return before, after
