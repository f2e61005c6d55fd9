import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.identity import stable_id
from flows.settings import load
from pipeline.version import __version__

ROOT = Path(__file__).parent.parent
HEAVY = ("prefect", "weasyprint", "sqlalchemy", "feedgen", "rich", "starlette", "uvicorn")
# Leaflets cost a second each.
NO_LEAFLETS = '[channels]\nenabled = ["page", "feed", "index", "newsletter"]\n'
ARTICLE = """A plain title about dry hands

Cold air and hot water take the oil out of your skin, and by January many hands are rough and sore.

What helps

  • Wear gloves outside.
  • Use a thick cream at night, and again in the morning.

Share this article
"""


def handbill(
    folder: Path, *arguments: str, given: str = "", code: str = "from flows.cli import main; main()"
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["publish", "--help"], ["serve-static", "--help"], ["inspect", "article.txt"]],
)
def test_light_commands_import_nothing_heavy(folder: Path, arguments: list[str]) -> None:
    code = (
        "import sys\nfrom flows.cli import main\ntry:\n    main()\nfinally:\n"
        f"    print('HEAVY', [name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = handbill(folder, *arguments, code=code)
    assert done.returncode == 0
    assert done.stderr == "HEAVY []\n"


def test_the_version_is_told(folder: Path) -> None:
    assert handbill(folder, "--version").stdout == f"handbill {__version__}\n"


def test_help_has_examples_and_exit_codes(folder: Path) -> None:
    text = handbill(folder, "--help").stdout
    assert "handbill publish articles --no-prefect" in text
    assert "11 another run holds the lock" in text
    for command in ("publish", "inspect", "annotate", "serve-static"):
        assert "Examples:" in handbill(folder, command, "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["publish", "--bogus"], "No such option '--bogus'"),
        (["vanish"], "No such command 'vanish'"),
        (["inspect"], "Missing argument 'FILE'"),
        (["publish"], "There is nothing to publish."),
        (["publish", "--config", "none.toml"], "none.toml: There is no such settings file."),
        (["annotate", "none.jsonl"], "none.jsonl: cannot be opened: No such file or directory."),
    ],
)
def test_a_wrong_call_exits_1_and_says_why(folder: Path, arguments: list[str], message: str) -> None:
    done = handbill(folder, *arguments)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_inspect_json_has_one_row_for_each_line(folder: Path) -> None:
    whole = json.loads(handbill(folder, "inspect", "article.txt", "--json").stdout)
    assert whole["title"] == "A plain title about dry hands"
    assert whole["id"] == stable_id("http://localhost:8000/", "article.txt")
    assert [line["text"] for line in whole["lines"]] == [line.rstrip() for line in ARTICLE.splitlines()]
    assert [line["n"] for line in whole["lines"]] == list(range(1, len(ARTICLE.splitlines()) + 1))
    keys = "n fate kind level field rule category reason confidence tagger text"
    assert all(set(line) == set(keys.split()) for line in whole["lines"])
    assert {line["fate"] for line in whole["lines"]} == {"kept", "meta", "removed", "blank"}
    assert isinstance(whole["warnings"], list)


def test_inspect_gives_the_id_that_publishing_gives(folder: Path) -> None:
    (folder / "in" / "sub").mkdir(parents=True)
    (folder / "in" / "sub" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "handbill.toml").write_text(
        'sources = ["in"]\n[site]\nurl = "https://x.example/"\n' + NO_LEAFLETS,
        encoding="utf-8",
    )
    told = json.loads(handbill(folder, "inspect", "in/sub/a.txt", "--json").stdout)["id"]
    assert handbill(folder, "publish", "--no-prefect").returncode == 0
    report = json.loads((folder / "public/current/report.json").read_bytes())
    assert [row["id"] for row in report["articles"]] == [told]


def test_inspect_prints_a_table_with_whole_texts_when_piped(folder: Path) -> None:
    (folder / "long.txt").write_text(ARTICLE + "\n" + "A sentence that goes on. " * 40, encoding="utf-8")
    text = handbill(folder, "inspect", "long.txt").stdout
    assert ("A sentence that goes on. " * 40).strip() in text
    assert "\x1b" not in text
    assert "   1  meta     title" in text


