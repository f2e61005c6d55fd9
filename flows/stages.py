"""Who runs the stages of a publish and hears of their progress: Prefect, a terminal or nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Stages(Protocol):
    """What a publish needs of whoever runs it."""

    def run(self, name: str, work: Callable[[], T]) -> T:
        """Do the work of a stage."""
        ...

    def note(self, text: str) -> None:
        """Hear a plain sentence about the run."""
        ...

    def advance(self, done: int, total: int) -> None:
        """Hear how far the stage is."""
        ...


class Quiet:
    """Run every stage at once and say nothing."""

    def run(self, name: str, work: Callable[[], T]) -> T:
        """Do the work of a stage."""
        return work()

    def note(self, text: str) -> None:
        """Pass over a sentence."""

    def advance(self, done: int, total: int) -> None:
        """Pass over the progress."""
