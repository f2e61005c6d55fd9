"""One message to one recipient, through real servers of every temper."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest

from flows.mail.delivery import Result, State
from flows.mail.options import Login, Server
from flows.mail.session import ServerRefuses, ServerSilent, Session
from pipeline.errors import UsageError
from tests.mail_servers import Act, MailServer, closed_port, running

DATA = b"Subject: x\r\n\r\nHello\r\n.\r\n..two\rbare\nends"
WIRE = b"Subject: x\r\n\r\nHello\r\n.\r\n..two\r\nbare\r\nends\r\n"


def server_at(port: int, **given: object) -> Server:
    values: dict[str, object] = {"security": "none", "timeout_s": 5.0, "reply_timeout_s": 5.0, **given}
    return Server("127.0.0.1", port, **values)  # type: ignore[arg-type]


def deliver(act: Act, *, first: Act | None = None, data: bytes = DATA) -> tuple[Result, MailServer, int]:
    """Send one message, after another one where `first` is given; say how often the ledger was written."""
    begun = 0

    def begin() -> None:
        nonlocal begun
        begun += 1

    def plan(address: str, _attempt: int) -> Act:
        return first if first and address == "first@example.org" else act

    with running(MailServer(plan)) as mail:
        session = Session(server_at(mail.port))
        if first:
            session.deliver("desk@example.org", "first@example.org", data, lambda: None)
        result = session.deliver("desk@example.org", "anna@example.org", data, begin)
        session.close()
        return result, mail, begun


def test_a_message_arrives_byte_for_byte() -> None:
    result, mail, begun = deliver(Act.ACCEPT)
    assert (result.state, result.code, begun) == (State.SENT, 250, 1)
    assert mail.taken == [("anna@example.org", WIRE)]


@pytest.mark.parametrize(
    ("act", "state", "code", "lost", "taken", "begun"),
    [
        (Act.SLOW, State.SENT, 250, False, 1, 1),
        (Act.NO_RCPT, State.REFUSED, 550, False, 0, 0),
        (Act.LATER_RCPT, State.DEFERRED, 451, False, 0, 0),
        (Act.NO_DATA, State.REFUSED, 554, False, 0, 1),
        (Act.LATER_DATA, State.DEFERRED, 452, False, 0, 1),
        (Act.CLOSING, State.DEFERRED, 421, True, 0, 0),
        (Act.DROP_RCPT, State.DEFERRED, 0, True, 0, 0),
        (Act.LOSE_REPLY, State.AMBIGUOUS, 0, True, 1, 1),
        (Act.LOSE_MESSAGE, State.AMBIGUOUS, 0, True, 0, 1),
        (Act.NONSENSE, State.AMBIGUOUS, 0, True, 1, 1),
    ],
)
def test_every_end_of_an_attempt_is_told_apart(  # noqa: PLR0917 (a row of the table)
    act: Act, state: State, code: int, lost: bool, taken: int, begun: int
) -> None:
    result, mail, written = deliver(act)
    assert (result.state, result.code, result.lost) == (state, code, lost)
    assert (len(mail.taken), written) == (taken, begun)
    assert "anna@example.org" not in result.words


@pytest.mark.parametrize("act", [Act.DROP_DATA, Act.EARLY_NO])
def test_a_message_that_broke_off_halfway_is_known_not_to_have_arrived(act: Act) -> None:
    # More than a socket holds, so that the server breaks off before the end is under way.
    result, mail, _ = deliver(act, data=b"x" * 70 + b"\r\n" + (b"y" * 900 + b"\r\n") * 20_000)
    assert result.state in {State.DEFERRED, State.REFUSED}
    assert mail.taken == []


@pytest.mark.parametrize("act", [Act.NO_RCPT, Act.LATER_RCPT, Act.NO_DATA, Act.LATER_DATA, Act.ACCEPT])
def test_the_connection_is_used_again_after_a_refusal(act: Act) -> None:
    result, mail, _ = deliver(Act.ACCEPT, first=act)
    assert (result.state, mail.connections) == (State.SENT, 1)


@pytest.mark.parametrize(
    "act", [Act.CLOSING, Act.DROP_RCPT, Act.DROP_DATA, Act.LOSE_REPLY, Act.LOSE_MESSAGE, Act.NONSENSE]
)
def test_a_lost_connection_is_opened_anew_for_the_next(act: Act) -> None:
    result, mail, _ = deliver(Act.ACCEPT, first=act)
    assert (result.state, mail.connections) == (State.SENT, 2)


def test_a_connection_that_the_server_closed_meanwhile_costs_nobody_an_attempt() -> None:
    def plan(address: str, attempt: int) -> Act:
        return Act.CLOSING if (address, attempt) == ("anna@example.org", 1) else Act.ACCEPT

    with running(MailServer(plan)) as mail:
        session = Session(server_at(mail.port))
        for address in ("first@example.org", "anna@example.org"):
            assert session.deliver("d@example.org", address, DATA, lambda: None).state is State.SENT
        session.close()
        assert mail.connections == 2


def test_a_reply_that_does_not_come_in_time_leaves_it_open() -> None:
    with running(MailServer(lambda _address, _attempt: Act.SLOW, slow_s=0.4)) as mail:
        session = Session(server_at(mail.port, reply_timeout_s=0.05))
        result = session.deliver("desk@example.org", "anna@example.org", DATA, lambda: None)
        session.close()
    assert (result.state, result.lost) == (State.AMBIGUOUS, True)


def test_a_server_that_is_not_there_is_silent() -> None:
    with pytest.raises(ServerSilent, match="does not answer") as caught:
        Session(server_at(closed_port())).open()
    assert caught.value.exit_code == 2
    assert caught.value.remedy


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate of our own for 127.0.0.1, with its key in the same file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    encoding, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(encoding, private, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(encoding) + secret)
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_messages_and_logins_go_through_tls(tls: ssl.SSLContext, certificate: Path, security: str) -> None:
    wrapped = security == "tls"
    with running(MailServer(lambda *_: Act.ACCEPT), tls=tls, wrapped=wrapped, password="pea soup") as mail:
        wire = server_at(mail.port, security=security, ca_file=certificate)
        session = Session(wire, Login("desk", "pea soup"))
        for number in range(3):
            address = f"anna{number}@example.org"
            assert session.deliver("desk@example.org", address, DATA, lambda: None).state is State.SENT
        session.close()
    assert mail.taken[0] == ("anna0@example.org", WIRE)
    assert set(mail.logins) == {"desk"}
    assert mail.connections == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_accepted(tls: ssl.SSLContext, security: str) -> None:
    with running(MailServer(lambda *_: Act.ACCEPT), tls=tls, wrapped=security == "tls") as mail:
        with pytest.raises(ServerRefuses, match="certificate is not accepted"):
            Session(server_at(mail.port, security=security)).open()
        assert mail.taken == []


def test_a_server_without_starttls_gets_no_login() -> None:
    with running(MailServer(lambda *_: Act.ACCEPT), password="pea soup") as mail:
        with pytest.raises(ServerRefuses, match="does not offer"):
            Session(server_at(mail.port, security="starttls"), Login("desk", "pea soup")).open()
        assert mail.logins == []


def test_a_wrong_password_is_told_without_it(tls: ssl.SSLContext, certificate: Path) -> None:
    with running(MailServer(lambda *_: Act.ACCEPT), tls=tls, password="pea soup") as mail:
        session = Session(
            server_at(mail.port, security="starttls", ca_file=certificate), Login("desk", "bean stew")
        )
        with pytest.raises(ServerRefuses, match="refuses the login") as caught:
            session.open()
    assert "bean" not in str(caught.value)
    assert "bean" not in repr(Login("desk", "bean stew"))


def test_a_ca_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", encoding="utf-8")
    for name in ("ca.pem", "none.pem"):
        with pytest.raises(UsageError, match="certificates cannot be read"):
            Session(server_at(1, security="tls", ca_file=tmp_path / name)).open()
