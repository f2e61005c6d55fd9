"""`handbill send`, from the release and the list to real servers: once to everybody, whatever happens."""

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from flows import memory
from flows.catalogue import deliveries, engine
from flows.cli import main
from flows.mail.addresses import key_of
from flows.mail.delivery import Delivery, State
from flows.mail.letters import composer, token_of
from flows.mail.lock import sending
from flows.mail.recipients import Recipient
from flows.settings import load
from pipeline.errors import UsageError
from tests.mail_servers import Act, MailServer, Plan, closed_port, running
from tests.test_message import LETTER
from tests.test_publish import NOW, ROOT, SETTINGS, run, site

ISSUE = "2025-03-01"
LETTERS = """[newsletter]
from_address = "desk@notes.example"
unsubscribe_url = "https://notes.example/leave?t={token}"
"""
MAIL = """[mail]
host = "127.0.0.1"
port = {port}
security = "none"
per_second = 1000.0
retries = {retries}
retry_wait_s = 0.0
timeout_s = 20.0
reply_timeout_s = 20.0
"""


def accept(_address: str, _attempt: int) -> Act:
    return Act.ACCEPT


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish a site with one issue."""
    folder = tmp_path_factory.mktemp("site")
    run(site(folder, "water", settings=SETTINGS + LETTERS), now=NOW)
    return folder


@pytest.fixture
def folder(release: Path, tmp_path: Path) -> Path:
    """Give a site of one's own with the issue."""
    return Path(shutil.copytree(release, tmp_path / "site", symlinks=True))


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBILL_UNSUBSCRIBE_KEY", "k")
    monkeypatch.setenv("HANDBILL_TRACEBACK", "1")


def settings_for(folder: Path, port: int, *, retries: int = 3) -> None:
    text = SETTINGS + LETTERS + MAIL.format(port=port, retries=retries)
    (folder / "handbill.toml").write_text(text, encoding="utf-8")


def listed(folder: Path, addresses: Sequence[str]) -> Path:
    file = folder / "list.csv"
    file.write_text("email\n" + "\n".join(addresses) + "\n", encoding="utf-8")
    return file


def people(count: int) -> list[str]:
    return [f"person{n}@example.org" for n in range(count)]


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from flows.cli import main; main()", "send", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def send(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process: its imports cost more than what it does."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main(["send", *arguments])
    code = ended.value.code
    assert isinstance(code, int)
    assert "@example.org" not in out.getvalue() + err.getvalue()
    return code, out.getvalue(), err.getvalue()


def ledger(folder: Path) -> dict[str, Delivery]:
    with engine.opened(load(str(folder / "handbill.toml")).catalogue) as connection:
        return {each.key: each for each in deliveries.read(connection, ISSUE)}


def test_everyone_on_the_list_gets_the_issue_once(folder: Path) -> None:
    listed(folder, ["anna@example.org", "Anna@Example.org", "nobody", "ben@example.org"])
    with running(MailServer(accept)) as mail:
        settings_for(folder, mail.port)
        code, out, err = send(folder, ISSUE, "--to", "list.csv")
        assert (code, out) == (3, f"Issue {ISSUE}: 2 sent, 1 repeated, 1 without an address.\n")
        assert err == "handbill: list.csv:4: This is no e-mail address: …@n….\n"
        code, out, _ = send(folder, ISSUE, "--to", "list.csv")
        assert (code, out) == (
            3,
            f"Issue {ISSUE}: 0 sent, 2 sent before, 1 repeated, 1 without an address.\n",
        )
    assert mail.times_taken() == Counter(["anna@example.org", "ben@example.org"])
    message = mail.message("anna@example.org")
    assert message["To"] == "anna@example.org"
    assert message["From"] == "Notes <desk@notes.example>"
    link = f"https://notes.example/leave?t={token_of('anna@example.org', 'k')}"
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert link in str(message)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_test_message_leaves_no_trace(folder: Path) -> None:
    with running(MailServer(accept)) as mail:
        settings_for(folder, mail.port)
        for _ in range(2):
            code, out, _ = send(folder, ISSUE, "--test", "me@example.org")
            assert (code, out) == (0, f"Issue {ISSUE}: 1 sent.\n")
    assert mail.times_taken() == Counter({"me@example.org": 2})
    assert ledger(folder) == {}
    assert memory.issues(load(str(folder / "handbill.toml")).catalogue) == ()


