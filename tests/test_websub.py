"""A hub is told of changed feeds, and whatever it does, the release stands."""

import datetime as dt
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from flows import websub
from flows.pieces import Piece
from flows.settings import load
from flows.stages import Quiet
from flows.steps import Outcome, publish
from tests.test_cli import ARTICLE, NO_LEAFLETS, handbill

FEEDS = ("https://notes.example/feed.xml", "https://notes.example/atom.xml")
NOW = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)


class Hub(ThreadingHTTPServer):
    """A hub on loopback, which answers as it is told to and remembers what it heard."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hub"
        self.heard: list[dict[str, list[str]]] = []
        self.types: set[str | None] = set()
        self.over = threading.Event()
        self.respond: Callable[[_Request], None] = answering(204)


class _Request(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(parse_qs(body.decode("ascii")))
        self.server.types.add(self.headers["Content-Type"])
        self.server.respond(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
        """Say nothing."""


def answering(*statuses: int) -> Callable[[_Request], None]:
    """Answer with one status after the other, the last one for ever."""

    def respond(request: _Request) -> None:
        status = statuses[min(len(request.server.heard), len(statuses)) - 1]
        request.send_response(status)
        request.send_header("Location", "/elsewhere")
        request.end_headers()

    return respond


def silent(request: _Request) -> None:
    request.server.over.wait(30)


def dripping(request: _Request) -> None:
    """Send a header that never ends, a byte at a time."""
    request.send_response(204)
    request.flush_headers()
    request.wfile.write(b"X-Long: ")
    while not request.server.over.wait(0.02):
        request.wfile.write(b"x")


def endless(request: _Request) -> None:
    request.send_response(200)
    request.end_headers()
    request.server.over.wait(30)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Hub() as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            serving.join()


def test_one_request_names_every_feed(hub: Hub) -> None:
    assert websub.ping(hub.url, FEEDS) == ""
    assert hub.heard == [{"hub.mode": ["publish"], "hub.url": list(FEEDS)}]
    assert hub.types == {"application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("statuses", "requests", "reason"),
    [
        ((200,), 1, ""),
        ((202,), 1, ""),
        ((500, 204), 2, ""),
        ((429, 204), 2, ""),
        ((500, 503), 2, "it answered 503"),
        ((400, 204), 1, "it answered 400"),
        ((301, 204), 1, "it answered 301"),
    ],
)
def test_what_may_help_is_tried_twice(
    hub: Hub, statuses: tuple[int, ...], requests: int, reason: str
) -> None:
    hub.respond = answering(*statuses)
    problem = websub.ping(hub.url, FEEDS)
    assert len(hub.heard) == requests
    assert (reason in problem) if reason else problem == ""


def test_a_silent_hub_is_given_up(hub: Hub) -> None:
    hub.respond = silent
    assert "timed out" in websub.ping(hub.url, FEEDS, step_s=0.1)
    assert len(hub.heard) == 2


def test_an_answer_byte_by_byte_ends_with_the_time_for_all(hub: Hub) -> None:
    hub.respond = dripping
    assert "it did not answer within 0.5 s" in websub.ping(hub.url, FEEDS, within_s=0.5)


def test_only_the_status_of_an_answer_is_waited_for(hub: Hub) -> None:
    hub.respond = endless
    assert websub.ping(hub.url, FEEDS) == ""


def test_a_hub_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    problem = websub.ping(f"http://127.0.0.1:{port}/", FEEDS)
    assert problem.startswith(f"The hub http://127.0.0.1:{port}/ was not told of the new feeds: it cannot be")
    assert "refused" in problem
    assert problem.endswith("The release is published; subscribers see it when they next ask.")


def test_only_feeds_that_changed_are_named(tmp_path: Path) -> None:
    for name in ("feed.xml", "atom.xml", "index.html"):
        (tmp_path / name).write_bytes(b"old")
    pieces = [
        Piece("topics/dry skin/feed.xml", b"new"),
        Piece("feed.xml", b"old"),
        Piece("atom.xml", b"new"),
        Piece("index.html", b"new"),
        Piece("articles/a/article.json", b"new"),
    ]
    address = "https://notes.example/"
    changed = (f"{address}atom.xml", f"{address}topics/dry%20skin/feed.xml")
    assert websub.changed_feeds(pieces, tmp_path, address) == changed
    assert websub.changed_feeds(pieces, None, address) == (changed[0], f"{address}feed.xml", changed[1])


def site(folder: Path, hub: str) -> Path:
    (folder / "articles").mkdir()
    (folder / "articles" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    settings = f'sources = ["articles"]\n[site]\nurl = "https://notes.example/"\n[feed]\nhub = "{hub}"\n'
    (folder / "handbill.toml").write_text(settings + NO_LEAFLETS, encoding="utf-8")
    return folder


def run(folder: Path) -> Outcome:
    return publish(load(str(folder / "handbill.toml")), stages=Quiet(), now=NOW)


def test_a_release_tells_the_hub_and_an_unchanged_run_does_not(hub: Hub, tmp_path: Path) -> None:
    folder = site(tmp_path, hub.url)
    assert run(folder).warnings == ()
    assert [row["hub.mode"] for row in hub.heard] == [["publish"]]
    assert "https://notes.example/feed.xml" in hub.heard[0]["hub.url"]
    run(folder)
    assert len(hub.heard) == 1
    file = folder / "articles" / "a.txt"
    file.write_text(ARTICLE.replace("thick cream", "plain ointment"), encoding="utf-8")
    run(folder)
    assert len(hub.heard) == 2


def test_a_release_that_leaves_the_feeds_as_they_are_tells_nobody(hub: Hub, tmp_path: Path) -> None:
    folder = site(tmp_path, hub.url)
    run(folder)
    settings = folder / "handbill.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + '[brand]\nphone = "01234 567890"\n', encoding="utf-8")
    assert run(folder).swap.changed
    assert len(hub.heard) == 1


def test_the_hub_is_told_when_the_release_is_out_and_the_lock_free(hub: Hub, tmp_path: Path) -> None:
    folder = site(tmp_path, hub.url)
    seen: list[bool] = []

    def look(request: _Request) -> None:
        if (folder / "public" / "current" / "feed.xml").is_file() and not seen:
            seen.append(True)
            # It would wait for ten seconds, and then fail, if the lock were held.
            assert not run(folder).swap.changed
            seen.append(True)
        answering(204)(request)

    hub.respond = look
    assert run(folder).warnings == ()
    assert seen == [True, True]


def test_a_failing_hub_is_a_warning_and_no_failure(hub: Hub, tmp_path: Path) -> None:
    hub.respond = answering(500)
    folder = site(tmp_path, hub.url)
    done = handbill(folder, "publish", "--no-prefect", "-q")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(
        f"handbill: The hub {hub.url} was not told of the new feeds: it answered 500."
    )
    assert (folder / "public" / "current" / "feed.xml").is_file()
