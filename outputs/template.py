"""The one environment in which templates are rendered: escaping on, a missing value an error."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("outputs", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


def render(name: str, **values: object) -> str:
    """Render a template of the package with its values."""
    return _template(name).render(values)


def package_file(name: str) -> bytes:
    """Return a file of the templates' folder as it is."""
    return resources.files("outputs").joinpath("templates", name).read_bytes()
