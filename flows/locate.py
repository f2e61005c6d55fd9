"""Files, folders and globs to located sources, each with a key that stays the same between runs."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flows.folder import Folder, readable
from pipeline.errors import UsageError

_SAVED_PAGE = frozenset({".html", ".htm"})


class Located(NamedTuple):
    """A file to read: `key` is its stable name, `origin` what a person is shown, `suffix` in lower case.

    `path_text` is its path: a Path for each of thousands of files takes ten times as long. `source` is the
    named source that it was found by first.
    """

    key: str
    path_text: str
    origin: str
    suffix: str
    source: str = ""

    @property
    def path(self) -> Path:
        """Return its path."""
        return Path(self.path_text)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that cannot be published, with the reason and what to do.

    `folder` says that `key` stands for everything below it, `gone` that nothing is there any more.
    """

    key: str
    origin: str
    what: str
    remedy: str = ""
    folder: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file inside a folder that is no source, with the reason."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Locations:
    """What was found, in the order of the sources named, and sorted inside each."""

    files: tuple[Located, ...]
    refused: tuple[Refusal, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def locate(sources: Sequence[str], base: Path, suffixes: Collection[str]) -> Locations:
    """Find the files that sources (relative to `base`) name; `suffixes` are those that can be read.

    A folder is searched to the bottom; hidden files are passed over. A key is the path below the folder,
    or below the part of a glob before its first star; a file named singly is known by its name. A file
    that is found twice counts once.
    Raises UsageError when no source is named.
    """
    require(sources)
    search = _Search(frozenset(suffixes))
    for source in sources:
        search.take(source, base)
    return Locations(tuple(search.files), tuple(search.refused), tuple(search.skipped))


def require(sources: Sequence[str]) -> None:
    """Raise UsageError when no source is named."""
    if not sources:
        raise UsageError(
            "There is nothing to publish.",
            remedy="Name a file or a folder: handbill publish articles. "
            "Or write a handbill.toml: handbill init.",
        )


def key_for(file: Path, sources: Sequence[str], base: Path) -> str:
    """Return the key that a file has when these sources are published: its name if none holds it."""
    for source in sources:
        root = _glob_root(base / source) if _is_glob(base / source) else base / source
        if root.is_dir() and file.resolve().is_relative_to(root.resolve()):
            return readable(file.resolve().relative_to(root.resolve()).as_posix())
    return readable(file.name)


class _Search:
    """What one call of `locate` has found so far."""

    def __init__(self, suffixes: frozenset[str]) -> None:
        self.files: list[Located] = []
        self.refused: list[Refusal] = []
        self.skipped: list[Skipped] = []
        self._suffixes = suffixes
        self._source = ""
        self._keys: set[str] = set()
        self._real: set[str] = set()

    def take(self, source: str, base: Path) -> None:
        self._source = source
        path = base / source
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            if _is_glob(path):
                self._glob(path, base)
            else:
                self._refuse_missing(path, base)
            return
        except (OSError, ValueError) as error:
            self._refuse(path, _shown(path, base), error, folder=False)
            return
        if stat.S_ISDIR(mode):
            self._folder(path, path, base)
        else:
            self._single(path, _shown(path, base), path.name)

    def _glob(self, path: Path, base: Path) -> None:
        root = _glob_root(path)
        found = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
        if not found:
            self._refuse_missing(path, base)
        for name in found:
            hit = Path(name)
            if hit.is_dir():
                if not str(path).endswith("**"):
                    self._folder(hit, root, base)
            else:
                self._single(hit, _shown(hit, base), hit.relative_to(root).as_posix())

    def _folder(self, folder: Path, root: Path, base: Path) -> None:
        place = folder.relative_to(root).as_posix()
        top = Folder(
            os.fspath(folder),
            "" if place == "." else place,
            _shown(folder, base),
            os.path.realpath(folder),
            root.name,
        )
        self._search(top, frozenset())

    def _search(self, folder: Folder, above: frozenset[tuple[int, int]]) -> None:
        """Take the files of a folder, sorted by name, and those of the folders in it.

        `above` holds the folders on the way here, so that a link to one of them ends instead of going round.
        """
        try:
            status = os.stat(folder.path)  # noqa: PTH116
            with os.scandir(folder.path) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            path, place = Path(folder.path), folder.place or "."
            self._refuse(path, folder.shown, error, folder=True, key=place)
            return
        here = (status.st_dev, status.st_ino)
        if here in above:
            return
        names = {entry.name for entry in found}
        for entry in found:
            if entry.name.startswith("."):
                continue
            if not _is_folder(entry):
                self._file(entry, folder)
            elif _belongs_to_saved_page(entry.name, names):
                place = readable(folder.inside(entry.name))
                self.skipped.append(Skipped(f"{place}/", "pictures and scripts of a saved page"))
            else:
                self._search(folder.below(entry), above | {here})

    def _file(self, entry: os.DirEntry[str], folder: Folder) -> None:
        place = folder.inside(entry.name)
        try:
            # The entry itself says so of most, without asking for the file's status.
            is_file = entry.is_file(follow_symlinks=False) or stat.S_ISREG(entry.stat().st_mode)
        except (OSError, ValueError) as error:
            self._refuse(Path(entry.path), folder.shows(entry.name), error, folder=False, key=place)
            return
        suffix = _suffix(entry.name)
        if not is_file:
            self.skipped.append(Skipped(readable(place), "no regular file"))
        elif suffix not in self._suffixes:
            self.skipped.append(Skipped(readable(place), self._unknown(Path(entry.path))))
        else:
            real = folder.real_of(entry)
            origin = folder.shows(entry.name)
            self._take_in(Located(place, entry.path, origin, suffix, self._source), real, folder.root)

    def _single(self, path: Path, origin: str, key: str) -> None:
        """Take a file that a person named: what cannot be read is refused, not skipped."""
        if not path.is_file():
            what, remedy = "is neither a file nor a folder.", "Name a file that holds an article."
        elif path.suffix.lower() not in self._suffixes:
            what = f"is of an unknown kind: {self._unknown(path)}."
            remedy = "Save it as text or HTML and name that file."
        else:
            file = Located(key, os.fspath(path), origin, path.suffix.lower(), self._source)
            self._take_in(file, os.path.realpath(path), path.resolve().parent.name)
            return
        self.refused.append(Refusal(readable(key), origin, what, remedy))

    def _take_in(self, file: Located, real: str, root: str) -> None:
        """Take in a file by its path without links, under a key that no other has."""
        if real in self._real:
            return
        self._real.add(real)
        wanted, number = readable(file.key), 1
        free = wanted
        while free in self._keys:
            number += 1
            free = f"{root}/{wanted}" if number == 2 else f"{root}-{number - 1}/{wanted}"
        self._keys.add(free)
        self.files.append(file if free == file.key else file._replace(key=free))

    def _refuse(self, path: Path, origin: str, error: Exception, *, folder: bool, key: str = "") -> None:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        thing = "folder" if folder else "file"
        self.refused.append(
            Refusal(
                readable(key or path.name),
                origin,
                f"cannot be opened: {reason}.",
                f"Check its permissions: handbill must be able to read the {thing}.",
                folder=folder,
            )
        )

    def _refuse_missing(self, path: Path, base: Path) -> None:
        shown = _shown(path, base)
        what = "matches no file." if _is_glob(path) else "does not exist."
        near = path.parent if path.parent.is_dir() else Path()
        self.refused.append(
            Refusal(
                readable(path.name), shown, what, f"Look in {_shown(near, base)} for its name.", gone=True
            )
        )

    def _unknown(self, path: Path) -> str:
        suffix = readable(path.suffix) or "no ending"
        return f"{suffix}, while handbill reads {', '.join(sorted(self._suffixes))}"


def _suffix(name: str) -> str:
    """Return the ending of a name that begins with no dot; a Path for it costs as much as all the rest."""
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot else ""


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _belongs_to_saved_page(name: str, names: Collection[str]) -> bool:
    """Tell whether a folder holds the files of a page that a browser saved beside it: X.html and X_files."""
    stem = name.removesuffix("_files")
    return stem != name and any(stem + suffix in names for suffix in _SAVED_PAGE)


def _is_glob(path: Path) -> bool:
    return glob.has_magic(str(path))


def _glob_root(path: Path) -> Path:
    """Return the part of a glob before its first part with a star, a question mark or a bracket."""
    root = Path(path.anchor)
    for part in path.relative_to(root).parts[:-1]:
        if glob.has_magic(part):
            break
        root /= part
    return root


def _shown(path: Path, base: Path) -> str:
    try:
        shown = path.relative_to(base)
    except ValueError:
        shown = path
    return readable(shown.as_posix())
