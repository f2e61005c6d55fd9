"""Set a leaflet with WeasyPrint, in one rendering where the text leaves room for the reader's notes."""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import pydyf
from weasyprint import CSS, HTML, Document
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration

from outputs.edition import Edition, Item
from outputs.leaflet.brand import LOGO_URL, logo_asset
from outputs.leaflet.fetch import AssetFetcher
from outputs.leaflet.filling import ending, notes_fill_the_page
from outputs.leaflet.fonts import font_assets, font_css
from outputs.leaflet.formats import format_named
from outputs.leaflet.page import Fit, page_html
from outputs.leaflet.tags import exact_tags
from pipeline.errors import RenderFailed
from pipeline.model import block_text

_INTENT = "leaflet"
_STANDARD = {"pdf_variant": "pdf/a-2a", "output_intent": _INTENT}
# A last page with less than this share of text is worth another setting that saves it.
_SPARSE = 0.3
# The share of each page that the tighter setting saves: measured 0.04 to 0.11, most with many short blocks.
_TIGHT_SAVES = 0.07
# About 60 pages at 12 pt; what is longer is no leaflet.
_MAX_CHARACTERS = 250_000
# PDF/A-2 asks for a description of every schema that XMP does not know itself (ISO 19005-2 section 6.6.2.3).
_PDFUA_XMP = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" \
pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of the PDF/UA standard that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


@dataclass(frozen=True, slots=True)
class Press:
    """What all leaflets of a process share: the fonts, the theme parsed against them, the colour profile."""

    fonts: FontConfiguration
    theme: CSS
    profile: bytes


@lru_cache(maxsize=1)
def press() -> Press:
    """Prepare the fonts and the theme, once in a process (a font configuration per leaflet leaks memory)."""
    fonts = FontConfiguration()
    theme = (files("outputs.leaflet") / "theme.css").read_text(encoding="utf-8")
    fetcher = AssetFetcher(font_assets())
    css = CSS(string=font_css() + "\n" + theme, url_fetcher=fetcher, font_config=fonts)
    profile = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    return Press(fonts, css, profile)


