"""Read WeasyPrint's finished layout and write the leaflet's own structure tree into the PDF.

WeasyPrint's tree makes an element of every line and loses the spaces at line ends. This one follows the HTML:
an element that runs over lines, columns and pages stays one, every run of text carries its source text
(ActualText, ISO 32000-1 section 14.9.4), and running matter and repeated table heads are artifacts.

It replaces a private function, and so depends on more than WeasyPrint's public interface:

- `weasyprint.pdf.add_tags(pdf, document, pdf_version, page_streams)`, called once for each PDF;
- `Stream._tags`, a mapping from each painted box to {"mcid": number}, and `Stream.stream`, where marked
  content begins as "/Tag", property dictionary, b"BDC";
- boxes: `element`, `element_tag`, `children`, `text`, `link_annotation`, `position_y`, `width`, `height`,
  `margin_height()`, `content_box_x()`, `content_box_y()`; the classes that are named below;
- `AbsolutePlaceholder._box`, `Page._page_box`;
- pydyf's `PDF.page_references`, `PDF.catalog`, `Dictionary`, `Array`, `String`.

tests/test_leaflet_tags.py says which of these is gone when the pin of WeasyPrint moves.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol
from xml.etree.ElementTree import Element

import pydyf
import weasyprint.pdf
from weasyprint import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from outputs.leaflet.pdf2 import lead_to_structure, name_the_namespace
from outputs.leaflet.sheets import Placed, placed_pages
from outputs.leaflet.structure import (
    INLINE,
    JOINER,
    ROLES,
    SVG,
    Found,
    Node,
    Picture,
    Run,
    complete_tables,
    open_node,
    own_text,
    set_exact_texts,
)

PINNED = "70.0"
_HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
_POINTS_PER_PX = 0.75
_LOCK = threading.Lock()


class Box(Protocol):
    """What is asked of a box of the layout."""

    element: Element | None
    element_tag: str | None
    children: Sequence[Box]
    text: str
    link_annotation: pydyf.Dictionary | None
    position_y: float
    width: float
    height: float

    def margin_height(self) -> float:
        """Return the height with padding, borders and margins in pixels."""
        ...

    def content_box_x(self) -> float:
        """Return the left edge of the content in pixels."""
        ...

    def content_box_y(self) -> float:
        """Return the upper edge of the content in pixels."""
        ...


class PageStream(Protocol):
    """What is asked of a page's content stream."""

    stream: list[object]
    _tags: dict[Box, dict[str, int]]


@contextmanager
def exact_tags() -> Iterator[None]:
    """Let WeasyPrint write this module's structure tree while the context lasts."""
    with _LOCK:
        stock = weasyprint.pdf.add_tags
        weasyprint.pdf.add_tags = write_tags
        try:
            yield
        finally:
            weasyprint.pdf.add_tags = stock


