"""What other programs cost: seconds by the clock and of the processors, and memory."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5
_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds by the clock and of the processors, and the most memory of one process."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def adopt() -> None:
    """Become the parent of every process below that loses its own, so that all of their time is counted.

    A server process that workers are forked from outlives the command that started it for a moment, and its
    time would be nobody's (Linux, prctl 2 PR_SET_CHILD_SUBREAPER).
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def children_cpu_s() -> float:
    """Return the processor seconds of all processes below this one that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cost(words: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end. Raises SystemExit when it fails."""
    begun = time.perf_counter()
    before_s = children_cpu_s()
    with tempfile.TemporaryFile() as told:
        whole = {**_own(), **(env or {})}
        child = subprocess.Popen(list(map(str, words)), cwd=folder, stdout=told, stderr=told, env=whole)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.perf_counter() - begun
        _wait_for_orphans()
        if child.returncode:
            told.seek(0)
            sys.exit(
                f"{words} ended with {child.returncode}:\n{told.read().decode(errors='replace')[-2000:]}"
            )
    return Cost(wall_s, children_cpu_s() - before_s, used.ru_maxrss / 1024)


def _own() -> dict[str, str]:
    """Return the environment, in which programs may keep their compiled modules as installed ones do."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def least(works: Mapping[str, Callable[[], Cost]]) -> dict[str, float]:
    """Run commands in turn; return the least seconds by the clock of each."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            found[name].append(work().wall_s)
    return {name: min(values) for name, values in found.items()}