def test_a_dry_run_writes_the_messages_and_asks_nobody(folder: Path) -> None:
    listed(folder, people(3))
    code, out, _ = send(folder, ISSUE, "--to", "list.csv", "--dry-run", "letters")
    assert (code, out) == (0, "3 messages written to letters.\n")
    files = sorted((folder / "letters").iterdir())
    assert [file.name for file in files] == ["000002.eml", "000003.eml", "000004.eml"]
    assert b"To: person0@example.org\r\n" in files[0].read_bytes()
    assert ledger(folder) == {}
    code, _, err = send(folder, ISSUE, "--to", "list.csv", "--dry-run", "letters")
    assert (code, err) == (1, "handbill: letters: The folder is not empty. Name a new one.\n")


def test_suppressed_addresses_get_nothing(folder: Path) -> None:
    listed(folder, people(3))
    (folder / "gone.csv").write_text("email\nPERSON1@example.org\n", encoding="utf-8")
    with running(MailServer(accept)) as mail:
        settings_for(folder, mail.port)
        code, out, _ = send(folder, ISSUE, "--to", "list.csv", "--suppress", "gone.csv")
    assert (code, out) == (0, f"Issue {ISSUE}: 2 sent, 1 suppressed.\n")
    assert set(mail.times_taken()) == {"person0@example.org", "person2@example.org"}


def test_what_was_refused_put_off_and_lost_is_named_without_an_address(folder: Path) -> None:
    acts = {"person0": Act.NO_RCPT, "person1": Act.LATER_RCPT, "person2": Act.LOSE_REPLY}
    listed(folder, people(4))
    with running(MailServer(lambda address, _: acts.get(address.split("@")[0], Act.ACCEPT))) as mail:
        settings_for(folder, mail.port, retries=1)
        code, out, err = send(folder, ISSUE, "--to", "list.csv")
        assert (code, out) == (3, f"Issue {ISSUE}: 1 sent, 1 refused, 1 put off, 1 ambiguous.\n")
        first, second, third, fourth = err.splitlines()
        assert first == "handbill: list.csv:2: p…@e….org was refused: 550 5.1.1 <p…@e….org>: no such user."
        assert second.startswith("handbill: list.csv:3: p…@e….org was put off: 451 4.7.1 ")
        sent_id = mail.message("person2@example.org")["Message-ID"]
        assert third == f"handbill: list.csv:4: p…@e….org may have it: Message-ID {sent_id}, no reply came."
        assert "--ambiguous" in fourth
        assert mail.attempts["person1@example.org"] == 2
        acts.clear()
        code, out, _ = send(folder, ISSUE, "--to", "list.csv", "--ambiguous", "sent")
        assert (code, out) == (3, f"Issue {ISSUE}: 1 sent, 2 sent before, 1 refused.\n")
        assert mail.times_taken()["person2@example.org"] == 1


def test_what_a_person_found_missing_is_sent_again(folder: Path) -> None:
    listed(folder, people(1))
    acts = [Act.LOSE_MESSAGE, Act.ACCEPT]
    with running(MailServer(lambda _address, attempt: acts[attempt - 1])) as mail:
        settings_for(folder, mail.port)
        assert send(folder, ISSUE, "--to", "list.csv")[0] == 3
        assert send(folder, ISSUE, "--to", "list.csv")[0] == 3
        assert mail.taken == []
        code, out, _ = send(folder, ISSUE, "--to", "list.csv", "--ambiguous", "resend")
    assert (code, out) == (0, f"Issue {ISSUE}: 1 sent.\n")


