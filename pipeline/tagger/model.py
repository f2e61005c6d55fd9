"""Look at a page: how likely each line is to be removed, of which kind it is, and how headings nest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from pipeline.tagger import assembly, coherence, context, ngrams, own, reading, second
from pipeline.tagger.arrays import Floats
from pipeline.tagger.forest import odds_of, raw_scores, sigmoid, softmax
from pipeline.tagger.levels import levels_of
from pipeline.tagger.network import probabilities
from pipeline.tagger.vocabulary import identify
from pipeline.tagger.weights import Weights, read_weights

# The columns of the joint probabilities; the first is removal, the others are the kinds of kept lines.
LABELS = (
    "boilerplate", "title", "dek", "heading", "paragraph", "list_item", "quote", "code", "caption", "table",
    "meta",
)  # fmt: skip
_KINDS = {label: at for at, label in enumerate(LABELS[1:])}
MEMBERS = 3  # of the second forest of removal
CATEGORY_SHIFT = 3  # the category model keeps fewer bits of a slot


@dataclass(frozen=True, slots=True)
class Facts:
    """What is computed of a page before any decision, n lines."""

    page: reading.Page
    bags: coherence.Bags
    own: Floats
    place: Floats
    near: Floats
    grams: ngrams.Grams
    vectors: Floats
    scores: Floats
    coherence: Floats


@dataclass(frozen=True, slots=True)
class Look:
    """What the model thinks of the lines of a page that are not blank, by their index among all lines."""

    weights: Weights
    facts: Facts
    rows: Mapping[int, int]
    removed: Sequence[float]  # n scores from 0 to 1, for comparing with a policy's bound
    sure: Sequence[float]  # n calibrated probabilities of removal
    kinds: Sequence[Sequence[float]]  # n x 10 probabilities of the kinds, given that the line is kept

    def removal(self, i: int) -> float:
        """Return the score of removal, from 0 to 1."""
        return self.removed[self.rows[i]]

    def certainty(self, i: int) -> float:
        """Return the calibrated probability that a line is to be removed."""
        return self.sure[self.rows[i]]

    def likelihood(self, i: int, label: str) -> float:
        """Return the probability of a label other than boilerplate, given that the line is kept."""
        return self.kinds[self.rows[i]][_KINDS[label]]

    def likeliest(self, i: int, labels: Sequence[str]) -> str:
        """Return the likeliest of some labels; the first of equals."""
        return max(labels, key=lambda label: self.likelihood(i, label))

    def categories(self, indices: Sequence[int]) -> list[str]:
        """Return what lines are if they are boilerplate: "nav", "share", "newsletter", ..."""
        w, grams = self.weights, self.facts.grams
        parts = [
            grams.slot[grams.start[row] : grams.start[row + 1]] for row in map(self.rows.__getitem__, indices)
        ]
        starts = np.cumsum([0, *map(len, parts)])
        slots = np.concatenate([*parts, grams.slot[:0]]) >> CATEGORY_SHIFT
        found = ngrams.scores(ngrams.Grams(slots, slots, starts), w.category_grams, w.category_bias)
        return [w.categories[k] for k in found.argmax(axis=1).tolist()]

    def again(self, kept: Sequence[int], places: Sequence[int]) -> Look:
        """Look at the page that is left when only the lines `kept` stay, blank ones included.

        places are their new ones among all lines that are to be read, as many as `kept`; the new look's
        indices are those of `kept`. No blank line is to follow the last that is not blank.
        """
        model, facts = Model(self.weights), self.facts
        left = [(self.rows[i], at) for at, i in enumerate(kept) if i in self.rows]
        chosen = np.array([row for row, _ in left], np.int64)
        index = np.array([places[at] for _, at in left], np.int64)
        page = reading.select(facts.page, chosen, index)
        bags = coherence.select(facts.bags, chosen)
        look = model.judged(model.around(page, bags, facts.own[chosen], facts.vectors[chosen]))
        return replace(look, rows={at: row for row, (_, at) in enumerate(left)})

    def levels(self, headings: Sequence[int]) -> tuple[int, ...]:
        """Return the level of each heading from 1, for indices in order; levels may be skipped."""
        at = np.array([self.rows[i] for i in headings], np.int64)
        facts = self.facts
        openings = second.openings(facts.page)
        found = levels_of(self.weights.levels, at, facts.page, facts.own, facts.vectors, openings)
        return tuple(int(level) for level in found)


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded tagger. It holds no state between pages."""

    weights: Weights

    def look(self, lines: Sequence[str]) -> Look:
        """Look at the lines of a page, blank ones included."""
        return self.judged(self.facts(lines))

    def judged(self, facts: Facts) -> Look:
        """Return what the model thinks of the lines, for what is known of them."""
        removed, kinds = self.blend(facts)
        rows = {i: row for row, i in enumerate(facts.page.index.tolist())}
        sure = np.interp(removed, *self.weights.calibration).tolist()
        return Look(self.weights, facts, rows, removed.tolist(), sure, kinds.tolist())

    def facts(self, lines: Sequence[str]) -> Facts:
        """Compute the inputs of the first forest."""
        w = self.weights
        page = reading.read(lines)
        words = identify(page, w.vocabulary)
        of_line = own.own_features(page, words, w.vocabulary)
        bags = coherence.bags_of(page, words, w.vocabulary)
        return self.around(page, bags, of_line, coherence.embed(page, words, w.vocabulary))

    def around(self, page: reading.Page, bags: coherence.Bags, of_line: Floats, vectors: Floats) -> Facts:
        """Compute what depends on the other lines of a page."""
        w = self.weights
        place = context.place_features(page, of_line)
        near = context.neighbour_features(of_line, place)
        grams = ngrams.grams(page, context.gram_facts(page, of_line, place))
        scores = ngrams.scores(grams, w.grams, w.gram_bias)
        share = assembly.content_share(scores)
        fit = coherence.fit_of(page, bags, vectors, share)
        return Facts(page, bags, of_line, place, near, grams, vectors, scores, fit)

    def blend(self, facts: Facts) -> tuple[Floats, Floats]:
        """Return the score of removal (n), and the probabilities of the kinds of kept lines (n x 10)."""
        w = self.weights
        base = assembly.tree_input(facts.own, facts.place, facts.near, facts.scores, facts.coherence)
        first = np.hstack([sigmoid(raw_scores(w.first[0], base)), softmax(raw_scores(w.first[1], base))])
        more = second.second_features(first, facts.page, facts.own, second.openings(facts.page))
        both = np.hstack([base, more])
        spaced = facts.page.total > len(facts.page.index)
        tree_kinds = softmax(raw_scores(w.second[1] if spaced else w.unspaced, both))
        inputs = assembly.net_input(facts.own, facts.place, facts.scores, facts.coherence)
        net = probabilities(w.network, np.hstack([inputs, more]), facts.vectors)
        share = w.net_shares[1 if spaced else 2]
        net_kinds = net[:, 1:] / (net[:, 1:].sum(axis=1, keepdims=True) + 1e-6)
        kinds = ((1 - share) * tree_kinds + share * net_kinds).astype(np.float32)
        return self._removed(odds_of(w.second[0], MEMBERS, both), net[:, 0]), kinds

    def _removed(self, tree_odds: Floats, net: Floats) -> Floats:
        """Average the forest's log-odds and the network's probability, in log-odds."""
        share = self.weights.net_shares[0]
        p = np.clip(net, 1e-4, 1 - 1e-4)
        odds = (1 - share) * np.clip(tree_odds, -9.21, 9.21) + share * np.log(p / (1 - p))
        return sigmoid(odds.astype(np.float32))


@cache
def load() -> Model:
    """Return the model, read once from the weights file of the package."""
    return Model(read_weights())
