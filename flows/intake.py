"""The sources of a run: found, read, and summed up for the next run.

What is known of each file for that alone is let go of here: it would be in memory while the release is made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flows.extract import Extract
from flows.kept_readings import KeptReadings
from flows.locate import Located, Refusal, Skipped, locate
from flows.readings import gather
from flows.settings import Settings
from flows.snapshot import Seen, summed, take
from flows.stages import Stages
from pipeline.errors import ReleaseBroken
from sources import SOURCES


@dataclass(slots=True)
class Intake:
    """What came of the sources.

    `extracts` are in the order of the sources, `keys` name what the shelf holds of them. `seen` is for the
    note of this run; `probed_ns` is the file system's time before it. `problem` says what hindered the shelf
    from remembering the files, "" if nothing did.
    """

    extracts: list[tuple[Located, Extract]]
    refused: tuple[Refusal, ...]
    skipped: tuple[Skipped, ...]
    keys: Collection[str]
    seen: Seen
    probed_ns: int
    problem: str = ""

    def take(self) -> list[tuple[Located, Extract]]:
        """Return the extracts, and hold them no longer: they take most of the memory of a run."""
        taken, self.extracts = self.extracts, []
        return taken


def take_in(
    settings: Settings, shelf: KeptReadings, stages: Stages, meanwhile: Callable[[], None], *, verify: bool
) -> Intake:
    """Find and read all sources; with `verify` no file's date is trusted. For `meanwhile` see `gather`.

    Raises ReleaseBroken when the shelf cannot be written.
    """
    snapshot = take(settings, verify=verify)
    found = locate(settings.sources, settings.base, SOURCES)
    read = gather(settings, found.files, shelf, snapshot, stages, meanwhile)
    files = {path: (snapshot.status(path), content) for path, content in read.contents.items()}
    problem = ""
    try:
        shelf.note_files(files)
    except ReleaseBroken as error:
        problem = str(error)
    return Intake(
        read.extracts,
        (*found.refused, *read.refused),
        found.skipped,
        read.keys.values(),
        summed(settings, snapshot, read.contents),
        snapshot.probed_ns,
        problem,
    )
