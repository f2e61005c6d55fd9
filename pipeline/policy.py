"""How boldly lines are removed: a person's choice between losing text and keeping what is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Policy(StrEnum):
    """The name of a policy, as it stands in `handbill.toml`."""

    RULES = "rules"
    CAUTIOUS = "cautious"
    BALANCED = "balanced"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a policy decides.

    `remove` is the least score of the line tagger that removes a line. A line that a rule names stays when
    the tagger's certainty that it is to go is below `agree`.
    """

    remove: float
    agree: float = 0.0


# Chosen for rules and tagger together, out of fold, on articles like the owner's, to keep 99.5, 97.6 and
# 95.4 % of the lines of the text (docs/tagger.md).
BOUNDS: Mapping[Policy, Bounds] = {
    Policy.CAUTIOUS: Bounds(0.94, agree=0.5),
    Policy.BALANCED: Bounds(0.68),
    Policy.STRICT: Bounds(0.50),
}

# Medical wording is removed only above this certainty, and then listed for a person to look at.
GUARD_CERTAINTY = 0.97
