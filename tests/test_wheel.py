"""The built wheel holds all that the command needs, and runs from another folder."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ARTICLE = "Why Rest Mends the Skin\n\nSkin mends itself at night, and a short night shows on every face.\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def _run(wheel: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command with the wheel and the dependencies alone: -S leaves the project's own folder out."""
    path = os.pathsep.join([str(wheel), sysconfig.get_path("purelib")])
    code = "import sys; from flows.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-S", "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_the_wheel_publishes_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "rest.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "flows").mkdir()  # a user's own folder of that name must not hide ours
    (tmp_path / "flows" / "mine.py").write_text("", encoding="utf-8")
    done = _run(wheel, tmp_path, "publish", "rest.txt", "--no-prefect")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads((tmp_path / "public" / "current" / "report.json").read_text(encoding="utf-8"))
    assert [row["status"] for row in report["articles"]] == ["published"]
    assert (tmp_path / "public" / "current" / "leaflets" / "why-rest-mends-the-skin.a4.pdf").exists()


def test_the_wheel_holds_code_and_data_but_no_tests(wheel: Path) -> None:
    tops = {path.name for path in wheel.iterdir()}
    assert {"pipeline", "sources", "outputs", "flows"} <= tops
    assert not tops & {"tests", "training", "benchmarks", "examples", "docs"}
    assert not (wheel / "flows" / "__init__.py").exists()
    for name in (
        "outputs/templates/article.schema.json",
        "outputs/leaflet/theme.css",
        "pipeline/tagger/weights-1.npz",
        "flows/catalogue/migrations/env.py",
        "flows/catalogue/migrations/versions/v0001_articles.py",
    ):
        assert (wheel / name).exists()
