"""How hard a text is to read, by the formulas that are known for its language.

The grade is reported and never acted upon: no text is rewritten for it. NHS England and the Patient
Information Forum ask for a reading age of 9 to 11, about grade 4 to 6; health pages are usually at 9 to 12.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.model import Block, ListItem, Paragraph, Quote, block_text
from pipeline.syllables import syllables

# Below this number a formula says more about chance than about the text.
_FEWEST_WORDS = 50
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Za-z])(?<!\b[Dd]r)(?<!\bM[rs])(?<!\bvs)[.!?…]+[\"'”’)]*(?=\s+[\"'“‘(]?[^\Wa-z_])"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What formulas count: words by syllables and letters, in sentences."""

    words: int
    sentences: int
    syllables: int
    letters: int
    one_syllable: int
    three_syllables: int
    seven_letters: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula's result: a school grade, or an ease of reading, which is higher for easier texts."""

    name: str
    value: float
    is_grade: bool = True


@dataclass(frozen=True, slots=True)
class Readability:
    """A text's measures, the first the one to show; none where the text is short or its language unknown."""

    language: str
    words: int
    sentences: int
    measures: tuple[Measure, ...] = ()

    def told(self) -> str:
        """Say it in a line for people."""
        if self.measures:
            return ", ".join(_told(measure) for measure in self.measures)
        if self.words < _FEWEST_WORDS:
            return f"too short to tell ({self.words} words)"
        return f"not known for this language ({self.language or 'unknown'})"


def _told(measure: Measure) -> str:
    return f"{'grade ' if measure.is_grade else ''}{measure.value:.1f} ({measure.name})"


def readability(blocks: Sequence[Block], language: str) -> Readability:
    """Measure the running text of an article: paragraphs, quotes and list items, each at least one sentence.

    `language` is a tag such as "en-GB"; its first part decides.
    """
    texts = [block_text(block) for block in blocks if isinstance(block, Paragraph | Quote | ListItem)]
    primary = language.partition("-")[0].lower()
    words = [word for text in texts for word in _WORD.findall(text)]
    sentences = sum(map(_sentences, texts))
    formulas = _FORMULAS.get(primary, ())
    if len(words) < _FEWEST_WORDS or not formulas:
        return Readability(primary, len(words), sentences)
    counts = _count(words, sentences, primary)
    measures = tuple(
        Measure(name, round(formula(counts), 1), is_grade) for name, is_grade, formula in formulas
    )
    return Readability(primary, len(words), sentences, measures)


def _sentences(text: str) -> int:
    return 1 + len(_SENTENCE_END.findall(text.strip())) if _WORD.search(text) else 0


def _count(words: Sequence[str], sentences: int, language: str) -> Counts:
    spoken = [syllables(word, language) for word in words]
    sizes = [len(word) if word.isalpha() else sum(map(str.isalpha, word)) for word in words]
    return Counts(
        words=len(words),
        sentences=max(1, sentences),
        syllables=sum(spoken),
        letters=sum(sizes),
        one_syllable=sum(number == 1 for number in spoken),
        three_syllables=sum(number >= 3 for number in spoken),
        seven_letters=sum(size >= 7 for size in sizes),
    )


def _flesch_kincaid(counts: Counts) -> float:
    """Kincaid, Fishburne, Rogers and Chissom 1975: a US school grade."""
    per_sentence, per_word = counts.words / counts.sentences, counts.syllables / counts.words
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def _smog(counts: Counts) -> float:
    """McLaughlin 1969, scaled from the sentences there are to its thirty."""
    return 1.0430 * math.sqrt(counts.three_syllables * 30 / counts.sentences) + 3.1291


def _wiener_sachtextformel(counts: Counts) -> float:
    """Bamberger and Vanecek 1984, the first formula: a school grade from 4 to 15."""
    share = 100 / counts.words
    return (
        0.1935 * counts.three_syllables * share
        + 0.1672 * counts.words / counts.sentences
        + 0.1297 * counts.seven_letters * share
        - 0.0327 * counts.one_syllable * share
        - 0.875
    )


def _flesch_of(base: float, by_sentence: float, by_word: float) -> Formula:
    """Return a formula of Flesch's form: an ease from 0 to 100."""

    def ease(counts: Counts) -> float:
        per_sentence, per_word = counts.words / counts.sentences, counts.syllables / counts.words
        return base - by_sentence * per_sentence - by_word * per_word

    return ease


def _gulpease(counts: Counts) -> float:
    """GULP 1988: an ease from 0 to 100, by letters."""
    return 89 + (300 * counts.sentences - 10 * counts.letters) / counts.words


Formula: TypeAlias = Callable[[Counts], float]
# The measures of each language, the first the one to show: its name, whether it is a grade, its formula.
_FORMULAS: Mapping[str, tuple[tuple[str, bool, Formula], ...]] = {
    "en": (("Flesch-Kincaid", True, _flesch_kincaid), ("SMOG", True, _smog)),
    "de": (
        ("Wiener Sachtextformel", True, _wiener_sachtextformel),
        ("Amstad", False, _flesch_of(180.0, 1.0, 58.5)),  # Amstad 1978
    ),
    "es": (("Szigriszt-Pazos", False, _flesch_of(206.835, 1.0, 62.3)),),  # Szigriszt Pazos 1993, INFLESZ
    "fr": (("Kandel-Moles", False, _flesch_of(207.0, 1.015, 73.6)),),  # Kandel and Moles 1958
    "it": (("Gulpease", False, _gulpease),),
    "nl": (("Flesch-Douma", False, _flesch_of(206.84, 0.93, 77.0)),),  # Douma 1960
}
