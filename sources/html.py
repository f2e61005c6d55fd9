"""Read saved web pages: each visible block becomes a line with a hint of the element it came from."""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup

from pipeline.errors import NotAnArticle
from pipeline.model import Notice, RawArticle
from pipeline.text import refuse_long_lines, to_unicode
from sources.html_head import read_head
from sources.html_lines import visible_lines

_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE
)
_CHARSET_WITHIN_BYTES = 4096
"""HTML asks for the first 1,024; browsers' "save page" puts a comment before it."""

_MARKUP = re.compile("<[a-zA-Z!]")


def read_html(data: bytes, key: str, origin: str) -> RawArticle:
    """Read an HTML file; `n` of a line counts the page's visible lines, not the lines of its source.

    Raises UnreadableSource for bytes that are no text or a line too long to be laid out, and NotAnArticle
    for text without markup or a page without visible text.
    """
    decoded = to_unicode(data, origin, charset=_declared_charset(data))
    if not _MARKUP.search(decoded.text):
        remedy = "Name it .txt if it is plain text."
        raise NotAnArticle("holds no HTML markup.", where=origin, remedy=remedy)
    # A parser would turn a NUL into U+FFFD. Other controls are cleaned line by line.
    markup = decoded.text.replace("\x00", "")
    soup = _parse(markup, origin)
    page = visible_lines(soup)
    if not any(line.text or line.image for line in page.lines):
        remedy = "Save the page from a browser after it has loaded, or copy its text into a .txt file."
        raise NotAnArticle("shows no text.", where=origin, remedy=remedy)
    refuse_long_lines((line.text for line in page.lines), origin)
    head = read_head(soup)
    nuls = len(decoded.text) - len(markup)
    return RawArticle(
        key=key,
        origin=origin,
        lines=page.lines,
        given=head.given,
        notices=decoded.notices + _nul_notice(nuls) + page.notices + head.notices,
    )


def _declared_charset(data: bytes) -> str:
    found = _CHARSET.search(data[:_CHARSET_WITHIN_BYTES])
    return found[1].decode("ascii", "ignore") if found else ""


def _parse(markup: str, origin: str) -> BeautifulSoup:
    """Parse with lxml, which closes elements as browsers do; html.parser takes what lxml rejects whole."""
    with warnings.catch_warnings():
        # XHTML is read as HTML with intent, and the markup was looked for already.
        warnings.simplefilter("ignore")
        try:
            # huge_tree: libxml2 else drops what follows a picture of over 10 MB inside the page.
            return BeautifulSoup(markup, "lxml", huge_tree=True)
        except ParserRejectedMarkup:
            pass
        try:
            return BeautifulSoup(markup, "html.parser")
        except ParserRejectedMarkup as error:
            remedy = "Save the page again, or copy its text into a .txt file."
            raise NotAnArticle("holds HTML that no parser reads.", where=origin, remedy=remedy) from error


def _nul_notice(count: int) -> tuple[Notice, ...]:
    if not count:
        return ()
    message = f"The page's source held NUL characters; they were removed ({count})."
    return (Notice("control-characters", message),)
