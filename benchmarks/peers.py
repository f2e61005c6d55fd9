"""Other extractors on the lines of a page: which of them each keeps, where the extractor is installed.

They were made for pages with their markup. Here each gets what the product gets, the lines alone: a paragraph
for each, in their order (two of them drop items that stand in a list), and the settings that their
documentation begins with.
`make quality` installs them (the group `bench` in pyproject.toml).
"""

import html
import importlib
import importlib.util
import re
from collections.abc import Callable, Sequence

from pipeline.page import BULLET

Extractor = Callable[[str], str]
# The rules for single lines by which the C4 corpus was made (Raffel et al. 2020, section 2.2).
_C4_ENDS = (".", "!", "?", '"', "”")
_C4_WORDS = 5
_C4_BARRED = re.compile(
    r"javascript|terms of use|privacy policy|cookie policy|uses cookies|use of cookies|use cookies"
)
# A shorter line may stand inside another that was kept.
_LONG = 40


def installed() -> dict[str, Extractor]:
    """Return the extractors that are installed: from a page's HTML to the text that it keeps."""
    known = {
        "justext": _justext,
        "trafilatura": _trafilatura,
        "boilerpy3": _boilerpy3,
        "resiliparse": _resiliparse,
    }
    return {name: extract for name, extract in known.items() if importlib.util.find_spec(name)}


def as_html(texts: Sequence[str]) -> str:
    """Write lines as the paragraphs of a page, without their bullets."""
    rows = (html.escape(_plain(text), quote=False) for text in texts if text.strip())
    return f"<html><body>{''.join(f'<p>{row}</p>' for row in rows)}</body></html>"


def kept_labels(texts: Sequence[str], found: str) -> list[str]:
    """Label lines by whether an extractor's text still holds them."""
    rows = {_plain(row) for row in found.splitlines()}
    whole = " ".join(found.split())
    return [
        "blank" if not text.strip() else "paragraph" if _holds(rows, whole, _plain(text)) else "boilerplate"
        for text in texts
    ]


def _holds(rows: set[str], whole: str, line: str) -> bool:
    return line in rows or (len(line) >= _LONG and line in whole)


def _plain(text: str) -> str:
    bullet = BULLET.match(text)
    return " ".join(text[bullet.end() if bullet else 0 :].split())


def c4_labels(texts: Sequence[str]) -> list[str]:
    """Label lines by the rules of C4: five words and more, closed like a sentence, no talk of policies."""
    return [
        "blank" if not text.strip() else "paragraph" if _c4(text.strip()) else "boilerplate" for text in texts
    ]


def _c4(text: str) -> bool:
    return (
        text.endswith(_C4_ENDS)
        and not text.endswith("...")
        and len(text.split()) >= _C4_WORDS
        and not _C4_BARRED.search(text.lower())
    )


def _justext(page: str) -> str:
    justext = importlib.import_module("justext")
    found = justext.justext(page, justext.get_stoplist("English"))
    return "\n".join(part.text for part in found if not part.is_boilerplate)


def _trafilatura(page: str) -> str:
    return importlib.import_module("trafilatura").extract(page) or ""


def _boilerpy3(page: str) -> str:
    return str(importlib.import_module("boilerpy3.extractors").ArticleExtractor().get_content(page))


def _resiliparse(page: str) -> str:
    module = importlib.import_module("resiliparse.extract.html2text")
    return str(module.extract_plain_text(page, main_content=True))
