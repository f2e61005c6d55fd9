"""What the locked lists of packages must not hold."""

import re
from pathlib import Path

import pytest

LISTS = sorted((Path(__file__).parents[1] / "requirements").glob("*.txt"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_nothing_is_installed_for_graphics_cards(path: Path) -> None:
    names = re.findall(r"^([a-z0-9-]+)==", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert names
    assert not [name for name in names if name.startswith(("nvidia-", "cuda-", "triton", "torch"))]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_every_package_has_hashes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry
