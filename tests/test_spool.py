"""Files of the coming release are put where they will be staged, and known again where nothing is new."""

from pathlib import Path

from flows import release
from flows.spool import Spool
from tests.test_release import pieces

PARTS = [b"one\n", b"two\n", b"", b"three\n"]
WHOLE = b"".join(PARTS)


def shown(out: Path) -> Path:
    with release.locked(out, wait_s=0):
        staged = release.prepare(out, pieces(index="old", report=WHOLE.decode()))
        release.commit(out, staged, keep=2, remember=lambda: None)
    found = release.current(out)
    assert found
    return found


def test_a_long_file_is_the_same_piece_however_it_is_put(tmp_path: Path) -> None:
    before = shown(tmp_path)
    with release.locked(tmp_path, wait_s=0):
        spool = Spool(tmp_path)
        whole = spool.put("report.html", WHOLE)
        assert spool.put_parts("report.html", iter(PARTS)) == whole
        assert whole.is_in(str(before))
        assert spool.folder is None
        spool.put("index.html", b"new")
        assert spool.put_parts("report.html", iter(PARTS)) == whole


def test_a_long_file_is_written_part_by_part_once_another_one_is_new(tmp_path: Path) -> None:
    shown(tmp_path)
    with release.locked(tmp_path, wait_s=0):
        spool = Spool(tmp_path)
        spool.put("index.html", b"new")
        piece = spool.put_parts("report.html", iter([*PARTS, b"four\n"]))
        assert spool.folder
        assert piece.is_in(str(spool.folder))
        assert piece.read() == WHOLE + b"four\n"
        staged = release.prepare(tmp_path, [*pieces(index="new"), piece], spool.folder)
        assert set(staged.fresh) == {"index.html", "report.html"}
        release.commit(tmp_path, staged, keep=2, remember=lambda: None)
    assert (tmp_path / "current/report.html").read_bytes() == WHOLE + b"four\n"
