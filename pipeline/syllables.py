"""Count the syllables of a word: English by its letters, other languages by these and by their hyphenation.

Points of division are not syllables: a printer never divides after one letter. For English they miss one
syllable in twenty and one long word in seven (7,700 words of articles, against the CMU dictionary); the rules
below agree with it on 98.9 % of these words, and over all words are 0.2 % high.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyphen import Pyphen

_VOWELS = re.compile(r"[aeiouy]+")
_ALL_VOWELS = re.compile(r"[aeiouyäöüàáâèéêëìíîïòóôùúûœæ]+")
# An e that is written at the end and not spoken: "cake", "cakes", "baked"; not "candle", "boxes", "wanted".
_SILENT = re.compile(
    r"(?<=[a-z])(?:(?<![aeiouyl])e|(?<=[aeiouy]l)e"
    r"|(?<![aeiousxzcg])(?<!ch)(?<!sh)(?<![aeiouy]l)(?<![bcdfgkptz]l)es"
    r"|(?<![aeioutd])(?<![bcdfgkptz]l)ed)$"
)
# Vowels that stand together and are spoken apart: "various", "science", "react", "idea", "annual".
_APART = re.compile(
    r"i(?:a|o|u(?!s))|(?<![tcs])ien(?=[ct])|(?<=sc)ien|(?<=[dqr])ie(?=t)|eo(?!u|ple)|(?<![aeiou])re(?=a[cp])"
    r"|(?<=[aeiouy][a-z])ea$|(?<=[^aeioug])ua|ui(?=ty|d)|[aeiouy]ing|ism$|creat|(?<=[^q])uou"
    r"|[aeiou]y[aeiou](?!$)"
)
# Vowels that stand apart and are spoken together, or not at all: "nation", "safely", "careful", "every".
_TOGETHER = re.compile(
    r"[tscxg]i(?:ou|an|on|al|a)|geo(?=n|us)|[^aeiouy]ely$|e(?=ments?$|ful|less|ness)|some(?=.)"
    r"|ever(?=y)|eye(?=.)|gue$|que$|qua|quo"
)


@lru_cache(maxsize=20_000)
def syllables(word: str, language: str) -> int:
    """Return the number of syllables, 1 at the least; `language` is "en" or a language that pyphen knows."""
    lower = word.lower()
    if language == "en":
        spoken = len(_VOWELS.findall(lower)) - bool(_SILENT.search(lower))
        return max(1, spoken + len(_APART.findall(lower)) - len(_TOGETHER.findall(lower)))
    divided = len(_dictionary(language).positions(lower)) + 1
    # French writes many vowels that nobody speaks.
    return divided if language == "fr" else max(divided, len(_ALL_VOWELS.findall(lower)))


@lru_cache(maxsize=8)
def _dictionary(language: str) -> Pyphen:
    # It takes 20 ms to load, which a run of English articles need not pay.
    from pyphen import Pyphen

    return Pyphen(lang=language)
