"""A process that is killed at its work, for tests of what it leaves behind."""

import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress

_WITHIN_S = 30.0


def ends_with_all_its_processes(work: Callable[[], object]) -> bool:
    """Do work in a fork, which must be killed at it; tell whether all processes that it started end, too.

    A pipe ends with the last process that inherited it.
    """
    ends, held = os.pipe()
    killed = os.fork()
    if killed == 0:
        try:
            os.setsid()
            work()
        finally:
            os._exit(99)  # whatever happens, it must not go on as a second test
    os.close(held)
    _, status = os.waitpid(killed, 0)
    try:
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        ready, _, _ = select.select([ends], [], [], _WITHIN_S)
        return bool(ready)
    finally:
        os.close(ends)
        with suppress(ProcessLookupError):
            os.killpg(killed, signal.SIGKILL)
