"""WebSub: the hub is told that feeds have changed, and fetches them for their subscribers.

A hub is somebody else's computer: it may be slow, away or gone, and the release is published all the same.
What goes wrong is a sentence for a person, never an error.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from flows.pieces import Piece

# What one subscribes to; a feed's archives are not among them, for they never change.
FEED_NAMES = frozenset({"feed.xml", "atom.xml", "feed.json"})
_TRIES = 2
_STEP_S = 5.0
_WITHIN_S = 15.0


def changed_feeds(pieces: Sequence[Piece], previous: Path | None, site_url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds in a release that differ from those of the one before."""
    feeds = (piece for piece in pieces if piece.path.rpartition("/")[2] in FEED_NAMES)
    changed = sorted(piece.path for piece in feeds if not _is_in(previous, piece))
    return tuple(site_url + quote(path) for path in changed)


def _is_in(previous: Path | None, piece: Piece) -> bool:
    if previous is None:
        return False
    try:
        return (previous / piece.path).read_bytes() == piece.read()
    except OSError:
        return False


def ping(hub: str, feeds: Sequence[str], *, step_s: float = _STEP_S, within_s: float = _WITHIN_S) -> str:
    """Tell a hub of changed feeds (PubSubHubbub 0.3 section 7.1); say what went wrong, or nothing.

    There are two tries. To connect, and to wait for the next byte, takes at most `step_s`; all of it, the
    look-up of the name included, at most `within_s`.
    """
    problems: list[str] = []
    told = threading.Event()

    def tell() -> None:
        for _ in range(_TRIES):
            problem, again = _post(hub, feeds, step_s)
            if not problem:
                told.set()
                return
            problems.append(problem)
            if not again:
                return

    # Neither a name's look-up nor an answer that comes byte by byte can be bounded from within.
    teller = threading.Thread(target=tell, name="websub", daemon=True)
    teller.start()
    teller.join(within_s)
    if told.is_set():
        return ""
    reason = problems[-1] if problems else f"it did not answer within {within_s:g} s"
    return (
        f"The hub {hub} was not told of the new feeds: {reason}. The release is published; "
        "subscribers see it when they next ask."
    )


def _post(hub: str, feeds: Sequence[str], step_s: float) -> tuple[str, bool]:
    """Post once; return what went wrong, if anything, and whether another try may help."""
    import httpx

    form = {"hub.mode": "publish", "hub.url": list(feeds)}
    try:
        # Any answer is in its status; the rest of it, however long, is not read.
        with httpx.stream("POST", hub, data=form, timeout=step_s, follow_redirects=False) as answer:
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return f"it cannot be reached ({str(error) or type(error).__name__})", True
    if 200 <= status < 300:
        return "", False
    return f"it answered {status}", status == 429 or status >= 500