def test_a_server_that_is_not_there_freezes_nothing(folder: Path) -> None:
    listed(folder, people(2))
    settings_for(folder, closed_port(), retries=0)
    code, out, err = send(folder, ISSUE, "--to", "list.csv")
    assert (code, out) == (2, f"Issue {ISSUE}: 0 sent, 2 not reached.\n")
    assert "does not answer" in err
    assert memory.issues(load(str(folder / "handbill.toml")).catalogue) == ()


def test_a_partly_sent_issue_that_has_changed_since_is_refused(folder: Path) -> None:
    listed(folder, people(2))
    with running(MailServer(accept)) as mail:
        settings_for(folder, mail.port)
        assert send(folder, ISSUE, "--to", "list.csv")[0] == 0
        letter = folder / f"public/current/newsletter/{ISSUE}/letter.json"
        letter.write_bytes(letter.read_bytes() + b"\n")
        listed(folder, people(3))
        code, _, err = send(folder, ISSUE, "--to", "list.csv")
    assert code == 4
    assert "is not what it was when it was first sent" in err
    assert len(mail.taken) == 2


def test_two_runs_of_an_issue_do_not_go_at_the_same_time(folder: Path) -> None:
    listed(folder, people(1))
    settings_for(folder, closed_port())
    with sending(folder / "public/.handbill", ISSUE):
        code, _, err = send(folder, ISSUE, "--to", "list.csv")
    assert code == 11
    assert f"Another run sends issue {ISSUE}." in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([ISSUE], "Give one of --to, --test and --mark-sent."),
        ([ISSUE, "--to", "list.csv", "--test", "a@b.org"], "Give one of --to, --test and --mark-sent."),
        ([ISSUE, "--test", "nobody"], "This is no e-mail address"),
        (
            ["spring", "--test", "me@b.org"],
            f"There is no issue spring in the current release. Issues: {ISSUE}.",
        ),
        (["--test", "me@b.org"], f"Which issue is meant? Issues: {ISSUE}."),
        ([ISSUE, "--to", "none.csv"], "none.csv: The list cannot be read: No such file or directory."),
        ([ISSUE, "--test", "me@b.org"], "There is no mail server to send by."),
    ],
)
def test_a_wrong_call_is_told(folder: Path, arguments: list[str], message: str) -> None:
    listed(folder, people(1))
    code, out, err = send(folder, *arguments)
    assert (code, out) == (1, "")
    assert message in err


def test_a_link_that_takes_a_token_needs_one_for_everybody(folder: Path) -> None:
    letter = replace(LETTER, unsubscribe_url="https://clinic.example/leave?t={token}&m={email}")
    anna, ben = Recipient("anna+x@example.org", token="a/b"), Recipient("Ben@example.org")
    with pytest.raises(UsageError, match="1 recipients have none"):
        composer(letter, [anna, ben], {})
    compose = composer(letter, [anna, ben], {"HANDBILL_UNSUBSCRIBE_KEY": "k"})
    assert b"https://clinic.example/leave?t=a%2Fb&m=anna%2Bx%40example.org" in _unfolded(compose(anna).data)
    token = token_of("ben@example.org", "k")
    assert f"leave?t={token}&m=Ben%40example.org".encode() in _unfolded(compose(ben).data)
    assert token != token_of("ben@example.org", "other")


def _unfolded(data: bytes) -> bytes:
    return data.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")


