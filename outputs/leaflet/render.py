"""Set a leaflet with WeasyPrint: laid out, fitted, imposed, tagged and written."""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
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
from outputs.leaflet.black import black_png, blacken
from outputs.leaflet.brand import LOGO_URL, logo_asset
from outputs.leaflet.claims import claim_pdfua, say_how_to_print
from outputs.leaflet.estimate import around, copy_of
from outputs.leaflet.fetch import AssetFetcher
from outputs.leaflet.filling import leaf_of, notes_fill_the_pages
from outputs.leaflet.fit import DoesNotFit, Outcome, Task, fitting, pages_for
from outputs.leaflet.fonts import font_assets, font_css
from outputs.leaflet.formats import FORMATS, Format, format_named, page_css
from outputs.leaflet.furniture import online_address
from outputs.leaflet.lengths import lengths_are_resolved_once
from outputs.leaflet.lines import lines_are_broken_once
from outputs.leaflet.packing import pack, streams_end_clearly
from outputs.leaflet.page import is_right_to_left, page_html
from outputs.leaflet.qr import draw_modules
from outputs.leaflet.setting import Setting
from outputs.leaflet.sheets import imposed
from outputs.leaflet.structure import JOINER
from outputs.leaflet.tags import exact_tags
from outputs.leaflet.text import Group, groups_of
from pipeline.errors import RenderFailed
from pipeline.model import block_text

_INTENT = "leaflet"
_VARIANTS = {1: "pdf/a-2a", 2: "pdf/ua-2"}
# About 60 pages at 12 pt; what is longer is no leaflet.
_MAX_CHARACTERS = 250_000


@dataclass(frozen=True, slots=True)
class Printed:
    """A leaflet's bytes, how it was set, and how often it was laid out for that."""

    data: bytes
    setting: Setting
    renders: int


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
    css = CSS(string="\n".join((font_css(), page_css(), theme)), url_fetcher=fetcher, font_config=fonts)
    profile = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    return Press(fonts, css, profile)


