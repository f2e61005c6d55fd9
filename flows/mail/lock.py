"""One run at a time for each issue: a lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import LockHeld, UsageError


@contextmanager
def sending(state: Path, issue: str) -> Iterator[None]:
    """Hold the lock of an issue. Raises LockHeld at once when another run has it: that one may take hours."""
    file = state / f"send-{issue}.lock"
    try:
        state.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UsageError(f"The lock cannot be made: {error.strerror or error}.", where=str(file)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise LockHeld(
            f"Another run sends issue {issue}.", where=str(file), remedy="Wait for it to finish."
        ) from None
    try:
        yield
    finally:
        os.close(handle)
