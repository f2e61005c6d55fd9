"""Train the line tagger: `python -m training DATA [WORK]`, which `make train DATA=folder` calls.

DATA holds `dev/*.jsonl.gz` and `score.py`. Each step is a module that keeps its result in WORK, so that
one can run steps alone; seeds are fixed. The weights go to `pipeline/tagger/`, the figures to the output.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NET = "--name n3 --seed 3 --near 0.3 --full 0.06 --aug 0.8 --epochs 7 --drop 0.4 --rate 0.003"
STEPS = (
    "distil",
    "sheets",
    "stage",
    "first ngrams",
    f"first {','.join(map(str, range(16)))}",
    "second features",
    "second forest --name s3",
    "second unspaced --name u2",
    f"second net {NET}",
    "levels 120",
    "category",
    "assemble s3 n3",
    "parity s3 n3",
)


def main(data: str, work: str = "build/tagger") -> None:
    """Run the steps in order; each needs only what the ones before it kept."""
    folder = Path(work).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"TAGGER_DATA": str(Path(data).resolve()), "TAGGER_WORK": str(folder), "PYTHONHASHSEED": "0"}
    for step in STEPS:
        print("==", step, flush=True)
        before = _seconds()
        module, *words = step.split()
        command = [sys.executable, "-m", f"training.{module}", *words]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True)
        print(f"-- {step}: {_seconds() - before:.0f} CPU s", flush=True)


def _seconds() -> float:
    """Return the processor time of all steps that have ended."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    main(*sys.argv[1:])
