"""The short way: when nothing has changed since the last publish, say so before anything heavy is imported.

What a run depended on is noted in STATE/unchanged when it is over: the rows of its sources and of all other
files that it read, the call, the release that it left. A run that finds all of it as it was writes nothing.
In doubt it answers None, and the whole way is taken: a lost or damaged note costs time and nothing else.
"""

from __future__ import annotations

import os
import sys
import time
from hashlib import blake2b, sha256

from flows.statuses import packed, row, rows

TYPE_CHECKING = False  # the type checker takes it for true; `typing` takes 10 ms to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TextIO

NAME = "unchanged"
_VERSION = "1"
_WORK = ".handbill"
_CHECK_BYTES = 32
# What handbill itself is: when one of these changes, everything may come out differently.
_PACKAGES = ("pipeline", "sources", "outputs", "flows")


class Call:
    """A call of `handbill publish` that the short way understands."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        self.config = ""
        self.out = ""
        self.quiet = False
        self.verify = False


def answer(words: Sequence[str]) -> int | None:
    """Answer `handbill publish` with its exit code where nothing changed, else None: take the whole way."""
    call = _call(words)
    if call is None:
        return None
    try:
        note = _note(call)
        if note is None or not _holds(note, call):
            return None
    except (OSError, ValueError):
        return None
    _tell(sys.stderr, note.get("problem", ()))
    if not call.quiet:
        _tell(sys.stdout, note.get("line", ()))
    return int(note["exit"][0])


def _tell(stream: TextIO, lines: Iterable[str]) -> None:
    for text in lines:
        # A character that this terminal cannot show is written as JSON would escape it.
        told = text.encode(stream.encoding or "utf-8", "backslashreplace").decode(stream.encoding or "utf-8")
        print(told, file=stream)
    stream.flush()


def _call(words: Sequence[str]) -> Call | None:
    """Read the words of a call; None when one of them is not among those that change nothing."""
    if not words or words[0] != "publish":
        return None
    call, rest = Call(), list(words[1:])
    while rest:
        word = rest.pop(0)
        name, has_value, value = word.partition("=")
        if name in {"--config", "--out"}:
            if not has_value and not rest:
                return None
            setattr(call, name[2:], value if has_value else rest.pop(0))
        elif word in {"-q", "--quiet"}:
            call.quiet = True
        elif word == "--verify":
            call.verify = True
        elif word.startswith("-") and word != "--no-prefect":
            return None
        elif word != "--no-prefect":
            call.sources.append(word)
    return call


def identity(sources: Sequence[str], config: str, out: str) -> str:
    """Name a call: whoever calls in the same way, from the same place, means the same."""
    parts = (_VERSION, sys.version, os.getcwd(), os.geteuid(), tuple(sources), config, out)
    return blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def _note(call: Call) -> Mapping[str, list[str]] | None:
    """Find the note of the last run where a quick look at the settings says that it is."""
    config = call.config or "handbill.toml"
    base = os.path.dirname(config)
    out, state = _places(config)
    folder = call.out or os.path.join(base, out or "public")
    state = os.path.join(base, state) if state else os.path.join(folder, _WORK)
    try:
        with open(os.path.join(state, NAME), "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return None
    return unpacked(data)


def _places(config: str) -> tuple[str, str]:
    """Guess publish.out and publish.state, as a parser of TOML takes 13 ms to import.

    The note says what it is a note of, so a wrong guess finds none, or none that holds.
    """
    found = {"out": "", "state": ""}
    try:
        with open(config, encoding="utf-8-sig") as file:
            table = ""
            for line in file:
                key, is_pair, value = line.partition("=")
                if line.lstrip().startswith("["):
                    table = line.strip()
                elif is_pair and key.strip() in found and table == "[publish]":
                    quote = value.strip()[:1]
                    found[key.strip()] = value.strip()[1:].partition(quote or '"')[0]
    except (OSError, ValueError):
        return "", ""
    return found["out"], found["state"]


def _holds(note: Mapping[str, list[str]], call: Call) -> bool:
    """Tell whether everything is as the last run noted it."""
    out = note["out"][0]
    return (
        note["call"][0] == identity(call.sources, call.config, call.out)
        and note["current"][0] == os.readlink(os.path.join(out, "current"))
        and not _leftovers(out)
        and (not note["until"][0] or _now() < int(note["until"][0]))
        and digest(row(path) for path in note["held"]) == note["held-rows"][0]
        and _sources_hold(note, contents=call.verify)
        and (not call.verify or released(out) == note["release"][0])
    )


def _sources_hold(note: Mapping[str, list[str]], *, contents: bool) -> bool:
    found = [*rows(note["root"]), *code_rows()]
    if digest(found) != note["rows"][0]:
        return False
    racy = dict(zip(note.get("racy", ()), note.get("racy-content", ()), strict=True))
    if not all(content_of(path) == wanted for path, wanted in racy.items()):
        return False
    return not contents or contents_of(found, note["suffix"]) == note["contents"][0]


def digest(found: Iterable[tuple[str, int, int, int, int]]) -> str:
    """Return one hash of many rows."""
    return blake2b(packed(list(found)), digest_size=16).hexdigest()


def code_rows() -> list[tuple[str, int, int, int, int]]:
    """Return the rows of handbill's own files, and of the folders that packages are installed into."""
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    own = rows(os.path.join(home, name) for name in _PACKAGES)
    kept = [one for one in own if "/__pycache__" not in one[0]]
    return kept + [row(path) for path in sys.path if path.endswith("site-packages")]