def _profile() -> ColorProfile:
    """Make the sRGB profile that PDF/A embeds, anew for each document: writing one uses it up."""
    icc = BytesIO(press().profile)
    return ColorProfile(icc, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


def leaflet_pdf(edition: Edition, item: Item) -> bytes:
    """Return a leaflet's bytes.

    Raises RenderFailed when the text is too long for the format, when no font has its letters, or when
    WeasyPrint cannot set it; UsageError when there is no such format.
    """
    return print_leaflet(edition, item).data


def print_leaflet(edition: Edition, item: Item, setting: Setting | None = None) -> Printed:
    """Set a leaflet, in a setting that is known to fit or in the one that is found; raises as leaflet_pdf."""
    form = format_named(edition.printing.format)
    try:
        _refuse_books(item)
        galley = Galley(edition, item, form, "")
        printed, missing = _print(galley, setting)
        if missing:
            _refuse_foreign_letters(missing)
            printed, _ = _print(Galley(edition, item, form, missing), printed.setting)
    except RenderFailed as failure:
        raise RenderFailed(failure.what, where=item.source, remedy=failure.remedy) from failure
    except (ValueError, TypeError, AssertionError, LookupError, ArithmeticError, RecursionError) as failure:
        raise RenderFailed(
            f"WeasyPrint cannot set this article ({type(failure).__name__}: {failure}).",
            where=item.source,
            remedy="Its other channels are not concerned; look for unusual characters or a huge table.",
        ) from failure
    return printed


class Galley:
    """An article on its way into print: every setting that was laid out, with what came of it."""

    def __init__(self, edition: Edition, item: Item, form: Format, unprinted: str) -> None:
        self.edition = edition
        self.item = item
        self.form = form
        self.unprinted = unprinted
        self.groups: Sequence[Group] = groups_of(item.article.blocks, form)
        self.documents: dict[Setting, Document] = {}

    def lay_out(self, setting: Setting) -> Outcome:
        """Lay out a setting; lines that nobody needs are dropped with their pages."""
        document = self._laid_out(setting)
        leaves = [leaf_of(page) for page in document.pages]
        needed = sum(not leaf.spare for leaf in leaves)
        wanted = pages_for(self.form, needed) - needed
        kept = []
        for page, leaf in zip(document.pages, leaves, strict=True):
            # Boxes inside a link have annotations of their own, which only double its.
            page.links[:] = [link for link in page.links if link[3].element_tag == "a"]
            page.bookmarks[:] = [
                (level, label.replace(JOINER, ""), *at) for level, label, *at in page.bookmarks
            ]
            if not leaf.spare or wanted > 0:
                kept.append(page)
                wanted -= leaf.spare
        self.documents[setting] = document.copy(kept)
        text = [place for place, leaf in enumerate(leaves) if leaf.under_text_mm is not None]
        moved = [leaf.moved_mm for leaf in leaves[1:]] + [0.0]
        return Outcome(
            needed,
            len(text),
            leaves[text[-1]].under_text_mm or 0.0 if text else 0.0,
            # What the contact box took before it moved to the back is no notes to the fit.
            max(leaves[at].notes_mm - moved[at] for at in (text[-1], needed - 1)) if text else 0.0,
        )

    def fit(self) -> Setting:
        """Return the setting to print; raise RenderFailed with the format to choose where there is none."""
        copy = copy_of(self.groups, self.item.article.title, self.item.article.dek)
        task = Task(copy, self.form, around(copy, self.edition, self.item, self.form))
        try:
            return fitting(self.lay_out, task)
        except DoesNotFit as failure:
            raise _does_not_fit(self.form, failure.needed) from failure

    def sheets(self, setting: Setting) -> Document:
        """Return the document to write."""
        document = self.documents[setting]
        if self.form.kind == "pages":
            return document
        return imposed(document, self.form, marks=self.edition.printing.marks, mirrored=self.is_right_to_left)

    @property
    def is_right_to_left(self) -> bool:
        """Say whether the leaflet is folded and bound from the right."""
        return is_right_to_left(self.edition, self.item)

    def _laid_out(self, setting: Setting) -> Document:
        logo = {LOGO_URL: _logo(self.edition)} if self.edition.brand.logo else {}
        html = _hide(page_html(self.edition, self.item, self.form, self.groups, setting), self.unprinted)
        tools = press()
        with notes_fill_the_pages(), lines_are_broken_once(), lengths_are_resolved_once():
            return HTML(string=html, base_url="asset:", url_fetcher=AssetFetcher(logo)).render(
                font_config=tools.fonts,
                stylesheets=[tools.theme],
                color_profiles={_INTENT: _profile()},
                **_standard(self.edition),
            )


def _print(galley: Galley, setting: Setting | None) -> tuple[Printed, str]:
    """Return the leaflet and the characters that no font has."""
    with _listening() as log:
        if setting is None:
            setting = galley.fit()
        else:
            galley.lay_out(setting)
        document = galley.sheets(setting)

        def finish(_document: Document, pdf: pydyf.PDF) -> None:
            printing = galley.edition.printing
            if address := online_address(galley.edition, galley.item):
                draw_modules(pdf, address)
            if printing.pdf_ua == 1:
                claim_pdfua(pdf)
            if printing.ink == "black":
                blacken(pdf)
            say_how_to_print(pdf, galley.form, sides=len(document.pages), mirrored=galley.is_right_to_left)
            pack(pdf)

        with exact_tags(), streams_end_clearly():
            data = document.write_pdf(
                **_standard(galley.edition),
                pdf_identifier=_identifier(galley.edition, galley.item),
                finisher=finish,
            )
    assert isinstance(data, bytes)
    return Printed(data, setting, len(galley.documents)), log.missing_characters()


def _standard(edition: Edition) -> dict[str, str]:
    return {"pdf_variant": _VARIANTS[edition.printing.pdf_ua], "output_intent": _INTENT}


def _logo(edition: Edition) -> tuple[bytes, str]:
    content, media_type = logo_asset(edition.brand)
    if edition.printing.ink == "black" and media_type == "image/png":
        return black_png(content), media_type
    return content, media_type


def _does_not_fit(form: Format, needed: int) -> RenderFailed:
    unit = "panels" if form.kind == "panels" else "pages"
    has = f"a {form.title} has {form.panels}" if form.panels else f"a {form.title} takes fewer"
    other = FORMATS[form.roomier].name if form.roomier else ""
    return RenderFailed(
        f"The article needs {needed} {unit} at {form.body_pt:g} pt; {has}.",
        remedy=f"Choose the format {other}." if other else "Split the article.",
    )


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


def _hide(html: str, unprinted: str) -> str:
    """Take characters off the paper that no font has; a screen reader still gets them."""
    if not unprinted:
        return html
    spans = str.maketrans({letter: f'<span class="unprinted">{letter}</span>' for letter in unprinted})
    head, begin, body = html.partition("<body>")
    return head + begin + re.sub(r"(?<!<title)>[^<]+", lambda match: match[0].translate(spans), body)


def _identifier(edition: Edition, item: Item) -> bytes:
    """Return the fixed half of the PDF's identifier: the article in this brand's dress, in every version."""
    return (
        hashlib.sha256(f"{item.tag}\n{edition.brand.name}\n{edition.printing.format}".encode())
        .hexdigest()[:32]
        .encode()
    )


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