def write_tags(
    pdf: pydyf.PDF, document: Document, pdf_version: object, page_streams: Sequence[PageStream]
) -> None:
    """Stand in for WeasyPrint's `add_tags`."""
    layout = _Layout(placed_pages(document), page_streams)
    root = layout.read()
    complete_tables(root)
    for owner, runs in layout.lines.values():
        set_exact_texts(runs, own_text(owner))
    writer = _Writer(pdf, layout)
    writer.write(root)
    if str(pdf_version) >= "2.0":
        name_the_namespace(pdf, writer.tree, writer.root)
        lead_to_structure(pdf, list(writer.headings))
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Layout:
    """The walk through all pages' boxes: the tree, and the runs of text by the block they show."""

    def __init__(self, pages: Sequence[Placed], streams: Sequence[PageStream]) -> None:
        self.pages = pages
        self.streams = streams
        self.lines: dict[int, tuple[Element, list[Run]]] = {}
        self.annotations: list[tuple[Node, pydyf.Dictionary]] = []
        self.sizes = [len(stream._tags) for stream in streams]
        self._found: Found = {}
        self._heads: set[int] = set()

    def read(self) -> Node:
        root = Node("Document")
        for placed in self.pages:
            self._walk(placed.page._page_box, root, None, placed, "")
        for number, stream in enumerate(self.streams):
            if stream._tags:
                raise ValueError(f"painted content of page {number + 1} belongs to no element")
        return root

    def _walk(self, box: Box, node: Node, owner: Element | None, placed: Placed, language: str) -> None:
        """Take up a box and all in it; `owner` is the block element whose text the lines show.

        `language` is that of the inline elements around, "" where they are in the block's.
        """
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        element, tag = box.element, box.element_tag or ""
        if isinstance(box, boxes.MarginBox) or (element is not None and self._is_repeated(box, element)):
            self._drop(box, placed)
            return
        if isinstance(box, boxes.TextBox):
            self._add_run(box, node, owner, placed, language)
            return
        if element is not None and tag in ROLES:
            node = open_node(self._found, element, tag, node)
        if element is not None and tag not in INLINE:
            owner, language = None if tag == "li::marker" else element, ""
        elif element is not None:
            language = element.get("lang") or language
        if box.link_annotation is not None:
            self._add_link(box.link_annotation, node, placed)
        if isinstance(box, boxes.ReplacedBox):
            self._add_picture(box, node, placed)
        for child in getattr(box, "children", ()):
            self._walk(child, node, owner, placed, language)

    def _is_repeated(self, box: Box, element: Element) -> bool:
        """Say whether a table's head was met before: it is printed again wherever the table goes on."""
        if not (isinstance(box, boxes.TableRowGroupBox) and box.element_tag == "thead"):
            return False
        repeated = id(element) in self._heads
        self._heads.add(id(element))
        return repeated

    def _add_run(self, box: Box, node: Node, owner: Element | None, placed: Placed, language: str) -> None:
        tag = self.streams[placed.sheet]._tags.pop(box, None)
        if tag is None:
            return
        run = Run(placed.sheet, tag["mcid"], box.text, box.text, language)
        node.kids.append(run)
        if owner is not None:
            self.lines.setdefault(id(owner), (owner, []))[1].append(run)

    def _add_picture(self, box: Box, node: Node, placed: Placed) -> None:
        tag = self.streams[placed.sheet]._tags.pop(box, None)
        if tag is None:
            return
        left, high = box.content_box_x() + placed.x, placed.height - box.content_box_y()
        edges = (left, high - box.height, left + box.width, high)
        low_left_x, low_left_y, up_right_x, up_right_y = (edge * _POINTS_PER_PX for edge in edges)
        node.kids.append(Picture(placed.sheet, tag["mcid"], (low_left_x, low_left_y, up_right_x, up_right_y)))

    def _add_link(self, annotation: pydyf.Dictionary, node: Node, placed: Placed) -> None:
        node.kids.append((placed.sheet, annotation.reference))
        self.annotations.append((node, annotation))

    def _drop(self, box: Box, placed: Placed) -> None:
        """Make everything painted in a box an artifact."""
        for inner in (box, *_descendants(box)):
            tag = self.streams[placed.sheet]._tags.pop(inner, None)
            if tag is not None:
                make_artifact(self.streams[placed.sheet], tag["mcid"])


def _descendants(box: Box) -> Iterator[Box]:
    for child in getattr(box, "children", ()):
        inner = child._box if isinstance(child, AbsolutePlaceholder) else child
        yield inner
        yield from _descendants(inner)


def make_artifact(stream: PageStream, mcid: int) -> None:
    """Turn a piece of marked content into an artifact of pagination (ISO 32000-1 section 14.8.2.2)."""
    operators = stream.stream
    for place, operator in enumerate(operators):
        if isinstance(operator, pydyf.Dictionary) and operator.get("MCID") == mcid:
            operators[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]
            return
    raise ValueError(f"no marked content {mcid}")


