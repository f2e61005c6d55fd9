"""A publish that shares its work with forks is killed at random: nothing is torn, and nothing goes on."""

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.made_up import make_site
from tests.test_publish import ROOT, tree

HANDBILL = [sys.executable, "-c", "from flows.main import main; main()", "publish", "--no-prefect", "-q"]
# A fork is worth it from 50 pages or 16 sources on.
_ARTICLES = 64
_WITHIN_S = 30.0


def begin(site: Path, held: int | None = None) -> subprocess.Popen[bytes]:
    """Publish in a process; it and all that it starts hold the end of a pipe open."""
    return subprocess.Popen(
        HANDBILL,
        cwd=site,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1764000000", "PYTHONPATH": os.fspath(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if held is None else subprocess.DEVNULL,
        pass_fds=() if held is None else (held,),
    )


def publish(site: Path) -> None:
    done = begin(site)
    _, said = done.communicate()
    assert done.returncode == 0, said.decode()


def all_ended(ends: int) -> bool:
    """Wait for the end of every process that holds the other end of a pipe."""
    ready, _, _ = select.select([ends], [], [], _WITHIN_S)
    return bool(ready)


def kill_at_random(folder: Path, rounds: int) -> None:
    whole = make_site(folder / "whole", _ARTICLES, workers=2)
    began = time.monotonic()
    publish(whole)
    lasts_s, wanted = time.monotonic() - began, tree(whole)
    assert len(wanted) > 2 * _ARTICLES
    chance, killed = random.Random(3), 0
    for _ in range(rounds):
        site = folder / "site"
        shutil.copytree(whole, site, ignore=shutil.ignore_patterns("public"))
        ends, held = os.pipe()
        run = begin(site, held)
        os.close(held)
        time.sleep(chance.uniform(0.2 * lasts_s, lasts_s))
        run.kill()
        killed += run.wait() == -signal.SIGKILL
        assert all_ended(ends)
        os.close(ends)
        if (site / "public/current").is_symlink():
            assert tree(site) == wanted
        publish(site)
        assert tree(site) == wanted
        assert not list((site / "public/.handbill").glob("staging-*"))
        shutil.rmtree(site)
    assert killed >= rounds // 2


def test_a_publish_with_forks_that_is_killed_leaves_a_whole_release_or_none(tmp_path: Path) -> None:
    kill_at_random(tmp_path, 3)


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
def test_so_it_does_many_times(tmp_path: Path) -> None:
    kill_at_random(tmp_path, 25)
