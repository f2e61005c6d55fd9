"""`handbill preview`: a page with every view of an issue, and pictures where a browser can take them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import cli
from flows.preview import find_browser, preview
from flows.settings import load
from outputs.newsletter.sheet import VIEWS
from pipeline.errors import UsageError
from tests.test_publish import run, site


def test_without_a_browser_there_is_a_page_and_a_word_about_it(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    made = preview(load(str(tmp_path / "handbill.toml")), browser="")
    assert made.page == tmp_path / "public/preview/2025-03-01/index.html"
    assert made.page.read_text(encoding="utf-8").count("<iframe") == len(VIEWS)
    assert made.pictures == ()
    assert "Chromium was not found" in made.problem
    assert not (tmp_path / "public/current/preview").exists()


@pytest.mark.parametrize("browser", ["no-such-browser", "true", "false"])
def test_a_browser_that_takes_no_pictures_is_named_and_the_page_stays(tmp_path: Path, browser: str) -> None:
    run(site(tmp_path, "water"))
    made = preview(load(str(tmp_path / "handbill.toml")), "2025-03-01", browser=browser)
    assert made.page.exists()
    assert made.pictures == ()
    assert "Chromium made no pictures" in made.problem


def test_an_issue_that_is_not_there_is_refused(tmp_path: Path) -> None:
    run(site(tmp_path, "water"))
    settings = load(str(tmp_path / "handbill.toml"))
    with pytest.raises(UsageError, match="no issue 1999"):
        preview(settings, "1999")


def test_a_release_without_a_newsletter_has_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no issue of the newsletter"):
        preview(load(str(site(tmp_path, "water") / "handbill.toml")))


@pytest.mark.slow
@pytest.mark.skipif(not find_browser(), reason="no Chromium on this machine")
def test_the_command_takes_a_picture_of_each_view(tmp_path: Path) -> None:
    from PIL import Image

    run(site(tmp_path, "water"))
    done = CliRunner().invoke(cli, ["preview", "--config", str(tmp_path / "handbill.toml")])
    assert done.exit_code == 0, done.output
    ground = {}
    for view in VIEWS:
        file = tmp_path / f"public/preview/2025-03-01/{view.name}.png"
        with Image.open(file) as picture:
            assert picture.width >= view.width_px
            assert picture.height > 500
            spot = picture.convert("L").crop((100, 30, 101, 31)).tobytes()
            ground[view.name] = spot[0]
    assert ground["phone-light"] > 200
    assert ground["phone-dark"] < 60