def contents_of(
    found: Iterable[tuple[str, int, int, int, int]],
    suffixes: Iterable[str],
    known: Mapping[str, str] | None = None,
) -> str:
    """Return one hash of what files hold; `known` are the hashes of files that were read already."""
    ends, held = tuple(suffixes), known or {}
    paths = (one[0] for one in found if one[1] >= 0 and one[0].lower().endswith(ends))
    marks = "".join([f"{path}\0{held.get(path) or content_of(path)}\n" for path in paths])
    return blake2b(marks.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def content_of(path: str) -> str:
    """Return the hash of what a file holds."""
    with open(path, "rb", buffering=0) as file:
        return sha256(file.read()).hexdigest()


def released(out: str) -> str:
    """Hash the files that readers see, as `flows.release` names a release."""
    top = os.path.join(out, "current")
    marks: list[str] = []
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            marks.append(f"{path[len(top) + 1 :]}\0{content_of(path)}\n")
    whole = sha256()
    for mark in sorted(marks, key=lambda mark: mark.partition("\0")[0]):
        whole.update(mark.encode())
    return whole.hexdigest()


def _leftovers(out: str) -> bool:
    """Tell whether a killed run has left something to be cleared away."""
    work = os.path.join(out, _WORK)
    return any(name.startswith("staging-") for name in os.listdir(work)) or any(
        name.startswith(".current-") for name in os.listdir(out)
    )


def _now() -> int:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(epoch) if epoch else int(time.time())


def noted(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Write a note: its hash, then names and values, each ended by a NUL, which no path holds."""
    body = "".join(f"{name}\0{value}\0" for name, value in pairs).encode("utf-8", "surrogateescape")
    return sha256(body).digest() + body


def unpacked(data: bytes) -> Mapping[str, list[str]] | None:
    """Read a note, None when it is damaged: a name may have several values."""
    check, body = data[:_CHECK_BYTES], data[_CHECK_BYTES:]
    if sha256(body).digest() != check:
        return None
    parts = body.decode("utf-8", "surrogateescape").split("\0")
    note: dict[str, list[str]] = {}
    for name, value in zip(parts[:-1:2], parts[1:-1:2], strict=True):
        note.setdefault(name, []).append(value)
    return note
