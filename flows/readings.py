"""Sources to extracts: what was read before is taken from the shelf, the rest is read and structured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b, sha256
from itertools import count

from flows.boundary import attempt
from flows.circles import no_circles
from flows.extract import Extract, Packed
from flows.ingest import bytes_of
from flows.kept_readings import KeptReadings
from flows.locate import Located, Refusal, locate
from flows.reading_keys import Shared, key_by, key_of, task_of
from flows.settings import Settings
from flows.shards import Made, Task, cut, work, working
from flows.siblings import Neighbours, compare, mark, place, sample
from flows.snapshot import Snapshot
from flows.stages import Stages
from flows.versions import readers_version
from pipeline.errors import ReleaseBroken
from pipeline.recurrence import Marks
from sources import SOURCES


@dataclass(slots=True)
class Read:
    """What came of the sources, in their order: extracts and refusals; and how many had to be read anew.

    `contents` are the hashes of the sources' bytes by path, `keys` the entries of the shelf that are in use.
    """

    extracts: list[tuple[Located, Extract]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    anew: int = 0


def gather(  # noqa: PLR0913, PLR0917 (what a reading is made of)
    settings: Settings,
    files: Sequence[Located],
    shelf: KeptReadings,
    snapshot: Snapshot,
    stages: Stages,
    meanwhile: Callable[[], None],
) -> Read:
    """Read all sources: those that have not changed from the shelf, the others on all cores.

    `meanwhile` is called once, as soon as processes have something to read or there is nothing to be read.
    Raises ReleaseBroken when the shelf cannot be written.
    """
    found = Read()
    faults: dict[str, Refusal] = {}
    stages.run("ingest", partial(_look_up, files, shelf, snapshot, found, faults, stages))
    beside = {}
    if settings.recurrence:
        beside = stages.run("compare", partial(_compare, files, shelf, found, faults))
    shared = Shared(settings, beside)
    with no_circles():
        for file in files:
            if content := found.contents.get(file.path_text):
                found.keys[file.key] = key_by(content, shared.of(file))
        remake = partial(_remake, settings, beside, found.keys)
        made = shelf.extracts(set(found.keys.values()), remake)
    missing = [file for file in files if file.key not in faults and found.keys.get(file.key) not in made]
    found.anew = len(missing)
    tasks = [task_of(settings, file, beside) for file in missing]
    faults |= _structure(settings, tasks, shelf, found, stages, meanwhile)
    late = {found.keys[file.key] for file in missing if file.key in found.keys}
    made |= shelf.latest(late, remake)
    for file in files:
        if fault := faults.get(file.key):
            found.refused.append(fault)
        else:
            found.extracts.append((file, made[found.keys[file.key]]))
    return found


def _compare(
    files: Sequence[Located], shelf: KeptReadings, found: Read, faults: Mapping[str, Refusal]
) -> dict[str, Neighbours]:
    """Compare a sample of the articles of each place; what was read of them before is on the shelf."""
    held = shelf.marks()
    kept: dict[str, Marks] = {}
    places: dict[str, list[Marks]] = {}
    for file in sample(file for file in files if file.key not in faults):
        content = found.contents.get(file.path_text, "")
        read = attempt(file.key, file.origin, partial(_marked, file, content, held))
        if not isinstance(read, Refusal):  # else it is refused by name when its turn comes
            kept[read[0]] = read[1]
            places.setdefault(place(file), []).append(read[1])
    shelf.keep_marks(kept, held)
    return {name: compare(articles) for name, articles in places.items()}


def _marked(file: Located, content: str, held: Mapping[str, Marks]) -> tuple[str, Marks]:
    """Return the marks of a file, and the key that they are kept under."""
    parts = (content or _hash(file), file.suffix, readers_version())
    key = blake2b(repr(parts).encode(), digest_size=16).hexdigest()
    return key, held.get(key) or mark(file)


def _look_up(  # noqa: PLR0913, PLR0917 (what a stage is given and what it fills)
    files: Sequence[Located],
    shelf: KeptReadings,
    snapshot: Snapshot,
    found: Read,
    faults: dict[str, Refusal],
    stages: Stages,
) -> None:
    """Find out what every source holds, without reading those whose status is as it was."""
    held = shelf.files()
    for file, done in zip(files, count(1), strict=False):
        path = file.path_text
        status, content = held.get(path, (None, ""))
        if not content and not held:
            continue  # nothing is known at all: they are hashed where they are read
        if not status or status != snapshot.known(path):
            hashed = attempt(file.key, file.origin, partial(_hash, file))
            if isinstance(hashed, Refusal):
                faults[file.key] = hashed
                continue
            content = hashed
        found.contents[path] = content
        if done % 1000 == 0:
            stages.advance(done, len(files))


def _hash(file: Located) -> str:
    return sha256(bytes_of(file.path, file.origin)).hexdigest()


def _structure(  # noqa: PLR0913, PLR0917 (what a reading is made of)
    settings: Settings,
    missing: Sequence[Task],
    shelf: KeptReadings,
    found: Read,
    stages: Stages,
    meanwhile: Callable[[], None],
) -> dict[str, Refusal]:
    """Read and structure sources on all cores, shard by shard onto the shelf; return the refusals."""
    faults: dict[str, Refusal] = {}
    workers = settings.processes
    shards = cut(missing, workers)
    done = 0
    with working(shards, workers) as answers:
        meanwhile()
        for shard, answer in zip(shards, answers, strict=True):
            results = stages.run(f"structure {done + 1}-{done + len(shard)}", answer)
            done += len(shard)
            stages.advance(done, len(missing))
            good = []
            for task, result in zip(shard, results, strict=True):
                if isinstance(result, Refusal):
                    faults[task.file.key] = result
                    found.keys.pop(task.file.key, None)
                    continue
                key = key_of(task, result.content)
                found.contents[task.file.path_text] = result.content
                found.keys[task.file.key] = key
                good.append((key, result.packed))
            shelf.keep(good)
    return faults


def _remake(
    settings: Settings, beside: Mapping[str, Neighbours], keys: Mapping[str, str], key: str
) -> Packed:
    """Make the text of an article again, when what was kept of it turns out to be damaged.

    Its source is looked for again: that happens so seldom that no list of all sources is held for it.
    """
    name = next(name for name in keys if keys[name] == key)
    for file in locate(settings.sources, settings.base, SOURCES).files:
        if file.key == name:
            task = task_of(settings, file, beside)
            made = work(task)
            if isinstance(made, Made) and key_of(task, made.content) == key:
                return made.packed
    raise ReleaseBroken(
        "The source changed while it was being published. The old release is untouched.",
        where=name,
        remedy="Run this again.",
    )
