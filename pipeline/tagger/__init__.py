"""The learned line tagger: numpy and one weights file; no network, no clock, no randomness.

docs/tagger.md says how it was made and measured.
"""

from pipeline.tagger.model import LABELS, Look, Model, load

__all__ = ["LABELS", "Look", "Model", "load"]
