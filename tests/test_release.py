import datetime as dt
import errno
import fcntl
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import crew, release
from flows.pieces import Piece, digest, files_of, lost, manifest
from flows.release import Swap
from flows.verify import verify
from outputs.edition import Brand, Edition, Item, Sheet, Site
from pipeline.errors import LockHeld, ReleaseBroken, UsageError
from pipeline.model import Article
from tests.small_pdf import small_pdf


def pieces(**texts: str) -> list[Piece]:
    return [Piece(f"{name.replace('_', '/')}.html", text.encode()) for name, text in texts.items()]


def show(out: Path, parts: list[Piece], *, keep: int = 5) -> Swap:
    with release.locked(out, wait_s=0):
        return release.commit(out, release.prepare(out, parts), keep=keep, remember=lambda: None)


def seen(out: Path) -> dict[str, str]:
    folder = out / "current"
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


def leftovers(out: Path) -> list[str]:
    names = [path.name for path in (out / ".handbill").iterdir() if path.name not in {"lock", "spare"}]
    return names + [path.name for path in out.iterdir() if path.name.startswith(".current")]


def test_a_release_is_shown_under_current(tmp_path: Path) -> None:
    swap = show(tmp_path, pieces(index="a", articles_x="b"))
    assert seen(tmp_path) == {"index.html": "a", "articles/x.html": "b"}
    assert (swap.changed, swap.written, swap.linked) == (True, 2, 0)
    assert (tmp_path / "current").readlink() == Path("releases") / swap.name
    assert len(swap.name) == 12
    assert leftovers(tmp_path) == []


def test_everyone_may_read_a_release(tmp_path: Path) -> None:
    show(tmp_path, pieces(index="a"))
    assert stat.S_IMODE((tmp_path / "current").stat().st_mode) == 0o755


def test_an_unchanged_release_is_neither_written_nor_swapped(tmp_path: Path) -> None:
    first = show(tmp_path, pieces(index="a"))
    before = {path: path.lstat().st_ctime_ns for path in tmp_path.rglob("*") if path.name != "lock"}
    again = show(tmp_path, pieces(index="a"))
    assert (again.name, again.changed) == (first.name, False)
    assert {path: path.lstat().st_ctime_ns for path in tmp_path.rglob("*") if path.name != "lock"} == before


def test_the_order_of_the_pieces_does_not_matter() -> None:
    assert digest(pieces(a="1", b="2")) == digest(pieces(b="2", a="1"))
    assert digest(pieces(a="1", b="2")) != digest(pieces(a="2", b="1"))


def test_unchanged_files_are_hard_links(tmp_path: Path) -> None:
    show(tmp_path, pieces(index="a", same="s"))
    old = (tmp_path / "current" / "same.html").stat().st_ino
    swap = show(tmp_path, pieces(index="b", same="s"))
    assert (swap.written, swap.linked) == (1, 1)
    assert (tmp_path / "current" / "same.html").stat().st_ino == old


def test_unchanged_files_keep_their_date_where_links_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(tmp_path, pieces(index="a", same="s"))
    os.utime(tmp_path / "current" / "same.html", (1, 1))

    def refuse(*_: object) -> None:
        raise OSError(errno.EMLINK, "Too many links")

    monkeypatch.setattr(os, "link", refuse)
    swap = show(tmp_path, pieces(index="b", same="s"))
    assert (swap.written, swap.linked) == (2, 0)
    assert (tmp_path / "current" / "same.html").stat().st_mtime == 1


def test_a_piece_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "kept/leaflets").mkdir(parents=True)
    (tmp_path / "kept/leaflets/a.pdf").write_bytes(b"%PDF-")
    show(tmp_path / "out", [Piece("leaflets/a.pdf", str(tmp_path / "kept"))])
    assert (tmp_path / "out/current/leaflets/a.pdf").read_bytes() == b"%PDF-"


def test_only_the_last_releases_are_kept(tmp_path: Path) -> None:
    names = [show(tmp_path, pieces(index=str(n)), keep=2).name for n in range(4)]
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == sorted(names[2:])


