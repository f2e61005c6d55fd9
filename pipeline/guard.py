"""Recognise lines that could be a medical warning: to drop one silently is the worst that could happen."""

from __future__ import annotations

import re

_ALWAYS = re.compile(
    r"\b(?:call (?:999|911|112|111|000)|a&e|emergency (?:room|department|services|number|help"
    r"|care)|(?:an|medical) emergency|seek (?:immediate|urgent|medical)|get (?:medical|urgent"
    r"|immediate) \w+|(?:medical|urgent) (?:help|attention|advice)|ambulance|overdos\w*"
    r"|anaphyla\w*|contraindicat\w*|side[ -]effects?|must not|do not (?:take|use|give|apply|stop"
    r"|drive|drink|eat|exceed)|do not share needles|don't (?:take|use|give|apply|exceed|drive)"
    r"|should not (?:take|use|be used|be taken)|stop (?:using|taking)"
    r"|keep out of (?:the )?(?:reach|sight)|tell your (?:doctor|nurse|pharmacist|midwife)"
    r"|suicid\w*|\d+(?:[.,]\d+)?\s?(?:mg|mcg|micrograms?|ml|iu)\b)"
)
_IN_SENTENCES = re.compile(
    r"\b(?:emergenc(?:y|ies)|urgent(?:ly)?|poison\w*|allerg\w*|warnings?|caution|pregnan\w*|breast-?feed\w*"
    r"|dos(?:e|es|age)|tablets?|choking|doctor|gp|pharmacist|bleed\w*|chest pain|breath\w*|infect\w*|fever"
    r"|seizures?|rash|swelling|swollen|unconscious|insulin|medicines?)\b"
)


def guarded(folded: str) -> bool:
    """Say whether a folded line holds the words of a dose, a warning, a side effect or an emergency.

    Words that titles and tags share with warnings ("allergy", "doctor") count only in a sentence: six words
    and more, with a full stop or an exclamation mark. Labels of at most three words are never guarded.
    """
    words = folded.split(" ", 6)
    if len(words) <= 3:
        return False
    sentence = len(words) >= 6 and folded[-1:] in ".!"
    return _ALWAYS.search(folded) is not None or (sentence and _IN_SENTENCES.search(folded) is not None)
