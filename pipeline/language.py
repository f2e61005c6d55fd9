"""Tell the language of a text from its script and its commonest little words."""

from __future__ import annotations

import re
from collections import Counter

_LITTLE = {
    "en": "the and of to in is that for it with as are this be on or not have you your can",
    "de": "der die und das ist nicht mit ein eine für auf sich den von dem zu sind auch werden",
    "fr": "le la les des et est une pour dans que qui pas sur avec vous votre sont du au",
    "es": "el la los las que y en una por con para es su se del más como no al",
    "it": "il che di la per una sono con del non della si è i gli le nel anche",
    "pt": "o que não uma com para os dos em é da do se mais as por ao sua",
    "nl": "de het een van en is dat niet voor met op zijn aan te ook bij je",
    "sv": "och att det som en är på för med av inte till kan den har ett",
    "da": "og at det er en til på som med af for ikke kan den har de",
    "pl": "w na nie się jest z do że to i o jak przez po są",
    "tr": "ve bir bu için ile da de olarak daha en çok gibi olan",
}
_SCRIPTS = {
    "ar": r"[\u0600-\u06ff]", "he": r"[\u0590-\u05ff]", "ru": r"[\u0400-\u04ff]", "el": r"[\u0370-\u03ff]",
    "ja": r"[\u3040-\u30ff]", "ko": r"[\uac00-\ud7af]", "zh": r"[\u4e00-\u9fff]", "hi": r"[\u0900-\u097f]",
    "th": r"[\u0e00-\u0e7f]",
}  # fmt: skip
_WORDS = {
    word: tuple(language for language, words in _LITTLE.items() if word in words.split())
    for word in " ".join(_LITTLE.values()).split()
}
_LOOK_AT = 4000  # characters: enough for three hundred little words


def find_language(text: str, *, default: str = "en") -> str:
    """Return a BCP 47 primary language; `default` where too little speaks for any."""
    sample = text[:_LOOK_AT]
    if not sample.isascii():
        letters = sum(map(str.isalpha, sample)) or 1
        for language, script in _SCRIPTS.items():
            if len(re.findall(script, sample)) > 0.3 * letters:
                return language
    counts: Counter[str] = Counter()
    times = Counter(re.findall(r"[^\W\d_]+", sample.casefold()))
    for word, languages in _WORDS.items():
        if word in times:
            for language in languages:
                counts[language] += times[word]
    if not counts:
        return default
    best, count = max(counts.items(), key=lambda pair: (pair[1], pair[0] == default))
    return best if count >= 5 and count > counts.get(default, 0) else default
