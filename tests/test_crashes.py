"""Killed or refused at any call that changes the disk: readers see a whole release, the next run mends it."""

import errno
import json
import os
import random
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.pieces import Piece, digest, files_of
from tests.crashes import (
    KILL,
    SHORT,
    SPARE,
    Runner,
    build_shim,
    edit,
    make_site,
    seen,
    state,
)

FAULTS = {"kill": KILL, "full": errno.ENOSPC, "broken": errno.EIO, "short": SHORT, "read-only": errno.EROFS}

# The note of an unchanged run; and SQLite's index of its log, which it makes anew with the next look into the
# catalogue, left where a disk refuses to remove a file.
_HARMLESS = {".handbill/unchanged", ".handbill/catalogue.sqlite-shm"}


@dataclass(frozen=True, slots=True)
class Scene:
    """A published site with an edit that waits to be published, and what an undisturbed run makes of it."""

    folder: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    after: set[str]
    calls: int


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    shim = build_shim(tmp_path_factory.mktemp("shim"))
    if shim is None:
        pytest.skip("there is no C compiler, or this is not Linux")
    made = Runner(shim)
    yield made
    made.close()


@pytest.fixture(scope="module")
def ground() -> Iterator[Path]:
    """A folder in memory where there is one: nothing here is about how long a disk takes."""
    memory = Path("/dev/shm")
    top = str(memory) if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="handbill-", dir=top) as folder:
        yield Path(folder)


def _prepare(runner: Runner, folder: Path, *, first: bool) -> Scene:
    """Make a scene; `first`: nothing has been published yet."""
    make_site(folder / "before")
    old = {}
    if not first:
        assert runner.run(folder / "before").status == 0
        for n in (-1, 0):
            edit(folder / "before", n)
            assert runner.run(folder / "before").status == 0
        # The next release is made of the first one, which is kept no longer.
        assert (folder / "before/public" / SPARE).is_dir()
        old = seen(folder / "before")
        edit(folder / "before")
    shutil.copytree(folder / "before", folder / "after", symlinks=True)
    done = runner.run(folder / "after")
    assert (done.status, done.err) == (0, "")
    assert done.calls > 50
    return Scene(folder / "before", old, seen(folder / "after"), state(folder / "after"), done.calls)


@pytest.fixture(scope="module")
def edited(runner: Runner, ground: Path) -> Scene:
    return _prepare(runner, ground / "edited", first=False)


@pytest.fixture(scope="module")
def new(runner: Runner, ground: Path) -> Scene:
    return _prepare(runner, ground / "new", first=True)


def _check(runner: Runner, scene: Scene, folder: Path, n: int, fault: str) -> None:
    shutil.copytree(scene.folder, folder, symlinks=True)
    done = runner.run(folder, n=n, how=FAULTS[fault])
    where = f"{fault} at call {n} of {scene.calls}: {done}"
    shown = seen(folder)
    assert shown in (scene.old, scene.new), where
    assert "Traceback" not in done.err, where
    assert "unexpected" not in done.err, where
    if done.status == 0:
        assert shown == scene.new, where
    elif done.status != -signal.SIGKILL:
        assert done.err.startswith("handbill: "), where
    again = runner.run(folder)
    assert (again.status, again.err) == (0, ""), f"{where}, then {again}"
    assert seen(folder) == scene.new, where
    assert state(folder) <= scene.after | _HARMLESS, where
    shutil.rmtree(folder)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("which", ["edited", "new"])
def test_some_calls_fail(
    runner: Runner, request: pytest.FixtureRequest, ground: Path, which: str, fault: str
) -> None:
    scene = request.getfixturevalue(which)
    chosen = random.Random(f"{which} {fault}").sample(range(1, scene.calls + 1), 4)
    for n in chosen:
        _check(runner, scene, ground / f"{which}-{fault}-{n}", n, fault)


@pytest.mark.exhaustive
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("which", ["edited", "new"])
def test_every_call_fails(
    runner: Runner, request: pytest.FixtureRequest, ground: Path, which: str, fault: str
) -> None:
    scene = request.getfixturevalue(which)
    for n in range(1, scene.calls + 1):
        _check(runner, scene, ground / f"{which}-{fault}-{n}", n, fault)


def test_everything_is_on_the_disk_before_readers_see_it(runner: Runner, new: Scene, edited: Scene) -> None:
    """A power cut just after the swap, when all that was not synced is lost: the release is whole."""
    for scene in (new, edited):
        folder, log = scene.folder.with_name("cut"), scene.folder.with_name("log")
        shutil.copytree(scene.folder, folder, symlinks=True)
        assert runner.run(folder, log=log).status == 0
        calls = [line.split("\t") for line in log.read_text().splitlines()]
        shown = next(
            i for i, (name, path, _) in enumerate(calls) if name == "rename" and "/.current-" in path
        )
        disk = Disk(folder)
        for name, path, other in calls[:shown]:
            disk.see(name, path, other)
        target = (folder / "public" / "current").resolve()
        lost = [path for path in disk.unsynced if Path(path).is_relative_to(target)]
        assert lost == []
        catalogue = str(folder / "public/.handbill/catalogue.sqlite")
        assert not [path for path in disk.unsynced if path in {catalogue, f"{catalogue}-wal"}]
        assert str(folder / "public" / "releases") not in disk.unsynced
        # What is not linked from the release before was written by this run.
        written = [path for path in target.rglob("*") if path.is_file() and path.stat().st_nlink == 1]
        assert disk.synced >= len(written) > 0
        shutil.rmtree(folder)
        log.unlink()


