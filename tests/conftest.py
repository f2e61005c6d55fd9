"""What every test may use: the golden switch, and the owner's articles where they are at hand."""

from pathlib import Path

import pytest
from hypothesis import settings

from flows import one_thread  # noqa: F401
from tests.postgresql import postgresql, postgresql_catalogue, where  # noqa: F401

# A busy machine is slow, not wrong; each test has its own time limit.
settings.register_profile("handbill", deadline=None)
settings.load_profile("handbill")

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def owners_articles() -> Path:
    """The folder of real inputs beside the project; a fresh clone does not have it."""
    folder = ROOT.parent / "shared" / "articles"
    if not folder.is_dir():
        pytest.skip("the owner's articles are not beside the project")
    return folder
