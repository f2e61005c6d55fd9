"""What the tests of crashes share: the shim, a runner, and a site with an edit to publish."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.test_publish import text_of

ROOT = Path(__file__).parent.parent
EPOCH = "1740830400"
KILL, SHORT = ord("k"), ord("s")
SETTINGS = """
sources = ["articles"]
[site]
title = "Notes"
url = "https://notes.example/"
[cleaning]
policy = "rules"
[channels]
enabled = ["page", "feed", "index"]
[publish]
keep_releases = 2
workers = 1
"""
PUBLISH = ("publish", "--no-prefect")
SPARE = ".handbill/spare/"


@dataclass(frozen=True, slots=True)
class Done:
    """How a run ended: its status (negative: killed), the calls that it made, and what it said."""

    status: int
    calls: int
    out: str
    err: str


class Runner:
    """Runs the command under the shim."""

    def __init__(self, shim: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash_runner"],
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(shim), "SOURCE_DATE_EPOCH": EPOCH},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        folder: Path,
        *words: str,
        n: int = 0,
        how: int = KILL,
        log: Path | None = None,
        kill_after_s: float = 0,
    ) -> Done:
        assert self._process.stdin
        assert self._process.stdout
        job = {
            "folder": str(folder),
            "n": n,
            "how": how,
            "log": str(log or ""),
            "words": words or PUBLISH,
            "kill_after_s": kill_after_s,
        }
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return Done(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


def build_shim(folder: Path) -> Path | None:
    """Compile the shim; None where there is no compiler, or no system that loads it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    shim = folder / "shim.so"
    source = Path(__file__).with_name("crash_shim.c")
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"], check=True)
    return shim


def make_site(folder: Path) -> None:
    (folder / "articles").mkdir(parents=True)
    for topic in ("water", "wool"):
        (folder / "articles" / f"{topic}.txt").write_text(text_of(topic), encoding="utf-8")
    (folder / "handbill.toml").write_text(SETTINGS, encoding="utf-8")


def edit(folder: Path, round_: int = 1) -> None:
    """Change one article, and add another."""
    text = text_of("wool", more=f"\nRinse it well, {round_} times over.\n")
    (folder / "articles/wool.txt").write_text(text, encoding="utf-8")
    (folder / "articles/salt.txt").write_text(text_of("salt"), encoding="utf-8")


def seen(folder: Path) -> dict[str, bytes]:
    """Return what readers see."""
    top = folder / "public" / "current"
    return {str(file.relative_to(top)): file.read_bytes() for file in top.rglob("*") if file.is_file()}


def state(folder: Path) -> set[str]:
    """Return the names of all that is there beside the releases' files and the logs (named by their time).

    Whether there is a spare release depends on how many runs there were.
    """
    public = folder / "public"
    inside = {str(path.relative_to(public)) for path in (public / ".handbill").rglob("*")}
    return (
        {name for name in inside if not name.endswith(".jsonl") and not f"{name}/".startswith(SPARE)}
        | {path.name for path in public.iterdir()}
        | {str(path.relative_to(public)) for path in (public / "releases").iterdir()}
    )