class Disk:
    """What a power cut would take: files written and folders changed since they were last synced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.unsynced: set[str] = set()
        self.synced = 0

    def see(self, name: str, path: str, other: str) -> None:
        target = str(self._folder / other) if other else path
        match name:
            case "fsync" | "fdatasync":
                self.unsynced.discard(path)
                self.synced += 1
            case "syncfs":
                self.unsynced.clear()
            case "write" | "ftruncate" | "ftruncate64":
                self.unsynced.add(path)
            case "rename" | "renameat":
                moved = {each for each in self.unsynced if each == path or each.startswith(f"{path}/")}
                self.unsynced -= moved
                self.unsynced |= {target + each.removeprefix(path) for each in moved}
                self.unsynced |= {str(Path(path).parent), str(Path(target).parent)}
            case "utimensat" | "chmod" | "fchmod":
                pass  # an old date is no torn release
            case "unlink" | "unlinkat" | "rmdir":
                self.unsynced.discard(path)
            case _:
                self.unsynced.add(str(Path(path).parent))
                if name == "open":
                    self.unsynced.add(path)


class Reader(threading.Thread):
    """Reads all that readers see, over and over, and keeps what is wrong with it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._public = folder / "public"
        self.stop = threading.Event()
        self.torn: list[str] = []
        self.reads = 0

    def run(self) -> None:
        while not self.stop.wait(0.001):
            name = (self._public / "current").readlink().name
            top = self._public / "releases" / name
            try:
                parts = [Piece(path, (top / path).read_bytes()) for path in files_of(top)]
            except FileNotFoundError:
                # Two releases later an old one goes, whoever reads in it; a reader then asks again.
                if (self._public / "current").readlink().name == name:
                    self.torn.append(f"{name} lost a file")
                continue
            self.reads += 1
            if digest(parts) != name.split("-")[0]:
                self.torn.append(f"{name} holds {sorted(part.path for part in parts)}")


def ids(folder: Path) -> list[str]:
    feed = json.loads((folder / "public/current/feed.json").read_bytes())
    return sorted(item["id"] for item in feed["items"])


def _timeless(files: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out minute and second of the last update: the clock stands still here, and each edit that came to
    be published sets it a second on, so that it tells how many runs were killed before they published.
    """
    return {path: re.sub(rb"12:\d\d:\d\d", b"12", data) for path, data in files.items()}


def _lasting(folder: Path) -> set[str]:
    return {name for name in state(folder) if not name.startswith(("releases/", ".handbill/cache/folders-"))}


def _kill_at_random(runner: Runner, folder: Path, rounds: int) -> None:
    make_site(folder)
    edit(folder, 0)
    assert runner.run(folder).status == 0
    edit(folder, -1)
    began = time.monotonic()
    assert runner.run(folder).status == 0
    lasts_s, chance, first = time.monotonic() - began, random.Random(7), ids(folder)
    reader = Reader(folder)
    reader.start()
    killed = 0
    try:
        for n in range(1, rounds + 1):
            edit(folder, n)
            done = runner.run(folder, kill_after_s=chance.uniform(0.005, lasts_s))
            killed += done.status == -signal.SIGKILL
            assert "Traceback" not in done.err
            assert ids(folder) == first
    finally:
        reader.stop.set()
        reader.join()
    assert reader.torn == []
    assert reader.reads > rounds
    assert killed > rounds // 4
    assert runner.run(folder).status == 0
    assert ids(folder) == first
    undisturbed = folder.with_name("undisturbed")
    make_site(undisturbed)
    edit(undisturbed, 0)
    runner.run(undisturbed)
    edit(undisturbed, rounds)
    runner.run(undisturbed)
    assert _timeless(seen(folder)) == _timeless(seen(undisturbed))
    assert _lasting(folder) == _lasting(undisturbed)
    # What is kept of a folder is named by its inode: none is left of one that is gone.
    there = [*(folder / "public/releases").iterdir(), *(folder / "public/.handbill").glob("spare")]
    kept = {file.name for file in (folder / "public/.handbill/cache").glob("folders-*")}
    assert kept <= {f"folders-{each.stat().st_ino}" for each in there}
    assert len(list((folder / "public/releases").iterdir())) == 2


def test_a_few_kills_at_random_tear_nothing(runner: Runner, ground: Path) -> None:
    _kill_at_random(runner, ground / "few" / "site", 8)


@pytest.mark.exhaustive
@pytest.mark.timeout(1800)
def test_two_hundred_kills_at_random_tear_nothing(runner: Runner, ground: Path) -> None:
    _kill_at_random(runner, ground / "many" / "site", 200)


def test_a_rollback_fails_whole_or_not_at_all(runner: Runner, edited: Scene, ground: Path) -> None:
    folder = ground / "back"
    shutil.copytree(edited.folder, folder, symlinks=True)
    calls = runner.run(folder, "rollback").calls
    older = seen(folder)
    shutil.rmtree(folder)
    for fault, how in FAULTS.items():
        for n in random.Random(fault).sample(range(1, calls + 1), 4):
            shutil.copytree(edited.folder, folder, symlinks=True)
            done = runner.run(folder, "rollback", n=n, how=how)
            where = f"{fault} at call {n} of {calls}: {done}"
            assert seen(folder) in (edited.old, older), where
            assert done.status != 0 or seen(folder) == older, where
            assert "Traceback" not in done.err, where
            assert "unexpected" not in done.err, where
            assert runner.run(folder).status == 0, where
            shutil.rmtree(folder)
