"""Recognise lines that could be a medical warning: to drop one silently is the worst that could happen."""

from __future__ import annotations

import re

_DANGER = re.compile(
    r"\b(?:emergenc(?:y|ies)|call (?:999|911|112|111|000)|a&e|urgent(?:ly)?|seek (?:immediate"
    r"|urgent|medical)|get medical (?:help|care|attention)|medical (?:help|attention|advice)"
    r"|ambulance|poison(?:ing|ous|s)?|overdos\w*|anaphyla\w*|allerg(?:y|ies|ic)|contraindicat\w*"
    r"|side[ -]effects?|do not (?:take|use|give|apply|stop|drive|drink|eat|exceed|share needles)"
    r"|don't (?:take|use|give|apply|exceed|drive)|must not|should not (?:take|use|be used)"
    r"|warnings?|caution|pregnan\w*|breastfeed\w*|keep out of (?:the )?(?:reach|sight)"
    r"|stop (?:using|taking)|\d+(?:[.,]\d+)?\s?(?:mg|mcg|micrograms?|ml|iu|g/day)\b|dos(?:e|es"
    r"|age)|tablets?|overuse|choking|suicid\w*|doctor|gp|pharmacist|tell your (?:doctor|nurse)"
    r"|bleed\w*|chest pain|difficulty breathing|breathe|infect\w*|fever|seizures?|rash)\b"
)


def guarded(folded: str) -> bool:
    """Say whether a folded line holds the words of a dose, a warning, a side effect or an emergency.

    Bare labels are short of a warning: a line of at most three words is not guarded.
    """
    return len(folded.split(" ", 3)) > 3 and _DANGER.search(folded) is not None
