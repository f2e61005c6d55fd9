"""The log of a run, one JSON object a line: what it was asked, how long each stage took, how it ended.

STATE/runs holds those of the last runs; they lie outside the release, whose bytes no clock may touch. A log
that cannot be written costs the run a warning and nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO, TypeVar

from flows.stages import Stages
from pipeline.errors import HandbillError, UsageError

if TYPE_CHECKING:
    from flows.settings import Settings
    from flows.steps import Outcome

T = TypeVar("T")
FOLDER = "runs"
_SUFFIX = ".jsonl"
_WORTH_TELLING_S = 30.0
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Spent:
    """What something took: seconds by the clock, and of the processors, those of ended workers among them."""

    wall_s: float
    cpu_s: float

    def __add__(self, other: Spent) -> Spent:
        """Return both together."""
        return Spent(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s)

    def __sub__(self, other: Spent) -> Spent:
        """Return what is left."""
        return Spent(self.wall_s - other.wall_s, self.cpu_s - other.cpu_s)

    def to_json(self) -> dict[str, object]:
        """Return the figures to the millisecond."""
        return {"wall_s": round(self.wall_s, 3), "cpu_s": round(self.cpu_s, 3)}


def _spent() -> Spent:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Spent(time.monotonic(), sum(each.ru_utime + each.ru_stime for each in used))


class RunLog:
    """The log of one run; use it in a `with`, which writes how the run ended.

    What is told before a file is there to take it is kept for it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._begun = _spent()
        self._files: list[TextIO] = []
        self._lines: list[str] = []
        self._outcome: Outcome | None = None
        self.stages: dict[str, Spent] = {}
        self.problem = ""

    def __enter__(self) -> RunLog:
        """Begin."""
        # Only here is the settings' own version of use: a log is read when something has gone wrong.
        from pipeline.version import __version__

        named = {"sources": list(self._settings.sources), "out": str(self._settings.out)}
        self.write("begin", {"version": __version__, "python": sys.version.split()[0], **named})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write how the run ended, and close the files."""
        took = (_spent() - self._begun).to_json()
        self.write("end", {**_ending(self._outcome, error), **took, "peak_mib": _peak_mib()})
        for file in self._files:
            file.close()

    def write(self, event: str, values: Mapping[str, object]) -> None:
        """Write a line."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"event": event, "at": now, **values}, ensure_ascii=False)
        self._lines.append(line)
        for file in list(self._files):
            self._put(file, [line])

    def to_file(self, name: str) -> None:
        """Write the log to a file of this name, too; `-` is the standard error.

        Raises UsageError when it cannot be opened.
        """
        try:
            handle = 2 if name == "-" else name
            file = open(handle, "w", encoding="utf-8", errors="backslashreplace", closefd=name != "-")  # noqa: SIM115 (closed at the end of the run)
        except OSError as error:
            raise UsageError(
                f"The log cannot be written: {error.strerror or error}.",
                where=name,
                remedy="Choose another file with --log-json.",
            ) from error
        self._attach(file)

    def keep(self) -> None:
        """Write the log into the state folder, too, and keep only the last ones there."""
        if not self._settings.keep_logs:
            return
        folder = self._settings.state / FOLDER
        moment = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H%M%S.%fZ")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Never another run's file, whatever the clock says.
            file = (folder / f"{moment}{_SUFFIX}").open("x", encoding="utf-8", errors="backslashreplace")
            self._attach(file)
            prune(folder, self._settings.keep_logs)
        except OSError as error:
            self._note(error)

    def ended(self, outcome: Outcome) -> None:
        """Hear what came of the run."""
        self._outcome = outcome
        for refusal in outcome.report.problems:
            said = {"source": refusal.key, "reason": refusal.what, "remedy": refusal.remedy}
            self.write("refusal", said)
        for warning in outcome.warnings:
            self.write("warning", {"message": warning})

    def told(self) -> tuple[str, ...]:
        """Say in a line what took longest, where the run was long enough for a person to ask."""
        wall_s = time.monotonic() - self._begun.wall_s
        if wall_s < _WORTH_TELLING_S:
            return ()
        longest = sorted(self.stages.items(), key=lambda each: each[1].wall_s, reverse=True)[:_NAMED]
        parts = ", ".join(f"{name} {spent.wall_s:.1f} s" for name, spent in longest)
        return (f"It took {wall_s:.1f} s: {parts}.",)

    def _attach(self, file: TextIO) -> None:
        self._files.append(file)
        self._put(file, self._lines)

    def _put(self, file: TextIO, lines: list[str]) -> None:
        """Write lines at once: what a killed run has told is there to be read."""
        try:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
        except OSError as error:
            self._files.remove(file)
            self._note(error)

    def _note(self, error: OSError) -> None:
        self.problem = f"The log of this run could not be written: {error.strerror or error}."


class Timed:
    """Stages whose times a log hears."""

    def __init__(self, stages: Stages, log: RunLog) -> None:
        self._stages = stages
        self._log = log

    def run(self, name: str, work: Callable[[], T]) -> T:
        """Do the work of a stage, and log what it took."""
        begun, is_done = _spent(), False
        try:
            result = self._stages.run(name, work)
            is_done = True
            return result
        finally:
            spent = _spent() - begun
            self._log.write("stage", {"name": name, "done": is_done, **spent.to_json()})
            # Shards are many, and one stage to whoever asks where the time went.
            group = re.sub(r" \d+-\d+$", "", name)
            self._log.stages[group] = self._log.stages.get(group, Spent(0, 0)) + spent

    def note(self, text: str) -> None:
        """Log a sentence, and pass it on."""
        self._log.write("note", {"text": text})
        self._stages.note(text)

    def advance(self, done: int, total: int) -> None:
        """Pass on how far the stage is."""
        self._stages.advance(done, total)


def prune(folder: Path, keep: int) -> None:
    """Keep the last logs of a folder. Raises OSError when the others cannot be removed."""
    for old in sorted(folder.glob(f"*{_SUFFIX}"))[:-keep]:
        old.unlink()


def _ending(outcome: Outcome | None, error: BaseException | None) -> dict[str, object]:
    """Say how a run ended: with an error or with a release."""
    if outcome is None or error is not None:
        code = error.exit_code if isinstance(error, HandbillError) else 1
        return {"exit_code": code, "error": str(error), "kind": type(error).__name__}
    swap, proposal = outcome.swap, outcome.proposal
    return {
        "exit_code": outcome.report.exit_code,
        "release": swap.name,
        "changed": swap.changed,
        "written": swap.written,
        "linked": swap.linked,
        "proposal": proposal.name if proposal else None,
        "summary": outcome.report.summary(),
    }


def _peak_mib() -> float:
    """Return the most memory that this process has held, in MiB (macOS counts bytes, Linux KiB)."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)
