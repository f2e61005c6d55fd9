"""Runs `handbill` again and again in forked children, each with a fault at one chosen system call.

Started with the shim in LD_PRELOAD. A line on standard input is a Job, the answer is {"status", "calls",
"out", "err"}. What a publish loads is loaded once, so that a run costs a tenth of a second.
"""

import ctypes
import io
import json
import os
import signal
import sys
import tempfile
import time
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import TypedDict

# The modules that a publish loads: forked children have them.
import flows.catalogue.engine
import flows.commands.publish
import flows.commands.rollback
import flows.main
import flows.memory
import flows.rollback
import flows.steps
import flows.verify
import sources.text  # noqa: F401


class Job(TypedDict):
    folder: str
    n: int
    how: int
    log: str
    words: list[str]
    kill_after_s: float


def child(job: Job, out: int, err: int, counted: str) -> None:
    shim = ctypes.CDLL(os.environ["LD_PRELOAD"])
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.chdir(job["folder"])
    sys.argv[1:] = job["words"]
    status = 1
    shim.arm(job["folder"].encode(), ctypes.c_long(job["n"]), job["how"], job["log"].encode() or None)
    try:
        flows.main.main()
    except SystemExit as stop:
        status = int(stop.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        shim.calls.restype = ctypes.c_long
        calls = shim.calls()
        shim.arm(b"", ctypes.c_long(0), 0, None)
        Path(counted).write_text(str(calls))
        os._exit(status)


def run(job: Job) -> dict[str, object]:
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        tempfile.NamedTemporaryFile() as counted,
    ):
        pid = os.fork()
        if pid == 0:
            try:
                child(job, out.fileno(), err.fileno(), counted.name)
            finally:
                os._exit(99)  # whatever happens, it must not go on as a second parent
        if job["kill_after_s"]:
            time.sleep(job["kill_after_s"])
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        for file in (out, err):
            file.seek(0)
        return {
            "status": os.waitstatus_to_exitcode(status),
            "calls": int(Path(counted.name).read_text() or 0),
            "out": out.read().decode(),
            "err": err.read().decode(),
        }


def warm_up() -> None:
    """Publish something, so that templates and the like are ready in every child."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()), suppress(SystemExit):
        (Path(folder) / "a.txt").write_text("What rest does\n\nSkin mends itself at night.\n")
        (Path(folder) / "handbill.toml").write_text(
            'sources = ["a.txt"]\n[channels]\nenabled = ["page", "feed", "index"]'
        )
        sys.argv[1:] = ["publish", "--no-prefect", "--config", f"{folder}/handbill.toml"]
        flows.main.main()


if __name__ == "__main__":
    warm_up()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)  # noqa: T201
