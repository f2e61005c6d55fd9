"""The list of recipients: a CSV file with a column `email`, and perhaps `name` and `token`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.mail.addresses import checked, key_of, masked
from pipeline.errors import UsageError

_COLUMNS = ("email", "name", "token")
_NAME_CHARS = 200


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message goes to; `line` is that of the list, `token` names the person to the unsubscribe page.

    The address stays out of `repr`, and so of every traceback and log.
    """

    address: str = field(repr=False)
    name: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    line: int = 0

    @property
    def key(self) -> str:
        """Return what the ledger knows this recipient by."""
        return key_of(self.address)

    @property
    def shown(self) -> str:
        """Return the address as people may see it."""
        return masked(self.address)


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of a list that names nobody, `file:line`, and why."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom to send to, in the order of the list, and what was left out."""

    people: tuple[Recipient, ...]
    problems: tuple[Problem, ...] = ()
    repeated: int = 0
    suppressed: int = 0


def read_list(file: Path, suppress: Path | None = None) -> Recipients:
    """Read a list without those of the list `suppress`; of an address that comes again the first is taken.

    Raises UsageError when a file cannot be read, is no UTF-8 text, or has no column `email`.
    """
    barred, problems = _barred(suppress) if suppress else (frozenset[str](), ())
    found: dict[str, Recipient] = {}
    bad: list[Problem] = []
    repeated = suppressed = 0
    for line, row in _rows(file):
        address = checked(row["email"])
        if address is None:
            bad.append(_bad(file, line, row["email"]))
        elif key_of(address) in barred:
            suppressed += 1
        elif key_of(address) in found:
            repeated += 1
        else:
            name = " ".join(row["name"].split())[:_NAME_CHARS]
            found[key_of(address)] = Recipient(address, name, row["token"].strip(), line)
    return Recipients(tuple(found.values()), (*problems, *bad), repeated, suppressed)


def _barred(file: Path) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the keys of those who want no mail; an address that is none is a problem to look at."""
    keys: set[str] = set()
    bad: list[Problem] = []
    for line, row in _rows(file):
        if address := checked(row["email"]):
            keys.add(key_of(address))
        else:
            bad.append(_bad(file, line, row["email"]))
    return frozenset(keys), tuple(bad)


def _bad(file: Path, line: int, text: str) -> Problem:
    if not text.strip():
        return Problem(f"{file}:{line}", "There is no address.")
    return Problem(f"{file}:{line}", f"This is no e-mail address: {masked(text.strip())}.")


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows of a CSV file with their lines; blank ones are passed over."""
    # strict: a quote that is never closed would otherwise swallow the rest of the list.
    lines = csv.reader(io.StringIO(_text(file), newline=""), delimiter=_delimiter(file), strict=True)
    places: Mapping[str, int] = {}
    before = 0
    try:
        for row in lines:
            begin, before = before + 1, lines.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not places:
                places = _places(row, file, begin)
                continue
            yield begin, {name: row[at] if 0 <= at < len(row) else "" for name, at in places.items()}
    except csv.Error as error:
        raise UsageError(
            f"The list cannot be read here: {error}.",
            where=f"{file}:{before + 1}",
            remedy="A text with a quote or a comma in it stands in double quotes.",
        ) from error
    if not places:
        raise _headless(f"{file}:1")


def _places(row: Sequence[str], file: Path, line: int) -> Mapping[str, int]:
    heads = [cell.strip().casefold() for cell in row]
    if heads.count("email") != 1:
        raise _headless(f"{file}:{line}")
    return {name: heads.index(name) if name in heads else -1 for name in _COLUMNS}


def _headless(where: str) -> UsageError:
    return UsageError(
        "The first line of a list names its columns, and one of them must be email.",
        where=where,
        remedy="Columns: email, and where you have them name and token.",
    )


def _delimiter(file: Path) -> str:
    """Return what stands between the columns: a comma, or what Excel writes in other countries."""
    head = _text(file).lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=head.count)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(
            "The list is not UTF-8 text.", where=f"{file}:{line}", remedy="Save it as CSV UTF-8."
        ) from error
    except OSError as error:
        raise UsageError(f"The list cannot be read: {error.strerror or error}.", where=str(file)) from error