def test_a_release_is_made_of_one_that_is_no_longer_kept(tmp_path: Path) -> None:
    same = {f"articles_{n}_index": f"page {n}" for n in range(5)}
    texts = [{"index": f"{n}", f"only_{n}_x": "x", **same, f"articles_{n}_index": "other"} for n in range(5)]
    numbers = [_shown(tmp_path, pieces(**each), keep=2) for each in texts]
    folders = [each.pop("") for each in numbers]
    # The fourth release is the folder of the first one, and the fifth that of the second.
    assert folders[3:] == folders[:2]
    assert len(set(folders)) == 3
    releases = {path.name: path for path in (tmp_path / "releases").iterdir()}
    assert len(releases) == 2
    for path in releases.values():
        assert digest([Piece(name, (path / name).read_bytes()) for name in files_of(path)]) == path.name
    assert seen(tmp_path) == {each.path: each.read().decode() for each in pieces(**texts[4])}
    assert not (tmp_path / "current/only/3").exists()
    assert (tmp_path / "current/articles/2/index.html").stat().st_nlink > 1


def _shown(out: Path, parts: list[Piece], *, keep: int) -> dict[str, int]:
    show(out, parts, keep=keep)
    folder = out / "current"
    return {path: (folder / path).stat().st_ino for path in ("", *files_of(folder))}


def test_a_file_of_a_spare_release_that_was_changed_by_hand_is_not_shown(tmp_path: Path) -> None:
    for n in range(3):
        show(tmp_path, pieces(index=f"{n}", a="same", b="same"), keep=2)
    spare = tmp_path / ".handbill/spare"
    assert (spare / "index.html").read_text() == "0"
    (spare / "a.html").unlink()
    (spare / "a.html").write_text("torn")
    (spare / "stray/deep").mkdir(parents=True)
    (spare / "stray/deep/x").write_text("x")
    show(tmp_path, pieces(index="3", a="same", b="same"), keep=2)
    assert seen(tmp_path) == {"index.html": "3", "a.html": "same", "b.html": "same"}
    assert not (tmp_path / "current/stray").exists()


def test_going_back_to_an_older_release_reuses_it(tmp_path: Path) -> None:
    first = show(tmp_path, pieces(index="a"))
    show(tmp_path, pieces(index="b"))
    back = show(tmp_path, pieces(index="a"))
    assert (back.name, back.changed, back.written) == (first.name, True, 0)
    assert seen(tmp_path) == {"index.html": "a"}


def test_a_release_damaged_by_hand_is_made_anew_beside_it(tmp_path: Path) -> None:
    first = show(tmp_path, pieces(index="a", more="m"))
    (tmp_path / "current" / "index.html").write_text("x")
    again = show(tmp_path, pieces(index="a", more="m"))
    assert again.name == f"{first.name}-2"
    assert seen(tmp_path) == {"index.html": "a", "more.html": "m"}
    assert not show(tmp_path, pieces(index="a", more="m")).changed


def test_a_file_too_many_is_damage_as_well(tmp_path: Path) -> None:
    show(tmp_path, pieces(index="a"))
    (tmp_path / "current" / "extra.html").write_text("x")
    assert show(tmp_path, pieces(index="a")).changed
    assert seen(tmp_path) == {"index.html": "a"}


def test_what_fails_before_the_swap_leaves_the_old_release_and_no_rubbish(tmp_path: Path) -> None:
    show(tmp_path, pieces(index="a"))

    def fail() -> None:
        raise LockHeld("The catalogue is locked.")

    with release.locked(tmp_path, wait_s=0):
        staged = release.prepare(tmp_path, pieces(index="b"))
        with pytest.raises(LockHeld):
            release.commit(tmp_path, staged, keep=5, remember=fail)
    assert seen(tmp_path) == {"index.html": "a"}
    assert leftovers(tmp_path) == []
    assert show(tmp_path, pieces(index="b")).changed
    assert seen(tmp_path) == {"index.html": "b"}


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    show(tmp_path, pieces(index="a"))
    (tmp_path / ".handbill" / "staging-dead").mkdir()
    (tmp_path / ".handbill" / "staging-dead" / "half").write_text("x")
    (tmp_path / ".current-123").symlink_to("releases/none")
    show(tmp_path, pieces(index="a"))
    assert leftovers(tmp_path) == []


