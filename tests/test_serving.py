"""What readers need of a web server, held by our own and by the snippets on the page about serving."""

import gzip
import http.client
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flows.serving import media_type
from tests.web_servers import COMMAND, ROOT, SERVERS

FEED = b'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Feed</title></channel></rss>\n'
FILES = {
    "index.html": b"<!doctype html><title>Index</title>" + b"<p>words and words</p>" * 200,
    "articles/dry-hands/index.html": "<!doctype html><title>Händé</title>".encode(),
    "articles/dry-hands/article.json": b"{}",
    "feed.xml": FEED + b"<!-- " + b"more " * 500 + b"-->",
    "atom.xml": b'<feed xmlns="http://www.w3.org/2005/Atom"/>',
    "topics/skin/atom-2.xml": b'<feed xmlns="http://www.w3.org/2005/Atom"/>',
    "feed.json": b'{"items": [' + b'"text", ' * 400 + b'"end"]}',
    "feed.css": b"rss { display: block }",
    "leaflets/dry-hands.a4.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"%%EOF",
    "newsletter/2025-06/newsletter.eml": b"Subject: News\r\n\r\nText\r\n",
    "newsletter/2025-06/newsletter.txt": "Text – more".encode(),
    "style.css": b"body { color: black }",
    ".hidden": b"secret",
    "articles/.draft/index.html": b"secret",
    "leaflets/pictures/a.png": b"\x89PNG",
}
TYPES = {
    "": "text/html; charset=utf-8",
    "articles/dry-hands/": "text/html; charset=utf-8",
    "articles/dry-hands/article.json": "application/json",
    "feed.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "topics/skin/atom-2.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
    "feed.css": "text/css; charset=utf-8",
    "leaflets/dry-hands.a4.pdf": "application/pdf",
    "newsletter/2025-06/newsletter.eml": "message/rfc822",
    "newsletter/2025-06/newsletter.txt": "text/plain; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "leaflets/pictures/a.png": "image/png",
}
SQUEEZED = ("", "feed.xml", "feed.json")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(self.headers.get_all(name, []))


@dataclass(frozen=True, slots=True)
class Served:
    """A server, and the output folder whose `current` it serves."""

    address: str
    public: Path

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, f"/{path}", headers=named)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


def release(public: Path, name: str, files: dict[str, bytes]) -> None:
    """Write a release and swap it in, as publishing does."""
    for path, data in files.items():
        file = public / "releases" / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    swap(public, name)


def swap(public: Path, name: str) -> None:
    fresh = public / ".current-new"
    fresh.symlink_to(Path("releases") / name)
    fresh.replace(public / "current")


@pytest.fixture(scope="module", params=SERVERS)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    public, work = tmp_path_factory.mktemp("public"), tmp_path_factory.mktemp("work")
    release(public, "first", FILES)
    (public / ".handbill").mkdir()
    (public / ".handbill" / "catalogue.sqlite").write_bytes(b"secret")
    with SERVERS[request.param](public, work) as address:
        yield Served(address, public)


