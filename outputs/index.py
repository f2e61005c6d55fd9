"""The index of a release with what all its pages share: the newest articles, and pages with the older ones.

An index of 10,000 articles on one page would be 5 MB. Pages are counted from the oldest article on, so that
what is on one stays there when new articles come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote

from markupsafe import Markup

from outputs import article_json
from outputs.address import ascii_url, issue_path, newest_first
from outputs.contrast import readable
from outputs.edition import Artifact, Edition, Item
from outputs.language import direction
from outputs.page import HTML, encode, index_row, page_links
from outputs.template import package_file, render

# So many articles are on a page of older ones, and at least as many on the first page.
PAGE_ITEMS = 500
# Stands for the rows of the index while its template is rendered; no text holds a NUL once it is cleaned.
_ROWS = "\0rows\0"
# The grounds of style.css, and the darkest ground that the dark theme sets coloured text on.
_LIGHT_GROUND = "#f4f6f6"
_DARK_GROUND = "#1d2326"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page of the index: its path, its number among the older ones (0: the first page), and its articles.

    `newer` and `older` are the paths of the pages beside it, empty where there is none.
    """

    path: str
    number: int
    items: Sequence[Item]
    newer: str
    older: str


def render_index(edition: Edition) -> Iterator[Artifact]:
    """Render the index, the stylesheet of all pages and the schema of the articles' JSON."""
    for sheet in _sheets(newest_first(edition.standing())):
        yield Artifact(sheet.path, HTML, _render(edition, sheet))
    color = edition.brand.color
    style = render(
        "style.css",
        bar=readable(color, "#ffffff"),
        light_accent=readable(color, _LIGHT_GROUND),
        dark_accent=readable(color, _DARK_GROUND),
    )
    yield Artifact("style.css", "text/css; charset=utf-8", encode(style))
    schema = article_json.SCHEMA_NAME
    yield Artifact(schema, "application/schema+json", package_file(schema))


def _sheets(items: Sequence[Item]) -> Iterator[_Sheet]:
    """Part the articles, newest first, into the pages of the index, the first page first."""
    older = max(0, len(items) // PAGE_ITEMS - 1)
    end = len(items) - older * PAGE_ITEMS
    yield _Sheet("index.html", 0, items[:end], "", _path(older) if older else "")
    for number in range(older, 0, -1):
        start, end = end, end + PAGE_ITEMS
        newer = _path(number + 1) if number < older else "index.html"
        yield _Sheet(_path(number), number, items[start:end], newer, _path(number - 1) if number > 1 else "")


def _path(number: int) -> str:
    return f"older-{number}.html"


def _render(edition: Edition, sheet: _Sheet) -> bytes:
    issue = edition.newsletter.issue
    html = render(
        "index.html",
        site=edition.site,
        brand=edition.brand,
        links=page_links(""),
        rows=Markup(_ROWS),  # noqa: S704 (a mark of our own)
        newsletter=f"{quote(issue_path(issue))}index.html" if issue else "",
        site_direction=direction(edition.site.language),
        number=sheet.number,
        newer=sheet.newer,
        older=sheet.older,
        canonical=ascii_url(edition.site.url) + (sheet.path if sheet.number else ""),
    )
    # Put in as bytes, one by one: as one text with the template's they would be in memory four times.
    head, _, tail = html.partition(_ROWS)
    whole = BytesIO()
    whole.write(encode(head))
    for item in sheet.items:
        whole.write((edition.rows.get(item.id) or index_row(edition, item)).encode("utf-8"))
    whole.write(encode(tail))
    return whole.getvalue()