def deliver_through_crashes(folder: Path, count: int, kills: int, plan: Plan, seed: int) -> MailServer:
    """Send to so many people, the command killed at random moments and started anew; return what arrived."""
    chance = random.Random(seed)
    with running(MailServer(plan, slow_s=0.002)) as mail:
        settings_for(folder, mail.port)
        killed = 0
        for _ in range(kills + 12):
            child = start(folder, ISSUE, "--to", "list.csv")
            if killed < kills:
                mail.heard = _killer(child, chance, count // kills)
            out, err = child.communicate(timeout=500)
            mail.heard = lambda _what, _address: None
            assert "Traceback" not in err
            killed += child.returncode == -signal.SIGKILL
            if (
                killed == kills
                and child.returncode >= 0
                and "put off" not in out
                and "not reached" not in out
            ):
                _check_names(err, ledger(folder), count)
                return mail
    raise AssertionError("it never came to an end")


def _killer(child: subprocess.Popen[str], chance: random.Random, about: int) -> Callable[[str, str], None]:
    """Kill the child at one of its next commands: at RCPT, or when a message was taken and not answered."""
    left = chance.randint(1, about)

    def heard(_what: str, _address: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            child.kill()
            child.wait()

    return heard


def _check_names(err: str, lines: dict[str, Delivery], count: int) -> None:
    """Every ambiguous message is named by its line and its Message-ID."""
    for number, address in enumerate(people(count), start=2):
        known = lines[key_of(address)]
        named = f"list.csv:{number}: {known.shown} may have it: Message-ID {known.message_id}," in err
        assert named is (known.state is State.AMBIGUOUS)


def check_once(folder: Path, count: int, mail: MailServer) -> Counter[State]:
    """Compare the ledger with what the server took: none lost, none doubled, the rest in doubt."""
    lines, taken = ledger(folder), mail.times_taken()
    assert set(lines) == {key_of(address) for address in people(count)}
    for address in people(count):
        match lines[key_of(address)].state:
            case State.SENT:
                assert taken[address] == 1
            case State.REFUSED:
                assert taken[address] == 0
            case State.AMBIGUOUS:
                assert taken[address] <= 1
            case other:
                raise AssertionError(f"{other} at the end")
    return Counter(line.state for line in lines.values())


def mixed(seed: int, good: int) -> Plan:
    """Plan one of everything among so many good attempts, the same for each attempt of a recipient."""
    chance, table = random.Random(seed), dict[tuple[str, int], Act]()
    mix = [*(act for act in Act if act is not Act.NONSENSE), *[Act.ACCEPT] * good]
    return lambda address, attempt: table.setdefault((address, attempt), chance.choice(mix))


def test_a_command_that_is_killed_again_and_again_sends_once_to_everybody(folder: Path) -> None:
    listed(folder, people(100))
    mail = deliver_through_crashes(folder, 100, 3, mixed(1, 30), seed=1)
    states = check_once(folder, 100, mail)
    assert states[State.SENT] > 80


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(2))
def test_a_thousand_recipients_through_every_kind_of_server_and_crash(folder: Path, seed: int) -> None:
    listed(folder, people(1000))
    mail = deliver_through_crashes(folder, 1000, 15, mixed(seed, 60), seed)
    states = check_once(folder, 1000, mail)
    assert states[State.SENT] > 850
    assert states[State.AMBIGUOUS] > 0


SCHEDULED = """
from flows.send import send
from flows.mail.login import login_of
from flows.mail.options import Mail, Server
from prefect.blocks.system import Secret

for call in ({"to": "list.csv"}, {"to": "list.csv", "issue": "spring"}):
    state = send(**call, return_state=True)
    print(state.type.value, state.message)
Secret(value={"user": "desk", "password": "pea soup"}).save("smtp-login")
mail = Mail(Server("mail.example.org"), secret="smtp-login")
print(login_of(mail, {}).user, login_of(mail, {}).password == "pea soup")
"""


@pytest.mark.slow
def test_prefect_sends_the_same_and_learns_no_address(folder: Path, tmp_path: Path) -> None:
    listed(folder, people(3))
    acts = {"person0@example.org": Act.NO_RCPT}
    with running(MailServer(lambda address, _: acts.get(address, Act.ACCEPT))) as mail:
        settings_for(folder, mail.port)
        home = tmp_path / "prefect"
        done = subprocess.run(
            [sys.executable, "-c", SCHEDULED],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.splitlines()
    assert first == f"COMPLETED Issue {ISSUE}: 2 sent, 1 refused."
    assert second.startswith("FAILED public/current: There is no issue spring in the current release.")
    assert third == "desk True"
    assert f"Task run 'send issue {ISSUE}' - Finished in state Completed()" in done.stderr
    assert "list.csv:2: p…@e….org was refused" in done.stderr
    told = [done.stderr.encode(), *(file.read_bytes() for file in home.rglob("*") if file.is_file())]
    assert len(told) > 1
    assert not any(b"@example.org" in each for each in told)