@pytest.mark.parametrize("path", TYPES)
def test_every_file_has_its_type_and_its_bytes(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert answer.status == 200
    assert answer.header("Content-Type") == TYPES[path]
    name = f"{path}index.html" if path.endswith("/") or not path else path
    assert answer.body == FILES[name]


@pytest.mark.parametrize("path", ["feed.xml", "atom.xml"])
def test_a_browser_gets_a_feed_as_plain_xml(served: Served, path: str) -> None:
    answer = served.ask(path, Accept=BROWSER)
    assert (answer.status, answer.body) == (200, FILES[path])
    assert answer.header("Content-Type") == "application/xml; charset=utf-8"
    assert "Accept" in answer.header("Vary").replace(",", " ").split()
    assert served.ask(path, Accept=BROWSER, If_None_Match=answer.header("ETag")).status == 304
    assert "script-src" not in answer.header("Content-Security-Policy")
    assert "style-src 'self'" in answer.header("Content-Security-Policy")


@pytest.mark.parametrize("path", [*SQUEEZED, "leaflets/dry-hands.a4.pdf"])
@pytest.mark.parametrize("encoding", ["identity", "gzip, deflate, br"])
def test_an_unchanged_file_is_304_by_its_tag(served: Served, path: str, encoding: str) -> None:
    first = served.ask(path, Accept_Encoding=encoding)
    again = served.ask(path, Accept_Encoding=encoding, If_None_Match=first.header("ETag"))
    assert (again.status, again.body) == (304, b"")
    assert again.header("Cache-Control") == first.header("Cache-Control")
    assert served.ask(path, If_None_Match='"another"').status == 200


@pytest.mark.parametrize("path", [*SQUEEZED, "leaflets/dry-hands.a4.pdf"])
def test_an_unchanged_file_is_304_by_its_date(served: Served, path: str) -> None:
    date = served.ask(path).header("Last-Modified")
    assert served.ask(path, If_Modified_Since=date).status == 304
    assert served.ask(path, If_Modified_Since="Sat, 01 Jan 2000 00:00:00 GMT").status == 200
    assert served.ask(path, If_Modified_Since=date, If_None_Match='"another"').status == 200


@pytest.mark.parametrize("path", SQUEEZED)
def test_text_is_squeezed_for_those_who_can_read_it(served: Served, path: str) -> None:
    plain, squeezed = served.ask(path), served.ask(path, Accept_Encoding="gzip")
    assert plain.header("Content-Encoding") == ""
    assert squeezed.header("Content-Encoding") == "gzip"
    assert gzip.decompress(squeezed.body) == plain.body
    assert len(squeezed.body) < len(plain.body) / 3
    assert "Accept-Encoding" in squeezed.header("Vary")


def test_a_leaflet_is_not_squeezed(served: Served) -> None:
    answer = served.ask("leaflets/dry-hands.a4.pdf", Accept_Encoding="gzip")
    assert answer.header("Content-Encoding") == ""
    assert answer.header("Content-Length") == str(len(answer.body))


def test_a_part_of_a_leaflet_can_be_had(served: Served) -> None:
    answer = served.ask("leaflets/dry-hands.a4.pdf", Range="bytes=0-7")
    assert (answer.status, answer.body) == (206, b"%PDF-1.7")


def test_copies_are_good_for_minutes_and_leaflets_for_an_hour(served: Served) -> None:
    for path in ("", "feed.xml", "atom.xml", "feed.json", "articles/dry-hands/"):
        assert served.ask(path).header("Cache-Control") == "public, max-age=300"
    assert served.ask("leaflets/dry-hands.a4.pdf").header("Cache-Control") == "public, max-age=3600"


@pytest.mark.parametrize("path", ["", "feed.xml", "leaflets/dry-hands.a4.pdf"])
def test_head_is_get_without_a_body(served: Served, path: str) -> None:
    get, head = served.ask(path), served.ask(path, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Type", "ETag", "Last-Modified", "Cache-Control"):
        assert head.header(name) == get.header(name)


def test_a_folder_is_its_index_and_never_a_list(served: Served) -> None:
    answer = served.ask("articles/dry-hands")
    assert answer.status in {301, 307, 308}
    assert urlsplit(answer.header("Location")).path.endswith("/dry-hands/")
    for path in ("leaflets/", "articles/"):
        answer = served.ask(path)
        assert answer.status in {403, 404}
        assert b"dry-hands" not in answer.body


@pytest.mark.parametrize(
    "path",
    [
        ".hidden",
        "articles/.draft/index.html",
        "articles/.draft/",
        "../.handbill/catalogue.sqlite",
        "..%2f.handbill%2fcatalogue.sqlite",
        "%2e%2e/%2e%2e/.handbill/catalogue.sqlite",
        "articles/../../../.handbill/catalogue.sqlite",
        "/../../.handbill/catalogue.sqlite",
        "..\\.handbill\\catalogue.sqlite",
        "none.xml",
    ],
)
def test_nothing_else_is_served(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert answer.status in {400, 404, 414}
    assert b"secret" not in answer.body


def test_pages_may_load_nothing_but_styles_and_pictures(served: Served) -> None:
    answer = served.ask("")
    policy = dict(rule.strip().split(" ", 1) for rule in answer.header("Content-Security-Policy").split(";"))
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    for path in ("", "feed.xml", "leaflets/dry-hands.a4.pdf"):
        answer = served.ask(path)
        assert answer.header("X-Content-Type-Options") == "nosniff"
        assert answer.header("Referrer-Policy") == "strict-origin-when-cross-origin"


def test_a_swapped_release_is_seen_at_once(served: Served) -> None:
    pages = {"index.html": b"second", "feed.xml": FEED}
    before = served.ask("feed.xml").header("ETag")
    release(served.public, "second", pages)
    try:
        assert served.ask("").body == b"second"
        answer = served.ask("feed.xml", If_None_Match=before)
        assert (answer.status, answer.body) == (200, FEED)
        assert served.ask("style.css").status == 404
    finally:
        swap(served.public, "first")
    assert served.ask("feed.xml").header("ETag") == before


def test_while_releases_are_swapped_no_reader_sees_an_error_or_half(served: Served) -> None:
    bodies = {}
    for name, letter in (("a", b"A"), ("b", b"B")):
        bodies[name] = letter * 100_000
        release(served.public, name, {"index.html": bodies[name], "feed.xml": bodies[name]})
    over = threading.Event()

    def swap_all_the_time() -> None:
        while not over.is_set():
            swap(served.public, "a")
            swap(served.public, "b")

    swapping = threading.Thread(target=swap_all_the_time)
    swapping.start()
    try:
        answers = [served.ask(path) for _ in range(75) for path in ("", "feed.xml")]
    finally:
        over.set()
        swapping.join()
        swap(served.public, "first")
    assert {answer.status for answer in answers} == {200}
    assert {answer.body for answer in answers} == set(bodies.values())


def test_a_tag_outlives_a_copy_of_the_same_bytes(tmp_path: Path) -> None:
    release(tmp_path, "one", {"feed.xml": FEED})
    with SERVERS["serve-static"](tmp_path, tmp_path) as address:
        site = Served(address, tmp_path)
        first = site.ask("feed.xml")
        release(tmp_path, "two", {"feed.xml": FEED})
        os.utime(tmp_path / "current" / "feed.xml", (1, 1))
        assert site.ask("feed.xml", If_None_Match=first.header("ETag")).status == 304
        # A release taken back is older, and yet it is news.
        assert site.ask("feed.xml", If_Modified_Since=first.header("Last-Modified")).status == 200


def test_a_wrong_request_is_answered_plainly(tmp_path: Path) -> None:
    release(tmp_path, "one", {"feed.xml": FEED})
    with SERVERS["serve-static"](tmp_path, tmp_path) as address:
        site = Served(address, tmp_path)
        assert site.ask("feed.xml", method="POST").status == 405
        assert site.ask("feed.xml%00.html").status == 404
        assert site.ask("x" * 5000).status == 404
        assert site.ask("feed.xml", Range="bytes=9999-").status == 416


def test_a_link_out_of_the_release_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_bytes(b"secret")
    release(tmp_path, "one", {"index.html": b"page"})
    (tmp_path / "current" / "out.html").symlink_to(tmp_path / "secret.html")
    with SERVERS["serve-static"](tmp_path, tmp_path) as address:
        assert Served(address, tmp_path).ask("out.html").status == 404


def test_a_tag_of_squeezed_bytes_is_weak_and_of_plain_ones_strong(tmp_path: Path) -> None:
    release(tmp_path, "one", FILES)
    with SERVERS["serve-static"](tmp_path, tmp_path) as address:
        site = Served(address, tmp_path)
        plain, squeezed = site.ask("feed.xml"), site.ask("feed.xml", Accept_Encoding="gzip")
    assert plain.header("ETag").startswith('"')
    assert squeezed.header("ETag") == f"W/{plain.header('ETag')}"


def serve_static(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "serve-static", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_in_use_and_a_folder_that_is_not_there_are_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = serve_static(str(tmp_path), "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"handbill: 127.0.0.1:{port}: Port {port} is in use by another program. "
        "Choose another with --port or --host.\n"
    )
    done = serve_static(str(tmp_path / "none"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"handbill: {tmp_path / 'none'}: There is no such folder.")
    done = serve_static(str(tmp_path), "--host", "no such host")
    assert done.returncode == 1
    assert "This address cannot be had" in done.stderr


@pytest.mark.parametrize(("host", "warned"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_ctrl_c_ends_it_well_and_other_machines_are_warned_of(
    tmp_path: Path, host: str, warned: bool
) -> None:
    release(tmp_path, "one", {"index.html": b"page"})
    command = [sys.executable, "-c", COMMAND, "serve-static", str(tmp_path), "--port", "0", "--host", host]
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(f"Serving {tmp_path / 'current'} at http://{host}:")
        address = line.split()[3].replace("0.0.0.0", "127.0.0.1")
        # A reader that keeps its connection open must not hold the server up.
        parts = urlsplit(address)
        reader = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        reader.request("GET", "/")
        assert reader.getresponse().read() == b"page"
        process.send_signal(2)
        rest, errors = process.communicate(timeout=30)
        reader.close()
    assert (process.returncode, rest) == (0, "")
    assert ("everyone who reaches this machine" in errors) == warned
    assert warned or errors == ""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/FEED.XML", "application/rss+xml; charset=utf-8"),
        ("logo.svg", "image/svg+xml"),
        ("LICENSE", "application/octet-stream"),
    ],
)
def test_media_types_do_not_depend_on_the_machine(path: str, kind: str) -> None:
    assert media_type(path) == kind
