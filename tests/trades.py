"""What the processes of tests/test_workers.py do; a module of its own, which a process imports quickly."""

from __future__ import annotations

import os
import signal


def prepare() -> None:
    """Be ready at once."""


def fail_to_prepare() -> None:
    """End before there is work."""
    os._exit(3)


def work(job: str) -> str:
    """Do what the job says."""
    match job:
        case "spin":
            while True:
                pass
        case "wait":
            signal.pause()
        case "eat":
            return str(len(bytearray(2**31)))
        case "eat slowly":
            held: list[bytearray] = []
            while True:
                held.append(bytearray(2**20))  # filled, it would take a second of processor on a busy machine
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise ValueError(job)
        case "who":
            return str(os.getpid())
    return job.upper()