def test_what_an_article_holds_cannot_steer_the_terminal(folder: Path) -> None:
    (folder / "evil.txt").write_text(
        ARTICLE + "\n\x1b[2Jgone in a moment, as a text may say.\n", encoding="utf-8"
    )
    assert "\x1b" not in handbill(folder, "inspect", "evil.txt").stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none.txt", "does not exist."),
        (".", "is a folder."),
        ("a.docx", "unknown kind (.docx)"),
        ("e.txt", "empty"),
    ],
)
def test_inspect_refuses_what_is_no_article(folder: Path, name: str, reason: str) -> None:
    (folder / "a.docx").write_bytes(b"PK")
    (folder / "e.txt").write_bytes(b"")
    done = handbill(folder, "inspect", name)
    assert done.returncode == 3
    assert done.stderr.startswith(f"handbill: {name}")
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_annotate_gives_one_label_a_line_and_passes_other_keys_through(folder: Path) -> None:
    lines = ARTICLE.splitlines()
    rows = [
        {"id": "a", "variant": "rs", "lines": lines, "n": 7},
        {"id": "b", "lines": [{"text": line, "label": "?"} for line in lines]},
    ]
    done = handbill(folder, "annotate", given="".join(json.dumps(row) + "\n" for row in rows))
    assert done.returncode == 0
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert list(first) == ["id", "variant", "n", "labels"]
    assert (first["variant"], first["n"]) == ("rs", 7)
    assert first["labels"] == second["labels"]
    assert dict(zip(lines, first["labels"], strict=True)) == {
        "A plain title about dry hands": "title",
        "": "blank",
        lines[2]: "paragraph",
        "What helps": "heading:1",
        "  • Wear gloves outside.": "list_item",
        "  • Use a thick cream at night, and again in the morning.": "list_item",
        "Share this article": "boilerplate",
    }


def test_annotate_labels_a_text_without_an_article(folder: Path) -> None:
    done = handbill(folder, "annotate", "-", given='{"id": 1, "lines": ["", " "]}\n{"id": 2, "lines": []}\n')
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": 1, "labels": ["blank", "blank"]},
        {"id": 2, "labels": []},
    ]


def test_annotate_names_bad_rows_and_goes_on(folder: Path) -> None:
    good = json.dumps({"id": "a", "lines": ARTICLE.splitlines()})
    bad = ['{"id": ', "[]", '{"id": 1}', '{"id": 1, "lines": [5]}', "\udcff"]
    (folder / "rows.jsonl").write_bytes("\n".join([good, *bad, "", good]).encode("utf-8", "surrogateescape"))
    done = handbill(folder, "annotate", "rows.jsonl")
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 2
    assert [line.split(" ", 2)[1] for line in done.stderr.splitlines()] == [
        f"rows.jsonl:{n}:" for n in range(2, 7)
    ]


def test_annotate_answers_row_by_row(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "from flows.cli import main; main()", "annotate"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for name in ("a", "b"):
            process.stdin.write(json.dumps({"id": name, "lines": ARTICLE.splitlines()}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == name


def test_init_writes_settings_that_are_valid_and_never_overwrites(folder: Path) -> None:
    assert handbill(folder, "init").returncode == 0
    assert load(str(folder / "handbill.toml")).sources == ("articles",)
    before = (folder / "handbill.toml").read_bytes()
    again = handbill(folder, "init")
    assert again.returncode == 1
    assert "was not touched" in again.stderr
    assert (folder / "handbill.toml").read_bytes() == before


def test_publish_says_what_it_did_and_quiet_says_nothing(folder: Path) -> None:
    (folder / "handbill.toml").write_text(NO_LEAFLETS, encoding="utf-8")
    done = handbill(folder, "publish", "article.txt", "--no-prefect")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 article published.\n")
    assert "public/current now shows release " in done.stdout
    assert done.stderr == ""
    again = handbill(folder, "publish", "article.txt", "--no-prefect")
    assert "Nothing changed: public/current already shows release " in again.stdout
    quiet = handbill(folder, "publish", "article.txt", "--no-prefect", "-q")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


def test_refusals_are_named_also_when_quiet(folder: Path) -> None:
    (folder / "handbill.toml").write_text(NO_LEAFLETS, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    done = handbill(folder, "publish", "article.txt", "empty.txt", "none.txt", "--no-prefect", "-q")
    assert (done.returncode, done.stdout) == (3, "")
    assert [line.split(" ", 2)[1] for line in done.stderr.splitlines()] == ["none.txt:", "empty.txt:"]


def test_nothing_published_exits_2_with_the_reasons(folder: Path) -> None:
    done = handbill(folder, "publish", "none.txt", "--no-prefect")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "handbill: none.txt: does not exist. Look in . for its name.",
        "handbill: The only source was refused: nothing was published.",
    ]
    assert not (folder / "public" / "current").exists()


def test_a_reader_that_leaves_early_ends_the_command_quietly(folder: Path) -> None:
    (folder / "long.txt").write_text(ARTICLE + "\nOne more line of text here.\n" * 5000, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", "from flows.cli import main; main()", "inspect", "long.txt"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


def test_inspect_shows_the_account_of_a_text_that_would_be_refused(tmp_path: Path) -> None:
    (tmp_path / "bar.txt").write_text("Share this post\nAdvertisement\n", encoding="utf-8")
    done = handbill(tmp_path, "inspect", "bar.txt")
    assert done.returncode == 0
    assert "share-bar" in done.stdout
    assert "publishing would refuse it" in done.stdout


def test_publish_names_what_it_skipped(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "scan.bin").write_bytes(b"\x00\x01")
    (tmp_path / "in" / "rest.txt").write_text(ARTICLE, encoding="utf-8")
    done = handbill(tmp_path, "publish", "in", "--no-prefect")
    assert done.returncode == 0
    assert "Skipped scan.bin: .bin, while handbill reads" in done.stdout
