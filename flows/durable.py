"""Bring files to the disk in one batch, so that a power cut after it cannot take them back."""

from __future__ import annotations

import ctypes
import errno
import os
import posixpath
from collections.abc import Collection
from pathlib import Path

# Each fsync waits for the disk, 1.6 ms on a good one; from here on one call for the whole file system is
# sooner done, even when others write to it as well.
_MANY = 200


def sync(top: str, files: Collection[str], folders: Collection[str] = ()) -> None:
    """Bring to the disk what is new below a folder: files, then folders, and all folders that name them.

    Paths are relative to it. Raises OSError when the disk refuses.
    """
    if len(files) + len(folders) > _MANY and _sync_file_system(top):
        return
    above = {""}
    for path in (*map(posixpath.dirname, files), *folders):
        while path not in above:
            above.add(path)
            path = posixpath.dirname(path)  # noqa: PLW2901 (its way up)
    # The innermost first: a folder is there for good before the one that names it.
    for path in (*files, *sorted(above, reverse=True)):
        sync_one(f"{top}/{path}")


def sync_one(path: str | Path) -> None:
    """Bring one file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(file: Path, data: bytes, *, prefix: str) -> None:
    """Write a small file so that it is there as a whole or as it was, whatever happens."""
    fresh = file.with_name(f"{prefix}{file.name}.tmp")
    with fresh.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(file)
    sync_one(file.parent)


def _sync_file_system(folder: str) -> bool:
    """Sync the file system that a folder lies on; tell whether this system can (Linux 5.8 reports errors)."""
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except (AttributeError, OSError):
        return False
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if syncfs(handle) == 0:
            return True
        code = ctypes.get_errno()
        if code == errno.ENOSYS:
            return False
        raise OSError(code, os.strerror(code), folder)
    finally:
        os.close(handle)
