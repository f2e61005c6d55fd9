"""What the readings of sources are kept under: a name for each, by all that comes into it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from flows.locate import Located
from flows.orders import orders_of
from flows.settings import Settings
from flows.shards import Task
from flows.siblings import NO_NEIGHBOURS, Neighbours, place
from flows.versions import readers_version
from pipeline.overrides import NO_OVERRIDES


def task_of(settings: Settings, file: Located, beside: Mapping[str, Neighbours]) -> Task:
    """Return what is to be done with a source; `beside` is what recurs in each place."""
    neighbours = beside.get(place(file), NO_NEIGHBOURS)
    orders = orders_of(file.path, settings.orders) if settings.orders else NO_OVERRIDES
    return Task(file, settings.policy, orders, neighbours)


def key_of(task: Task, content: str) -> str:
    """Name what comes of a content by everything that it depends on."""
    return key_by(content, _shared_by(task))


def key_by(content: str, shared: str) -> str:
    """Name what comes of a content; `shared` is what else that depends on."""
    return blake2b(f"{content}{shared}".encode(), digest_size=16).hexdigest()


def _shared_by(task: Task) -> str:
    """Return what a key is made of beside the content."""
    beside = task.neighbours.digest
    return repr((task.file.suffix, task.policy.value, task.overrides, beside, readers_version()))


class Shared:
    """What keys are made of beside the contents: as a rule, the same for all articles of a place."""

    def __init__(self, settings: Settings, beside: Mapping[str, Neighbours]) -> None:
        self._settings = settings
        self._beside = beside
        self._known: dict[tuple[str, str], str] = {}

    def of(self, file: Located) -> str:
        """Return what a file's key is made of beside its content."""
        if self._settings.orders:
            return _shared_by(task_of(self._settings, file, self._beside))
        group = (file.suffix, place(file))
        if group not in self._known:
            self._known[group] = _shared_by(task_of(self._settings, file, self._beside))
        return self._known[group]
