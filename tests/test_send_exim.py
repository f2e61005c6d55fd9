"""`handbill send` to a mail server of another make: Exim, from Debian, as a daemon of the test's own."""

import random
import re
import shutil
import signal
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.catalogue import deliveries, engine
from flows.mail.addresses import key_of
from flows.mail.delivery import State
from flows.settings import load
from tests.test_send import ISSUE, _key, folder, listed, release, settings_for, start  # noqa: F401

KILLS = 6
# It queues what it takes, refuses some, puts off a third of all attempts, and hangs up after 20 messages.
CONFIGURATION = """
primary_hostname = mail.test
spool_directory = {work}/spool
log_file_path = {work}/%slog
exim_user = {user}
exim_group = {user}
never_users =
queue_only = true
log_selector = +received_recipients
smtp_accept_max_per_connection = 20
acl_smtp_rcpt = rcpt
tls_advertise_hosts =
host_lookup =
keep_environment =
begin acl
rcpt:
  deny local_parts = ^refused.*
       message = no such user here
  defer condition = ${{if <{{${{randint:10}}}}{{3}}}}
       message = try again later
  accept
"""


@pytest.fixture
def exim(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Run Exim on a free port; give the port and the log of what it took."""
    program = shutil.which("exim4", path="/usr/sbin:/usr/local/sbin") or shutil.which("exim")
    if program is None:
        pytest.skip("Exim is not on this machine: apt-get install exim4-daemon-light")
    work = tmp_path / "exim"
    (work / "spool").mkdir(parents=True)
    (work / "conf").write_text(CONFIGURATION.format(work=work, user=work.owner()), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["-C", str(work / "conf"), "-bdf", "-oX", f"[127.0.0.1]:{port}", "-oP", str(work / "pid")]
    with (work / "said").open("wb") as said:
        daemon = subprocess.Popen([program, *words], stdout=said, stderr=said)
    try:
        _wait_for(port, daemon, work / "said")
        yield port, work / "mainlog"
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(30)


def _wait_for(port: int, daemon: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            try:
                daemon.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            pytest.skip(f"Exim does not run here: {said.read_text(errors='replace')}")
        else:
            return
    raise AssertionError("Exim does not listen")


def _lines(log: Path) -> list[str]:
    """Return whom each message was for that Exim has taken, in order."""
    return re.findall(r" <= .* for (\S+)$", log.read_text(encoding="utf-8"), re.MULTILINE)


def _killed_at(child: subprocess.Popen[str], log: Path, count: int) -> bool:
    """Kill a run once Exim has taken so many messages; tell whether it lived to be killed."""
    while len(_lines(log)) < count:
        try:
            child.wait(0.005)
        except subprocess.TimeoutExpired:
            continue
        break
    child.kill()
    child.communicate()
    return child.returncode == -signal.SIGKILL


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
def test_exim_gets_every_message_once_through_crashes(folder: Path, exim: tuple[int, Path]) -> None:  # noqa: F811
    port, log = exim
    addresses = [f"{'refused' if n % 10 == 3 else 'person'}{n}@example.org" for n in range(400)]
    listed(folder, addresses)
    settings_for(folder, port, retries=6)
    chance = random.Random(7)
    killed = 0
    for _ in range(40):
        child = start(folder, ISSUE, "--to", "list.csv")
        if killed < KILLS and _killed_at(child, log, len(_lines(log)) + chance.randint(5, 60)):
            killed += 1
            continue
        out, err = child.communicate(timeout=240)
        assert "Traceback" not in err
        if killed == KILLS and "put off" not in out and "not reached" not in out:
            break
    assert killed == KILLS
    with engine.opened(load(str(folder / "handbill.toml")).catalogue) as connection:
        lines = {each.key: each for each in deliveries.read(connection, ISSUE)}
    taken = Counter(_lines(log))
    assert set(lines) == {key_of(address) for address in addresses}
    assert set(taken.values()) == {1}
    for address in addresses:
        state = lines[key_of(address)].state
        assert state is (State.REFUSED if address.startswith("refused") else state)
        assert state in {State.SENT, State.REFUSED, State.AMBIGUOUS}
        assert state is State.AMBIGUOUS or taken[address] == (state is State.SENT)
    assert sum(line.state is State.SENT for line in lines.values()) >= 360 - KILLS