def _profile() -> ColorProfile:
    """Make the sRGB profile that PDF/A embeds, anew for each document: writing one uses it up."""
    icc = BytesIO(press().profile)
    return ColorProfile(icc, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


def leaflet_pdf(edition: Edition, item: Item) -> bytes:
    """Return a leaflet's bytes.

    Raises RenderFailed when the text is too long for a leaflet, when no font has its letters, or when
    WeasyPrint cannot set it.
    """
    form = format_named(edition.printing.format)
    if form.name != "a4":
        raise RenderFailed(f"The format {form.name} is not rendered yet.", where=item.source)
    try:
        _refuse_books(item)
        data, missing = _printed(edition, item, "")
        if missing:
            _refuse_foreign_letters(missing)
            data, _ = _printed(edition, item, missing)
    except RenderFailed as failure:
        raise RenderFailed(failure.what, where=item.source, remedy=failure.remedy) from failure
    except (ValueError, TypeError, AssertionError, LookupError, ArithmeticError, RecursionError) as failure:
        raise RenderFailed(
            f"WeasyPrint cannot set this article ({type(failure).__name__}: {failure}).",
            where=item.source,
            remedy="Its other channels are not concerned; look for unusual characters or a huge table.",
        ) from failure
    return data


def _printed(edition: Edition, item: Item, unprinted: str) -> tuple[bytes, str]:
    """Return the PDF and the characters that no font has; those in `unprinted` are left out on paper."""
    with _listening() as log:
        document = _fitted(edition, item, unprinted)
        with exact_tags():
            data = document.write_pdf(
                **_STANDARD, pdf_identifier=_identifier(edition, item), finisher=_claim_pdfua
            )
    assert isinstance(data, bytes)
    return data, log.missing_characters()


def _refuse_foreign_letters(missing: str) -> None:
    """Raise RenderFailed when letters or figures have no glyph; a leaflet can do without an emoji."""
    letters = [letter for letter in missing if unicodedata.category(letter)[0] in "LNM"]
    if letters:
        raise RenderFailed(
            f"No font on this machine has the characters {' '.join(letters[:8])}.",
            remedy="Install a font of this script, for example from the Noto family (fonts-noto).",
        )


def _refuse_books(item: Item) -> None:
    length = sum(len(block_text(block)) for block in item.article.blocks)
    if length > _MAX_CHARACTERS:
        raise RenderFailed(
            f"The article has {length:,} characters; a leaflet takes at most {_MAX_CHARACTERS:,}.",
            where=item.source,
            remedy="Split it into several articles.",
        )


def _fitted(edition: Edition, item: Item, unprinted: str) -> Document:
    """Lay out the leaflet: one rendering where the notes find their place under the text, else at most two.

    Where notes and contact box take a page nearly for themselves, a leaflet without notes, and if need be
    with tighter lines, is tried when it should save that page.
    """
    document = _laid_out(edition, item, unprinted, Fit())
    end = ending(document)
    if len(document.pages) == 1 or end.spill >= _SPARSE * end.page:
        return document
    deficit = end.need + end.spill if end.spill else end.need - end.room
    if deficit > _TIGHT_SAVES * end.page * (len(document.pages) - 1):
        return document
    other = _laid_out(edition, item, unprinted, Fit(notes=False, tight=deficit > 0))
    return other if len(other.pages) < len(document.pages) else document


def _laid_out(edition: Edition, item: Item, unprinted: str, fit: Fit) -> Document:
    logo = {LOGO_URL: logo_asset(edition.brand)} if edition.brand.logo else {}
    html = _hide(page_html(edition, item, fit), unprinted)
    tools = press()
    with notes_fill_the_page():
        return HTML(string=html, base_url="asset:", url_fetcher=AssetFetcher(logo)).render(
            font_config=tools.fonts,
            stylesheets=[tools.theme],
            color_profiles={_INTENT: _profile()},
            **_STANDARD,
        )


def _hide(html: str, unprinted: str) -> str:
    """Take characters off the paper that no font has; a screen reader still gets them."""
    if not unprinted:
        return html
    spans = str.maketrans({letter: f'<span class="unprinted">{letter}</span>' for letter in unprinted})
    head, begin, body = html.partition("<body>")
    return head + begin + re.sub(r"(?<!<title)>[^<]+", lambda match: match[0].translate(spans), body)


def _identifier(edition: Edition, item: Item) -> bytes:
    """Return the fixed half of the PDF's identifier: the article in this brand's dress, in every version."""
    return hashlib.sha256(f"{item.tag}\n{edition.brand.name}".encode()).hexdigest()[:32].encode()


def _claim_pdfua(_document: Document, pdf: pydyf.PDF) -> None:
    """State PDF/UA-1 beside PDF/A-2a in the metadata; WeasyPrint writes one claim only."""
    metadata = next(
        made
        for made in pdf.objects
        if isinstance(made, pydyf.Stream) and made.extra.get("Type") == "/Metadata"
    )
    end = b"</rdf:RDF>"
    metadata.compress = False
    metadata.stream = [part.replace(end, _PDFUA_XMP + end) for part in metadata.stream]


class _Log(logging.Handler):
    """WeasyPrint's warnings of one leaflet."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)

    def missing_characters(self) -> str:
        """Return the characters that were warned of as having no glyph."""
        found = (re.search(r"\.notdef .*\(U\+([0-9A-F]+)\)", record.getMessage()) for record in self.records)
        return "".join(sorted({chr(int(match[1], 16)) for match in found if match}))


@contextmanager
def _listening() -> Iterator[_Log]:
    """Take WeasyPrint's log for ourselves while the context lasts, instead of standard error."""
    logger, log = logging.getLogger("weasyprint"), _Log()
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [log], False
    try:
        yield log
    finally:
        logger.handlers, logger.propagate = handlers, propagate
