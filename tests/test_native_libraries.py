"""A machine on which WeasyPrint's native library does not load."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ARTICLE = """What wool does for your skin

Many people ask whether wool helps when the skin is dry and tight after a cold day.

How to wear wool

Wear a little wool in the evening, wait for ten minutes, and take it off.
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the linker is told where to look by LD_LIBRARY_PATH")
def test_without_pango_all_but_the_leaflets_is_published_and_the_remedy_named(tmp_path: Path) -> None:
    (tmp_path / "libpango-1.0.so.0").write_text("not a library")
    (tmp_path / "wool.txt").write_text(ARTICLE)
    (tmp_path / "handbill.toml").write_text(
        'sources = ["wool.txt"]\n[site]\ntitle = "Notes"\nurl = "https://notes.example/"\n'
    )
    command = [str(Path(sys.executable).with_name("handbill")), "publish", "--no-prefect"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "LD_LIBRARY_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "`make setup` installs it" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert "external libraries" not in done.stdout
    published = {path.name for path in (tmp_path / "public/current").rglob("*.*")}
    assert {"feed.xml", "index.html"} <= published
    assert not any(name.endswith(".pdf") for name in published)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libraries are searched for")
def test_no_program_is_run_to_find_the_libraries() -> None:
    told = _python(
        "import sys; ran = []; sys.addaudithook(lambda name, _: ran.append(name))",
        "from flows.renderer import renderer; renderer().press()",
        "import ctypes.util; print(sorted({'subprocess.Popen', 'os.posix_spawn', 'os.system'} & {*ran}))",
        "print(ctypes.util.find_library.__module__)",
    )
    assert told == ["[]", "ctypes.util"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libraries are searched for")
def test_a_library_that_the_loader_does_not_know_is_searched_for() -> None:
    told = _python(
        "from flows import renderer; renderer._LIBRARIES += ('libnowhere.so.0',)",
        "import ctypes.util; find, asked = ctypes.util.find_library, []",
        "ctypes.util.find_library = lambda name: asked.append(name) or find(name)",
        "print(renderer.renderer().__name__, 'libpango-1.0-0' in asked)",
    )
    assert told == ["outputs.leaflet.render True"]


def _python(*lines: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_what_cuts_other_fonts_is_imported_when_it_is_called() -> None:
    told = _python(
        "import sys; from flows.renderer import renderer; renderer()",
        "print(any(name.startswith(('fontTools.subset', 'fontTools.varLib')) for name in sys.modules))",
        "from weasyprint.pdf.fonts import subset, instantiateVariableFont",
        "options = subset.Options(hinting=False)",
        "import fontTools.subset; print(type(options) is fontTools.subset.Options, options.hinting)",
        "try: instantiateVariableFont({}, {})\nexcept ValueError as error: print(error)",
    )
    assert told == ["False", "True False", "Missing required table fvar"]
