"""Sources to extracts: what was read before is taken from the shelf, the rest is read and structured."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b, sha256
from itertools import count

from flows.boundary import attempt
from flows.extract import Extract, unpack_blocks
from flows.ingest import bytes_of
from flows.locate import Located, Refusal
from flows.orders import orders_of
from flows.settings import Settings
from flows.shards import Made, Task, cut, work, working
from flows.shelf import Shelf
from flows.snapshot import Snapshot
from flows.stages import Stages
from flows.versions import readers_version
from pipeline.errors import ReleaseBroken
from pipeline.model import Block


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


def gather(
    settings: Settings, files: Sequence[Located], shelf: Shelf, snapshot: Snapshot, stages: Stages
) -> Read:
    """Read all sources: those that have not changed from the shelf, the others on all cores.

    Raises ReleaseBroken when the shelf cannot be written.
    """
    found = Read()
    faults: dict[str, Refusal] = {}
    stages.run("ingest", partial(_look_up, settings, files, shelf, snapshot, found, faults, stages))
    remake = partial(_remake, settings, {found.keys[f.key]: f for f in files if f.key in found.keys})
    made = shelf.extracts(set(found.keys.values()), remake)
    missing = [file for file in files if file.key not in faults and found.keys.get(file.key) not in made]
    found.anew = len(missing)
    faults |= _structure(settings, missing, shelf, found, stages)
    late = {found.keys[file.key] for file in missing if file.key in found.keys}
    remake = partial(_remake, settings, {found.keys[f.key]: f for f in files if f.key in found.keys})
    made |= shelf.extracts(late, remake)
    for file in files:
        if fault := faults.get(file.key):
            found.refused.append(fault)
        else:
            found.extracts.append((file, made[found.keys[file.key]]))
    return found


def key_of(settings: Settings, file: Located, content: str) -> str:
    """Name what comes of a content by everything that it depends on."""
    task = task_of(settings, file)
    parts = (content, file.suffix, task.policy.value, task.overrides, readers_version())
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def task_of(settings: Settings, file: Located) -> Task:
    """Return what is to be done with a source."""
    return Task(file, settings.policy, orders_of(file.path, settings.orders))


def _look_up(  # noqa: PLR0913, PLR0917 (what a stage is given and what it fills)
    settings: Settings,
    files: Sequence[Located],
    shelf: Shelf,
    snapshot: Snapshot,
    found: Read,
    faults: dict[str, Refusal],
    stages: Stages,
) -> None:
    """Find out what every source holds, without reading those whose status is as it was."""
    held = shelf.files()
    for file, done in zip(files, count(1), strict=False):
        path = os.fspath(file.path)
        status, content = held.get(path, ("", ""))
        if not content and not held:
            continue  # nothing is known at all: they are hashed where they are read
        if not status or status != snapshot.status(path):
            hashed = attempt(file.key, file.origin, partial(_hash, file))
            if isinstance(hashed, Refusal):
                faults[file.key] = hashed
                continue
            content = hashed
        found.contents[path] = content
        found.keys[file.key] = key_of(settings, file, content)
        if done % 1000 == 0:
            stages.advance(done, len(files))


def _hash(file: Located) -> str:
    return sha256(bytes_of(file.path, file.origin)).hexdigest()


def _structure(
    settings: Settings, missing: Sequence[Located], shelf: Shelf, found: Read, stages: Stages
) -> dict[str, Refusal]:
    """Read and structure sources on all cores, shard by shard onto the shelf; return the refusals."""
    faults: dict[str, Refusal] = {}
    workers = settings.workers or os.cpu_count() or 1
    shards = cut([task_of(settings, file) for file in missing], workers)
    done = 0
    with working(shards, workers) as answers:
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
                key = key_of(settings, task.file, result.content)
                found.contents[os.fspath(task.file.path)] = result.content
                found.keys[task.file.key] = key
                good.append((key, result.packed))
            shelf.keep(good)
    return faults


def _remake(settings: Settings, files: Mapping[str, Located], key: str) -> tuple[Block, ...]:
    """Make the text of an article again, when what was kept of it turns out to be damaged."""
    file = files[key]
    made = work(task_of(settings, file))
    if not isinstance(made, Made) or key_of(settings, file, made.content) != key:
        raise ReleaseBroken(
            "The source changed while it was being published. The old release is untouched.",
            where=file.origin,
            remedy="Run this again.",
        )
    return unpack_blocks(made.packed.body)
