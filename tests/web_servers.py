"""Real web servers on loopback, each serving the link `current` of a folder, for the tests of serving."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "serving.md"
COMMAND = "from flows.cli import main; main()"


def snippet(language: str) -> str:
    """Return the one block of a language on the page about serving."""
    (found,) = re.findall(
        rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(found)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put a test's own values into a snippet; each must stand there."""
    for old, new in values.items():
        assert old in text
        text = text.replace(old, new)
    return text


@contextmanager
def serve_static(public: Path, _work: Path) -> Iterator[str]:
    """Run our own command on a free port."""
    command = [sys.executable, "-c", COMMAND, "serve-static", str(public), "--port", "0"]
    with _running(command, r"Serving .* at (http://\S+)/ ") as heard:
        yield heard


@contextmanager
def nginx(public: Path, work: Path) -> Iterator[str]:
    """Run nginx with the page's snippet, as one process that keeps its files in `work`."""
    types = Path("/etc/nginx/mime.types")
    if not types.is_file():
        pytest.skip(f"nginx has no {types}")
    address = f"127.0.0.1:{_free_port()}"
    site = filled(snippet("nginx"), {"listen 80": f"listen {address}", "/srv/handbill/public": f"{public}"})
    folders = "".join(
        f"{name}_temp_path {work / name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (work / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {work / 'pid'};\nerror_log stderr notice;\nevents {{ }}\n"
        f"http {{\naccess_log off;\n{folders}include {types};\n{site}}}\n",
        encoding="utf-8",
    )
    command = [_program("nginx"), "-p", str(work), "-c", str(work / "nginx.conf"), "-e", "stderr"]
    # It listens before it tells its limits.
    with _running(command, r"getrlimit"):
        yield f"http://{address}"


@contextmanager
def caddy(public: Path, work: Path) -> Iterator[str]:
    """Run Caddy with the page's snippet, without its administration and its certificates."""
    address = f"http://127.0.0.1:{_free_port()}"
    site = filled(snippet("caddy"), {"example.org {": f"{address} {{", "/srv/handbill/public": f"{public}"})
    (work / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{site}", encoding="utf-8")
    command = [_program("caddy"), "run", "--config", str(work / "Caddyfile"), "--adapter", "caddyfile"]
    with _running(command, r"serving initial configuration", home=work):
        yield address


@contextmanager
def _running(command: list[str], ready: str, *, home: Path | None = None) -> Iterator[str]:
    """Run a server, and give the first group of the line by which it says that it listens."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if home:
        environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
    with subprocess.Popen(
        command, text=True, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            yield _heard(process.stdout, re.compile(ready))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)


def _heard(lines: IO[str] | None, ready: re.Pattern[str]) -> str:
    assert lines is not None
    said = []
    for line in lines:
        said.append(line)
        if found := ready.search(line):
            return str(found[found.re.groups])
    raise AssertionError(f"the server does not start: {''.join(said)}")


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


SERVERS: Mapping[str, Callable[[Path, Path], AbstractContextManager[str]]] = {
    "serve-static": serve_static,
    "nginx": nginx,
    "caddy": caddy,
}
