"""Bringing files to the disk."""

import errno
import os
from pathlib import Path

import pytest

from flows import durable


@pytest.mark.parametrize("many", [0, 200])
def test_files_are_synced_one_by_one_or_all_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(durable, "_MANY", many)
    synced: list[int] = []
    fsync = os.fsync

    def counted(handle: int) -> None:
        synced.append(handle)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", counted)
    (tmp_path / "a").write_text("a")
    durable.sync(str(tmp_path), ["a"])
    assert len(synced) in ({0, 2} if many == 0 else {2})


def test_a_disk_that_refuses_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    (tmp_path / "a").write_text("a")
    with pytest.raises(OSError, match="Input/output"):
        durable.sync(str(tmp_path), ["a"])
    with pytest.raises(OSError, match="Input/output"):
        durable.write_whole(tmp_path / "b", b"new", prefix="x-")
    assert not (tmp_path / "b").exists()
