"""Has quality fallen back on a folder of labelled pages? Ends with code 1 where a floor is missed.

    python benchmarks/gate.py FOLDER [--raise]

judges every third article of FOLDER (sets wcxb and aeb, `rs`, seedlike) with the policies cautious and
balanced. The shipped weights were learned from these pages: the figures flatter, and hold no promise for
others; they show that a change made something worse. `--raise` lifts the floors in `benchmarks/floors.txt`
that are beaten, and lowers none; to lower one, edit the file in a commit that says why.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from flows import one_thread  # noqa: F401
from flows.annotation import labels
from pipeline.policy import Policy

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.quality import COLUMNS, articles, scorer

FLOORS = Path(__file__).parent / "floors.txt"
POLICIES = (Policy.CAUTIOUS, Policy.BALANCED)
# Adjacent text removed is a cost: less is better.
_MEASURES = {key: name for key, name in COLUMNS.items() if key != "adjRem"}
_EVERY = 3
# The last digits of another machine's arithmetic may turn a line.
_SLACK = 0.002


def measured(folder: Path) -> dict[tuple[str, str], float]:
    """Return the score of each policy and measure."""
    score, pages = scorer(folder), articles(folder)[::_EVERY]
    found: dict[tuple[str, str], float] = {}
    for policy in POLICIES:
        labelled = {(page.id, page.variant): labels(page.texts, page.id, policy) for page in pages}
        scores = score.score_docs([page.row for page in pages], labelled)[0]["rs"]
        found.update({(policy.value, name): scores[key] for key, name in _MEASURES.items()})
    return found


def floors() -> dict[tuple[str, str], float]:
    """Return the floor of each policy and measure."""
    rows = (row.split() for row in FLOORS.read_text(encoding="utf-8").splitlines())
    return {(policy, measure): float(floor) for policy, measure, floor in rows}


def _raised(found: Mapping[tuple[str, str], float]) -> str:
    known = floors()
    rows = ((*key, max(known.get(key, 0.0), int(value * 1000) / 1000)) for key, value in found.items())
    return "".join(f"{policy:9} {measure:7} {floor:.3f}\n" for policy, measure, floor in rows)


def main(folder: Path, *, lift: bool) -> int:
    """Print what fell below its floor; return the exit code."""
    found = measured(folder)
    if lift:
        FLOORS.write_text(_raised(found), encoding="utf-8")
    known = floors()
    below = [key for key in known if found.get(key, 0.0) < known[key] - _SLACK]
    for policy, measure in below:
        key = (policy, measure)
        print(f"{policy} {measure}: {found.get(key, 0.0):.3f}, floor {known[key]:.3f}")
    print(f"{len(known) - len(below)} of {len(known)} floors held")
    return 1 if below or known.keys() != found.keys() else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), lift="--raise" in sys.argv))
