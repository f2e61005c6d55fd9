"""What one leaflet may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may take: seconds of processor time, megabytes of memory, seconds by the clock.

    The memory is what its whole process holds (RLIMIT_DATA, which Linux alone enforces in full).
    """

    cpu_s: int = 60
    memory_mb: int = 1024
    wall_s: float = 180.0
