"""Measure how much of a site's dress comparing its pages finds, and what of their own text it costs.

    python benchmarks/recurrence.py

makes 36 sites of 3 to 80 pages: own text from `tests/sites.py` with section headings that recur, in one of
six dresses whose blocks stand on all, most, some or a quarter of the pages, before, after and inside the
text. Printed are shares of lines, over all sites, for the rules and for `balanced`, apart and compared.
"""

import sys
from itertools import product
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.assemble import account
from pipeline.model import Fate, Line, RawArticle
from pipeline.policy import Policy
from pipeline.recurrence import NO_SITE, Survey, marks_of
from tests.sites import WARNING, own_lines

# Head, inside and tail of six dresses; a block is dressed or left out as a whole.
DRESSES = (
    ([["Harbour Dental", "Treatments", "Prices", "Our people"]],
     ["Places are free at our harbour branch on most weekday mornings"],
     [["A note from Harbour Dental", "We answer post on the day it comes"], ["Crafted by Tern & Son"]]),
    ([["The Daily Gosling", "World", "Town", "Weather"], ["Hear this story read aloud"]],
     ["The Gosling is free for everyone under twenty"],
     [["Tips for our reporters go to the red box in the lobby"], ["Printed on paper from Norland spruce"]]),
    ([["Mossfield Garden Shop", "Seeds", "Pots", "Basket (0)"]],
     ["Orders over forty crowns travel free of charge"],
     [["Gardeners also picked", "• Copper trowel", "• Jute twine", "• Bird bath"], ["Since 1931"]]),
    ([["Skip to what matters", "Ask the nurse", "Quiet hours"]],
     ["Nurses of the Elm Line pick up from eight to eight"],
     [["The Elm Line is paid for by its members and takes no gifts from makers of anything"],
      ["Large print", "Easy words"]]),
    ([["BikeLore", "Log", "Maps"], ["Riders like you keep BikeLore rolling"]],
     ["Map sheets for this ride are in the shed"],
     [["More from the saddle", "Gravel in the rain", "A week with one gear", "Why hubs hum"], ["Ride on."]]),
    ([["Parish of St Odo", "Notices", "Choir", "Hall hire"]],
     ["The hall kettle needs a new home"],
     [["Everyone is welcome at St Odo whatever the weather"], ["Webmaster: the verger's nephew"]]),
)  # fmt: skip
PAGES = (3, 6, 12, 25, 40, 80)
SHARES = (1.0, 0.85, 0.5, 0.25)


def dressed(n: int, dress: int, random: Random) -> tuple[list[str], set[int]]:
    """Return the lines of a page, and which of them are the dress."""
    head, inside, tail = DRESSES[dress]
    own = own_lines(1000 * dress + n)
    rows: list[tuple[str, bool]] = []

    def put(block: list[str], share: float) -> None:
        if random.random() < share:
            rows.extend((line, True) for line in block)

    for k, block in enumerate(head):
        put(block, SHARES[k])
    rows += [(line, False) for line in own[:4]]
    put(inside, SHARES[1])
    rows += [(line, False) for line in own[4:]]
    for k, block in enumerate(tail):
        put(block, SHARES[(k + dress) % 4])
    return [line for line, _ in rows], {i for i, (_, is_dress) in enumerate(rows) if is_dress}


def main() -> None:
    """Print one row for each way of judging."""
    sites = []
    for count, dress in product(PAGES, range(len(DRESSES))):
        random = Random(f"{count} {dress}")
        pages = [dressed(n, dress, random) for n in range(count)]
        raws = [
            RawArticle(str(n), "", tuple(Line(k, text) for k, text in enumerate(lines, 1)))
            for n, (lines, _) in enumerate(pages)
        ]
        survey = Survey()
        for raw in raws:
            survey.take(marks_of(raw))
        sites.append((raws, [gone for _, gone in pages], survey.sites()[""]))
    print(f"{len(sites)} sites, {sum(len(raws) for raws, _, _ in sites)} pages")
    print(f"{'':24}  dress removed  own kept  warnings kept")
    for policy, compared in product((Policy.RULES, Policy.BALANCED), (False, True)):
        hit = dress_lines = lost = own_total = warned = warnings = 0
        for raws, marks, site in sites:
            for raw, gone in list(zip(raws, marks, strict=True))[:12]:
                verdicts = account(raw, policy, site=site if compared else NO_SITE).audit.verdicts
                removed = {i for i, v in enumerate(verdicts) if v.fate is Fate.REMOVED}
                at = {i for i, v in enumerate(verdicts) if v.text == WARNING}
                hit, dress_lines = hit + len(removed & gone), dress_lines + len(gone)
                lost, own_total = lost + len(removed - gone), own_total + len(verdicts) - len(gone)
                warned, warnings = warned + len(at - removed), warnings + len(at)
        name = f"{policy.value}, {'compared' if compared else 'apart'}"
        print(f"{name:24}  {hit / dress_lines:13.3f}  {1 - lost / own_total:8.3f}  {warned / warnings:13.3f}")


if __name__ == "__main__":
    main()