def test_a_second_run_gives_up_after_its_wait(tmp_path: Path) -> None:
    with (
        release.locked(tmp_path, wait_s=0),
        pytest.raises(LockHeld, match=r"did not finish within 0\.1 s"),
        release.locked(tmp_path, wait_s=0.1),
    ):
        pass
    with release.locked(tmp_path, wait_s=0):
        pass


def test_the_lock_is_free_again_when_its_holder_is_gone(tmp_path: Path) -> None:
    (tmp_path / ".handbill").mkdir()
    with (tmp_path / ".handbill" / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
    with release.locked(tmp_path, wait_s=0):
        pass


def test_a_current_that_handbill_did_not_make_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="no link to a release"):
        show(tmp_path, pieces(index="a"))
    assert (tmp_path / "current" / "mine.txt").read_text() == "mine"


def test_an_output_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="cannot be written"):
        show(tmp_path / "out", pieces(index="a"))


def test_a_disk_that_refuses_a_write_leaves_the_old_release(tmp_path: Path) -> None:
    show(tmp_path, pieces(index="a"))
    with pytest.raises(ReleaseBroken, match="The old one is untouched"):
        show(tmp_path, [Piece("x" * 300, b"too long a name for any file system")])
    assert seen(tmp_path) == {"index.html": "a"}
    assert leftovers(tmp_path) == []


MOMENT = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
ITEM = Item(Article("A", ()), "id", "tag:s.example,2025:article/id", "a", MOMENT, MOMENT)
SITE = Site("S", "https://s.example/")
LEAFLET = small_pdf().decode("ascii")
LENGTH = f'length="{len(LEAFLET)}"'
PRINTED = {"id": (Sheet("leaflets/a.a4.pdf", "", "a4", len(LEAFLET)),)}
SOUND = {
    "index.html": '<a href="articles/a/">A</a> <a href="https://elsewhere.example/x">elsewhere</a>',
    "articles/a/index.html": '<a href="../../index.html#top">up</a> <img src="a.png">',
    "articles/a/a.png": "picture",
    "leaflets/a.a4.pdf": LEAFLET,
    "report.json": "{}",
    "feed.xml": "<rss><channel><item><link>https://s.example/articles/a/</link>"
    f'<enclosure url="https://s.example/leaflets/a.a4.pdf" {LENGTH}/></item></channel></rss>',
}


def check(folder: Path, **changes: str) -> None:
    """Verify the sound release with some files changed."""
    renamed = {name.replace("__", "/").replace("_", "."): text for name, text in changes.items()}
    for name, text in (SOUND | renamed).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    verify(folder, Edition(SITE, Brand("B"), (ITEM,), MOMENT, printed=PRINTED), ("page", "leaflet"))


def test_a_sound_release_passes(tmp_path: Path) -> None:
    check(tmp_path)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"style_css": ""}, "style.css: empty"),
        ({"index_html": " <!-- nothing --> "}, "index.html: does not parse: there is no element"),
        ({"index_html": '<p><IMG SRC="b.png">'}, "index.html: a link leads nowhere: b.png"),
        ({"index_html": '<p>A<script src="c.js" /> &nope; <a href="articles/b/">'}, "nowhere: articles/b/"),
        ({"feed_xml": "<rss><channel>"}, "feed.xml: does not parse"),
        ({"feed_xml": SOUND["feed.xml"].replace(LENGTH, 'length="19"')}, "enclosure's length is wrong"),
        ({"feed_xml": SOUND["feed.xml"].replace("a.a4", "b.a4")}, "an enclosure leads nowhere"),
        ({"feed_xml": SOUND["feed.xml"].replace("articles/a", "articles/b")}, "an item's link leads nowhere"),
        ({"report_json": "{"}, "report.json: does not parse"),
        ({"leaflets__x_pdf": "%PDF-1.7 cut"}, "leaflets/x.pdf: not a whole PDF"),
        ({"leaflets__x_pdf": LEAFLET[:-9]}, "leaflets/x.pdf: not a whole PDF"),
        ({"leaflets__x_pdf": LEAFLET.replace("1 0 obj", "")}, "leaflets/x.pdf: not a whole PDF"),
        ({"leaflets__x_pdf": small_pdf(0).decode("ascii")}, "leaflets/x.pdf: not a whole PDF"),
        (
            {"index_html": '<a href="articles/none/">A</a>'},
            "index.html: a link leads nowhere: articles/none/",
        ),
    ],
)
def test_a_faulty_release_is_named_with_its_fault(
    tmp_path: Path, changes: dict[str, str], fault: str
) -> None:
    with pytest.raises(ReleaseBroken) as caught:
        check(tmp_path, **changes)
    assert fault in caught.value.what


