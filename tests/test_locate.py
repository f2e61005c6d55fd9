import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.locate import Locations, key_for, locate
from pipeline.errors import UsageError

SUFFIXES = (".txt", ".html", ".htm")
ROOT = Path(__file__).parent.parent


def write(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text", encoding="utf-8")


def find(folder: Path, *sources: str) -> Locations:
    return locate(sources, folder, SUFFIXES)


def keys(found: Locations) -> list[str]:
    return [file.key for file in found.files]


def test_a_folder_is_searched_to_the_bottom_in_order(tmp_path: Path) -> None:
    write(tmp_path, "in/b.txt", "in/a.txt", "in/sub/c.HTML")
    found = find(tmp_path, "in")
    assert keys(found) == ["a.txt", "b.txt", "sub/c.HTML"]
    assert [file.suffix for file in found.files] == [".txt", ".txt", ".html"]
    assert found.files[0].origin == "in/a.txt"


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "in/.a.txt", "in/.git/b.txt", "in/c.txt")
    assert keys(find(tmp_path, "in")) == ["c.txt"]


def test_the_pictures_of_a_saved_page_are_passed_over_and_said_so(tmp_path: Path) -> None:
    write(tmp_path, "in/page.html", "in/page_files/frame.html", "in/other_files/d.txt")
    found = find(tmp_path, "in")
    assert keys(found) == ["other_files/d.txt", "page.html"]
    assert [(each.key, each.reason) for each in found.skipped] == [
        ("page_files/", "pictures and scripts of a saved page")
    ]


def test_an_unknown_suffix_in_a_folder_is_skipped_with_the_known_ones(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", "in/b.docx", "in/Makefile")
    found = find(tmp_path, "in")
    assert keys(found) == ["a.txt"]
    assert [(each.key, each.reason) for each in found.skipped] == [
        ("Makefile", "no ending, while handbill reads .htm, .html, .txt"),
        ("b.docx", ".docx, while handbill reads .htm, .html, .txt"),
    ]
    assert not found.refused


def test_an_unknown_suffix_named_directly_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "b.docx")
    (refusal,) = find(tmp_path, "b.docx").refused
    assert (refusal.origin, refusal.gone) == ("b.docx", False)
    assert ".txt" in refusal.what


def test_a_file_named_singly_is_known_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, "in/sub/a.txt")
    assert keys(find(tmp_path, "in/sub/a.txt")) == ["a.txt"]


def test_a_glob_gives_keys_below_its_fixed_part(tmp_path: Path) -> None:
    write(tmp_path, "in/x/a.txt", "in/y/b.txt", "in/y/c.html")
    assert keys(find(tmp_path, "in/*/*.txt")) == ["x/a.txt", "y/b.txt"]
    assert keys(find(tmp_path, "in/**/*.html")) == ["y/c.html"]
    assert keys(find(tmp_path, "in/[y]")) == ["y/b.txt", "y/c.html"]


def test_a_file_whose_name_looks_like_a_glob_is_taken_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "what[1].txt")
    assert keys(find(tmp_path, "what[1].txt")) == ["what[1].txt"]


def test_a_glob_without_a_match_and_a_missing_file_are_refused_by_name(tmp_path: Path) -> None:
    found = find(tmp_path, "in/*.txt", "none.txt")
    assert [(each.origin, each.what, each.gone) for each in found.refused] == [
        ("in/*.txt", "matches no file.", True),
        ("none.txt", "does not exist.", True),
    ]


def test_a_file_found_twice_counts_once(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt")
    (tmp_path / "in" / "same.txt").symlink_to("a.txt")
    assert keys(find(tmp_path, "in", "in/a.txt", "in/*.txt")) == ["a.txt"]


def test_equal_paths_below_two_folders_get_keys_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, "one/a.txt", "two/a.txt", "b/two/a.txt")
    assert keys(find(tmp_path, "one", "two", "b/two")) == ["a.txt", "two/a.txt", "two-2/a.txt"]


def test_links_that_go_round_end(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "self.txt").symlink_to("self.txt")
    found = find(tmp_path, "in")
    assert keys(found) == ["a.txt"]
    assert [each.key for each in found.refused] == ["self.txt"]


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    found = find(tmp_path, "in", "in/pipe.txt")
    assert keys(found) == ["a.txt"]
    assert [(each.key, each.reason) for each in found.skipped] == [("pipe.txt", "no regular file")]
    assert [each.what for each in found.refused] == ["is neither a file nor a folder."]


def test_names_that_are_no_text_get_readable_keys(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/caf\xe9\n.txt")).write_bytes(b"text")
    assert keys(find(tmp_path, "in")) == ["caf\\xe9\\n.txt"]


def test_naming_nothing_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="handbill init"):
        find(tmp_path)


def test_a_file_has_the_same_key_alone_as_in_its_configured_folder(tmp_path: Path) -> None:
    write(tmp_path, "in/sub/a.txt", "b.txt")
    assert key_for(tmp_path / "in/sub/a.txt", ("in",), tmp_path) == "sub/a.txt"
    assert key_for(tmp_path / "in/sub/a.txt", ("in/*/*.txt",), tmp_path) == "sub/a.txt"
    assert key_for(tmp_path / "b.txt", ("in",), tmp_path) == "b.txt"


_SCRIPT = """
import sys
from pathlib import Path
from flows.locate import locate
found = locate(["in"], Path(sys.argv[1]), [".txt"])
print([file.key for file in found.files])
print([(each.key, each.folder, each.what) for each in found.refused])
"""


def without_rights() -> list[str]:
    """Return what runs a command as someone whom permissions bind; the superuser is not."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("permissions do not bind the superuser, and setpriv is missing")
    return ["setpriv", "--reuid=65534", "--clear-groups"]


def test_a_folder_without_permission_is_refused_and_the_others_found(tmp_path: Path) -> None:
    prefix = without_rights()
    write(tmp_path, "in/a.txt", "in/locked/b.txt", "in/z/c.txt")
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & 0o005:
            folder.chmod(0o755)
    (tmp_path / "in" / "locked").chmod(0)
    try:
        run = subprocess.run(
            [*prefix, sys.executable, "-c", _SCRIPT, str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        (tmp_path / "in" / "locked").chmod(0o755)
    if prefix and "Permission denied" in run.stderr:
        pytest.skip("this checkout cannot be read by others")
    assert run.stdout.splitlines() == [
        "['a.txt', 'z/c.txt']",
        "[('locked', True, 'cannot be opened: Permission denied.')]",
    ]
