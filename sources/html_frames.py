"""The state of an open element while a page is walked: what its text is, and how it is dressed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bs4 import Tag

from sources.html_elements import (
    CELLS,
    CONTAINERS,
    HEADINGS,
    LISTS,
    NAMED_BLOCKS,
    VERBATIM,
    attribute,
    element_name,
    holds_structure,
    is_block,
    is_data_table,
    landmark,
    said_language,
    words,
)

_NAMES_ANCESTORS = 6
_NAMES_WORDS = 24
_SECTIONING = frozenset({"article", "aside", "main", "nav", "section", "blockquote", "figure"})
# A container in one of these is still a quote, a caption, ...; in a cell or an item it speaks for itself.
_LASTING = NAMED_BLOCKS - CELLS - {"li"}


@dataclass(frozen=True, slots=True)
class Frame:
    """An open element.

    `block` is the nearest block around an inline element, None for a block itself. `item` is the list item
    around it. In a `joined` frame (a heading, a table cell) blocks and line breaks only part words; in a
    `tabular` one rows become lines. `content` says that pictures belong to an article or a figure,
    `sectioned` that a header or footer belongs to a part of the page. `language` is the text's where it is
    another than `page_language`.
    """

    tag: Tag
    parent: Frame | None = None
    block: Frame | None = None
    rank: int = 0
    element: str = "body"
    region: str = ""
    depth: int = 0
    ordered: bool = False
    item: Tag | None = None
    strong: bool = False
    emphasis: bool = False
    href: str = ""
    joined: bool = False
    verbatim: bool = False
    tabular: bool = False
    content: bool = False
    sectioned: bool = False
    page_language: str = ""
    language: str = ""

    @property
    def home(self) -> Frame:
        """The block that the frame's text belongs to."""
        return self.block or self

    @property
    def is_row(self) -> bool:
        """Whether the frame is a row of a data table."""
        return self.tabular and self.tag.name == "tr" and self.block is None

    @property
    def is_table(self) -> bool:
        """Whether the frame is a data table itself."""
        return self.tabular and self.tag.name == "table" and self.block is None

    @property
    def is_cell(self) -> bool:
        """Whether the frame is a cell of a data table."""
        return self.tabular and self.tag.name in CELLS and self.block is None


def open_frame(tag: Tag, parent: Frame) -> Frame:
    """Return the frame of an element inside `parent`."""
    inner = replace(
        parent,
        tag=tag,
        parent=parent,
        rank=parent.rank + 1,
        block=parent.home,
        strong=parent.strong or tag.name in {"b", "strong"},
        emphasis=parent.emphasis or tag.name in {"i", "em"},
        href=attribute(tag, "href").strip() if tag.name == "a" else parent.href,
    )
    if said := said_language(tag):
        inner = _speaking(inner, said)
    return inner if parent.joined or not is_block(tag) else _open_block(tag, parent, inner)


def _speaking(frame: Frame, said: str) -> Frame:
    """Return the frame in a language; that of the page, which its first element names, needs no saying."""
    if frame.tag.name == "html":
        return replace(frame, page_language=said)
    is_own = not frame.page_language or said.split("-", maxsplit=1)[0] == frame.page_language.split("-")[0]
    return replace(frame, language="" if is_own else said)


def _open_block(tag: Tag, parent: Frame, inner: Frame) -> Frame:
    name = element_name(tag)
    tabular = is_data_table(tag) if name == "table" else parent.tabular
    is_list, is_item = name in LISTS, name == "li"
    return replace(
        inner,
        block=None,
        element=parent.element if name in CONTAINERS and parent.element in _LASTING else name,
        region=_region(tag, parent),
        depth=max(1, parent.depth) if is_item else parent.depth + is_list,
        ordered=name == "ol" if is_list else parent.ordered,
        item=tag if is_item else None if is_list else parent.item,
        joined=(name in CELLS and tabular) or (name in HEADINGS and not holds_structure(tag)),
        verbatim=parent.verbatim or name in VERBATIM,
        tabular=tabular,
        content=parent.content or name in {"article", "main", "figure"},
        sectioned=parent.sectioned or name in _SECTIONING,
    )


def _region(tag: Tag, parent: Frame) -> str:
    # HTML Accessibility API Mappings: inside these a header or footer is the part's own, not the page's.
    if parent.sectioned and tag.name in {"header", "footer"} and not tag.has_attr("role"):
        return parent.region
    return landmark(tag) or parent.region


def common_frame(one: Frame, other: Frame) -> Frame:
    """Return the innermost frame around both of two frames of one page."""
    while one is not other:
        deeper, shallower = (one, other) if one.rank >= other.rank else (other, one)
        if deeper.parent is None:
            return deeper
        one, other = deeper.parent, shallower
    return one


def names(frame: Frame) -> tuple[str, ...]:
    """Return the class, id and role words from a frame out to six ancestors of its block, nearest first."""
    found: list[str] = []
    last = max(0, frame.home.rank - _NAMES_ANCESTORS)
    around: Frame | None = frame
    while around is not None and around.rank >= last and len(found) < _NAMES_WORDS:
        found += words(around.tag)
        around = around.parent
    return tuple(found[:_NAMES_WORDS])