class _Writer:
    """The nodes as PDF objects, with the parent tree that leads back from the content to them."""

    def __init__(self, pdf: pydyf.PDF, layout: _Layout) -> None:
        self.pdf = pdf
        self.layout = layout
        self.parents: list[list[bytes]] = [[b"null"] * size for size in layout.sizes]
        self.references: dict[int, bytes] = {}
        self.headings: list[tuple[str, bytes]] = []
        self.tree = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self.root = pydyf.Dictionary()

    def write(self, root: Node) -> None:
        parent_tree = pydyf.Dictionary({"Nums": pydyf.Array()})
        self.pdf.add_object(parent_tree)
        tree = self.tree
        tree["ParentTree"] = parent_tree.reference
        self.pdf.add_object(tree)
        self.pdf.catalog["StructTreeRoot"] = tree.reference
        tree["K"] = pydyf.Array([self._write_node(root, tree.reference)])
        for number, references in enumerate(self.parents):
            parent_tree["Nums"].extend((number, pydyf.Array(references)))
        first = len(self.parents)
        for number, (node, annotation) in enumerate(self.layout.annotations, start=first):
            annotation["StructParent"] = number
            annotation["Contents"] = pydyf.String(_link_text(node))
            parent_tree["Nums"].extend((number, self.references[id(node)]))
        tree["ParentTreeNextKey"] = first + len(self.layout.annotations)

    def _write_node(self, node: Node, parent: bytes) -> bytes:
        written = self._object(f"/{node.role}", parent)
        self.references[id(node)] = written.reference
        if node.role == "Document":
            self.root = written
        if node.role in _HEADINGS and node.element is not None:
            self.headings.append((_line(own_text(node.element)), written.reference))
        written.update(_properties(node))
        for kid in node.kids:
            match kid:
                case Node():
                    written["K"].append(self._write_node(kid, written.reference))
                case Run():
                    self._write_run(kid, written)
                case Picture(page=page, mcid=mcid):
                    self._write_content(page, mcid, written)
                case (page, reference):
                    owner = {"Type": "/OBJR", "Obj": reference, "Pg": self.pdf.page_references[page]}
                    written["K"].append(pydyf.Dictionary(owner))
        own: bytes = written.reference
        return own

    def _write_run(self, run: Run, parent: pydyf.Dictionary) -> None:
        if not run.exact:
            make_artifact(self.layout.streams[run.page], run.mcid)
            return
        span = self._object("/Span", parent.reference)
        span["ActualText"] = pydyf.String(run.exact)
        if run.language:
            span["Lang"] = pydyf.String(run.language)
        parent["K"].append(span.reference)
        self._write_content(run.page, run.mcid, span)

    def _write_content(self, page: int, mcid: int, parent: pydyf.Dictionary) -> None:
        content = {"Type": "/MCR", "Pg": self.pdf.page_references[page], "MCID": mcid}
        parent["K"].append(pydyf.Dictionary(content))
        self.parents[page][mcid] = parent.reference

    def _object(self, role: str, parent: bytes) -> pydyf.Dictionary:
        written = pydyf.Dictionary({"Type": "/StructElem", "S": role, "P": parent, "K": pydyf.Array()})
        self.pdf.add_object(written)
        return written


def _properties(node: Node) -> dict[str, object]:
    """Return the language, alternative text and attributes that an element has by its role."""
    element = node.element
    if element is None:
        return {}
    properties: dict[str, object] = {}
    if language := element.get("lang"):
        properties["Lang"] = pydyf.String(language)
    picture = next((kid for kid in node.kids if isinstance(kid, Picture)), None)
    if node.role == "Figure" and picture is not None:
        bounds = pydyf.Array([round(edge, 2) for edge in picture.bounds])
        properties["Alt"] = pydyf.String(_alternative(element))
        properties["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": bounds})
    elif node.role == "TH":
        properties["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Column"})
    elif node.role == "L":
        numbering = "/Decimal" if element.tag == "ol" else "/Disc" if _is_marked(node) else "/None"
        properties["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
    return properties


def _is_marked(node: Node) -> bool:
    return any(kid.role == "Lbl" for item in node.nodes() for kid in item.nodes())


def _alternative(element: Element) -> str:
    if element.tag == SVG:
        return element.findtext(f"{SVG.removesuffix('svg')}title") or ""
    return element.get("alt") or ""


def _link_text(node: Node) -> str:
    return "" if node.element is None else _line("".join(node.element.itertext()))


def _line(text: str) -> str:
    """Return a text as one line, without joiners."""
    return " ".join(text.replace(JOINER, "").split())
