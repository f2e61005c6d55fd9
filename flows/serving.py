"""Serving a folder of files over HTTP, for trying a release out and for small sites.

Starlette does the serving: ranges, HEAD, folders, paths that lead outside. Here stands what it cannot know:
our media types, how long a copy is good, what a page of ours may load, and that a release is swapped while
it is served.
"""

from __future__ import annotations

import errno
import hashlib
import mimetypes
import os
import socket
from collections.abc import Callable
from email.utils import parsedate
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.tables.values import is_loopback
from pipeline.errors import UsageError

# Patterns of file names, first match first.
MEDIA_TYPES = (
    ("*atom*.xml", "application/atom+xml; charset=utf-8"),
    ("*.xml", "application/rss+xml; charset=utf-8"),
    ("*feed*.json", "application/feed+json"),
    ("*.eml", "message/rfc822"),
)
_BROWSER_FEED = "application/xml; charset=utf-8"
# Ours alone decide, not the machine's own table of types, which differs from one to the next.
_OTHER_TYPES = mimetypes.MimeTypes()
# Feeds and pages show a correction within five minutes; leaflets, which are large, within an hour.
_FRESH_S = 300
_FRESH_PDF_S = 3600
_UNSQUEEZED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf", "application/octet-stream")
# Pages and feeds hold no script; newsletters have styles in their elements, articles the source's pictures.
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src http: https: data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_STOP_WITHIN_S = 5


def serve(folder: Path, *, host: str, port: int, ready: Callable[[Path, str], None]) -> None:
    """Serve a folder, or the release `current` in it, until Ctrl-C; port 0 is any free one.

    `ready` hears what is served, and at which address. Raises UsageError when there is no such folder, or
    the address cannot be had.
    """
    root = _root(folder)
    with _bound(host, port) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                app(root),
                lifespan="off",
                ws="none",
                server_header=False,
                access_log=False,
                log_config=None,
                log_level="error",
                timeout_graceful_shutdown=_STOP_WITHIN_S,
            )
        )
        try:
            ready(root, _address(listener))
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return


def app(root: Path) -> ASGIApp:
    """Return the application that serves a folder; where `root` is a link, what it names at each request."""

    async def now(scope: Scope, receive: Receive, send: Send) -> None:
        # Resolved once a request: a swap between two look-ups would mix two releases.
        await _files(os.path.realpath(root))(scope, receive, send)

    squeezed = Middleware(
        GZipMiddleware, minimum_size=1024, compresslevel=6, exclude_content_types=_UNSQUEEZED
    )
    return _with_headers(Starlette(routes=[Mount("/", app=now)], middleware=[squeezed]))


def media_type(path: str, *, accept: str = "") -> str:
    """Return the media type of a file by its name, for a reader with this Accept header.

    A browser, which asks for HTML first, gets a feed as plain XML: as `application/rss+xml` Chromium (156)
    shows its source, and leaves out its stylesheet.
    """
    name = Path(path).name.lower()
    if name.endswith(".xml") and "text/html" in accept:
        return _BROWSER_FEED
    for pattern, kind in MEDIA_TYPES:
        if fnmatchcase(name, pattern):
            return kind
    kind = _OTHER_TYPES.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def is_private(address: str) -> bool:
    """Tell whether a served address can be reached from this machine only."""
    return is_loopback(urlsplit(address).hostname or "")


def _root(folder: Path) -> Path:
    current = folder / "current"
    root = current if current.is_dir() else folder
    if not root.is_dir():
        raise UsageError(
            "There is no such folder.", where=str(folder), remedy="Publish first: handbill publish"
        )
    return root


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            what = f"Port {port} is in use by another program."
        else:
            what = f"This address cannot be had: {error.strerror or error}."
        raise UsageError(
            what, where=f"{host}:{port}", remedy="Choose another with --port or --host."
        ) from error


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Files(StaticFiles):
    """The files of one release."""

    async def check_config(self) -> None:
        """Leave a folder that is gone to the look-up: it is a 404."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a file; what is hidden or not ours to read is not there."""
        if any(part.startswith(".") and part != "." for part in path.split("/")):
            return "", None
        try:
            return super().lookup_path(path)
        except PermissionError:
            return "", None

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answer with a file, or that the reader's copy of it is good still."""
        path = os.fspath(full_path)
        try:
            tag = _tag(path, stat_result.st_mtime_ns, stat_result.st_size)
        except OSError as error:
            raise HTTPException(404) from error
        fresh_s = _FRESH_PDF_S if path.endswith(".pdf") else _FRESH_S
        asked = Headers(scope=scope)
        headers = {"cache-control": f"public, max-age={fresh_s}", "etag": tag}
        if path.endswith(".xml"):
            headers["vary"] = "Accept"
        kind = media_type(path, accept=asked.get("accept", ""))
        response = FileResponse(path, status_code, headers, kind, stat_result=stat_result)
        if self.is_not_modified(response.headers, asked):
            return NotModifiedResponse(response.headers)
        return response

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        """Tell whether a copy is good: by its tag, else by its date, which must be the same.

        A later date will not do: when a release is taken back, files become older.
        """
        if "if-none-match" in request_headers:
            return super().is_not_modified(response_headers, request_headers)
        since = parsedate(request_headers.get("if-modified-since"))
        return since is not None and since == parsedate(response_headers["last-modified"])


@lru_cache(maxsize=2)
def _files(root: str) -> _Files:
    return _Files(directory=root, html=True, check_dir=False)


@lru_cache(maxsize=10_000)
def _tag(path: str, _mtime_ns: int, _size_bytes: int) -> str:
    """Return the entity tag of a file: of its bytes, so that it outlives a copy, a restore and a move.

    Half a megabyte takes half a millisecond, once for each file of a release.
    """
    return f'"{hashlib.sha256(Path(path).read_bytes()).hexdigest()[:32]}"'


def _with_headers(app: ASGIApp) -> ASGIApp:
    """Add what every answer carries, and what depends on how it was squeezed."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message))
            await send(message)

        await app(scope, receive, send_with_headers)

    return answer


def _complete(headers: MutableHeaders) -> None:
    if "Accept-Encoding" not in headers.get("vary", ""):
        headers.add_vary_header("Accept-Encoding")
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "strict-origin-when-cross-origin"
    kind = headers.get("content-type", "").partition(";")[0]
    if kind == "text/html" or kind.endswith(("+xml", "/xml")):
        headers["content-security-policy"] = _PAGE_POLICY
    if "content-encoding" in headers and "etag" in headers:
        # The squeezed bytes are others, so the tag holds for the meaning only (RFC 9110 section 8.8.1).
        headers["etag"] = f"W/{headers['etag']}"
