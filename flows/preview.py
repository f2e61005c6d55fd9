"""Pictures of an issue, for the people who send it; they lie beside the release, not in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flows import freezing, release
from flows.newsletter import FOLDER
from flows.report import FILE_NAME as REPORT_NAME
from flows.settings import Settings
from outputs.json_reader import Reader
from outputs.newsletter import letter_json
from outputs.newsletter.letter import Letter
from outputs.newsletter.sheet import VIEWS, View, sheet
from pipeline.errors import UsageError

_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a picture of the mail asks for nothing either
)
_TIMEOUT_S = 60
# Chromium makes no window narrower than 500, and its pictures end at 16,384 pixels.
_LEAST_WIDTH_PX, _MOST_HEIGHT_PX = 500, 16_000
_MARGIN_PX = 24


@dataclass(frozen=True, slots=True)
class Preview:
    """What was written: the page with all views, the pictures, and why pictures are missing."""

    page: Path
    pictures: tuple[Path, ...]
    problem: str = ""


def preview(settings: Settings, name: str = "", *, browser: str | None = None) -> Preview:
    """Write a page that shows an issue in four views, and a picture of each where Chromium is at hand.

    Without a name, the newest issue of the current release. Raises UsageError when there is no such issue.
    """
    letter = _letter(settings, name or _newest(settings))
    folder = settings.out / "preview" / (name or _newest(settings))
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(sheet(letter, *VIEWS), encoding="utf-8")
    command = browser if browser is not None else find_browser()
    if not command:
        return Preview(page, (), "Chromium was not found, so there are no pictures: open the page instead.")
    return _pictures(letter, folder, page, command)


def find_browser() -> str:
    """Return the command of a Chromium, empty where there is none."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), "")


def _newest(settings: Settings) -> str:
    """Return the next issue of the current release, else the last one that was sent."""
    folder = release.current(settings.out)
    try:
        report = json.loads((folder / REPORT_NAME).read_bytes()) if folder else {}
        letters = Reader(report).object_or_none("newsletter")
        if letters and (name := letters.text("issue")):
            return name
        sent = [each.text("issue") for each in letters.members("sent")] if letters else []
    except (OSError, ValueError):
        sent = []
    if not sent:
        raise UsageError("The release has no issue of the newsletter.", remedy="Run: handbill publish")
    return sent[-1]


def _letter(settings: Settings, name: str) -> Letter:
    _, pieces = freezing.find(settings, name)
    found = {piece.path: piece for piece in pieces}
    piece = found.get(f"{FOLDER}/{name}/letter.json")
    if piece is None:
        raise UsageError(
            f"Issue {name} has no letter.json.", remedy="It is older than this version; publish anew."
        )
    return letter_json.load(piece.read())


def _pictures(letter: Letter, folder: Path, page: Path, command: str) -> Preview:
    made: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="handbill-preview-") as work:
        for view in VIEWS:
            picture = folder / f"{view.name}.png"
            problem = _take(letter, view, Path(work), picture, command)
            if problem:
                return Preview(page, tuple(made), problem)
            made.append(picture)
    return Preview(page, tuple(made))


def _take(letter: Letter, view: View, work: Path, picture: Path, command: str) -> str:
    """Take the picture of one view; return what went wrong, empty where nothing did."""
    file = work / f"{view.name}.html"
    file.write_text(sheet(letter, view), encoding="utf-8")
    width = max(_LEAST_WIDTH_PX, view.width_px + 2 * _MARGIN_PX)
    base = [command, *_OPTIONS, f"--user-data-dir={work / 'user'}"]
    if os.geteuid() == 0:
        base.append("--no-sandbox")  # Chromium refuses to start otherwise
    try:
        told = _run([*base, f"--window-size={width},1000", "--dump-dom", file.as_uri()])
        found = re.search(r'data-height="(\d+)"', told)
        height = min(int(found[1]) if found else 1000, _MOST_HEIGHT_PX)
        _run([*base, f"--window-size={width},{height}", f"--screenshot={picture}", file.as_uri()])
    except (OSError, subprocess.SubprocessError) as error:
        return f"Chromium made no pictures ({type(error).__name__}): open the page instead."
    return "" if picture.exists() else "Chromium made no pictures: open the page instead."


def _run(command: list[str]) -> str:
    done = subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT_S)  # noqa: S603
    return done.stdout.decode("utf-8", "replace")
