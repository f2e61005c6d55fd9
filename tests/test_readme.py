"""The session in the README happens as it is shown."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _session() -> list[tuple[str, list[str]]]:
    """Return the commands of the README's session, each with the lines that it is said to print."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```console\n(.*?)```", text, re.DOTALL)
    assert block is not None
    found: list[tuple[str, list[str]]] = []
    for line in block[1].splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def _agrees(shown: list[str], printed: list[str]) -> bool:
    """Compare line by line; "..." ends a line that goes on, or stands for all further lines."""
    for at, line in enumerate(shown):
        if line == "...":
            return True
        if at >= len(printed) or not printed[at].rstrip().startswith(line.removesuffix("...").rstrip()):
            return False
        if not line.endswith("...") and printed[at].rstrip() != line.rstrip():
            return False
    return len(printed) == len(shown)


@pytest.mark.slow
def test_the_session_in_the_readme_happens_as_shown(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "articles", tmp_path / "articles")
    commands = _session()
    assert len(commands) >= 4
    for command, shown in commands:
        words = shlex.split(command)
        if words[0] == "handbill":
            words = [str(Path(sys.executable).with_name("handbill")), *words[1:]]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        assert _agrees(shown, done.stdout.splitlines()), f"$ {command}\n{done.stdout}"