def test_each_page_is_checked_for_itself(tmp_path: Path) -> None:
    long = "<p>é " * 20_000  # of several parts, with letters that lie across their borders
    with pytest.raises(ReleaseBroken) as caught:
        check(
            tmp_path,
            a_html='<a href="gone.html">',
            b_html=f'{long}<a href="é.html">sound</a>',
            c_html="",
            d_html="<!-- nothing -->",
            e_html=f'<meta charset="utf-8">{long}<a href="index.html">sound</a><a href="ö.html">',
            f_html='<a href="index.html">sound</a>',
            g_html='x <a href="index.html',
        )
    named = [each.split(".html: ")[0][-1] for each in caught.value.what.split("; ")]
    assert named == ["a", "b", "c", "d", "e"]
    assert "ö.html" in caught.value.what


def test_a_page_or_a_leaflet_that_is_missing_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ReleaseBroken) as caught:
        verify(tmp_path, Edition(SITE, Brand("B"), (ITEM,), MOMENT, printed=PRINTED), ("page", "leaflet"))
    assert "articles/a/index.html is missing; leaflets/a.a4.pdf is missing" in caught.value.what


def test_a_file_that_cannot_be_read_back_is_a_fault(tmp_path: Path) -> None:
    check(tmp_path)
    edition = Edition(SITE, Brand("B"), (ITEM,), MOMENT, printed=PRINTED)
    with pytest.raises(ReleaseBroken, match=r"lost\.html: cannot be read: No such file"):
        verify(tmp_path, edition, ("page",), ["lost.html"], {*SOUND, "lost.html"})


HASHES = st.sampled_from([bytes(32), b"\xff" * 32])
FILES = st.dictionaries(st.text(st.characters(exclude_characters="\0\n", codec="utf-8"), min_size=1), HASHES)


@given(FILES, FILES)
def test_what_a_later_manifest_has_lost_is_told(before: dict[str, bytes], now: dict[str, bytes]) -> None:
    older, newer = ([Piece(path, b"", sha256) for path, sha256 in each.items()] for each in (before, now))
    gone = {path.encode() for path in before.keys() - now.keys()}
    assert lost(manifest(older), manifest(newer)) == gone


def test_several_processes_find_the_same_faults_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(tmp_path)
    for number in range(40):
        (tmp_path / f"{number:02}.html").write_text(f'<a href="{number}.html">')
    edition = Edition(SITE, Brand("B"), (ITEM,), MOMENT, printed=PRINTED)
    told = []
    monkeypatch.setattr(crew, "_WORTH_A_FORK", 1)
    monkeypatch.setattr(crew, "_FEW", 1)
    for workers in (1, 3):
        with pytest.raises(ReleaseBroken) as caught:
            verify(tmp_path, edition, ("page", "leaflet"), workers=workers)
        told.append(caught.value.what)
    faults = [f"{n:02}.html: a link leads nowhere: {n}.html" for n in range(5)]
    assert "; ".join(faults) + " and 5 more" in told[0]  # from 10 on they lead to themselves
    assert told[1] == told[0]


def test_an_address_that_ends_in_a_slash_leads_to_no_file(tmp_path: Path) -> None:
    with pytest.raises(ReleaseBroken, match=r"a link leads nowhere: articles/a/a\.png/"):
        check(tmp_path, index_html='<a href="articles/a/a.png/">')
