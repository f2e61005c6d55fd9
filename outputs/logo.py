"""Whether a logo can be printed as it is, and if not, why and where.

A leaflet asks for nothing from elsewhere and runs no script, so a logo that needs either would print with a
hole in it. What is drawn must be shapes: a text would need a font that the printer's machine may not have.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from xml.parsers import expat

_SVG = "http://www.w3.org/2000/svg"
_MOST_SVG_BYTES = 1_000_000
_MOST_ELEMENTS = 20_000
_MOST_DEPTH = 60
_OUTLINES = (
    "Open it in the program that drew it, turn all text into outlines (paths), and save it as plain SVG."
)
_PLAIN = "Open it in the program that drew it and save it as plain SVG, or give it as PNG."
# Elements that run something, fetch something or need a font, each with the words for it.
_FOREIGN = {
    "script": "a script",
    "foreignObject": "another document",
    "iframe": "another document",
    "image": "an embedded or linked picture",
    "feImage": "an embedded or linked picture",
    "video": "a film",
    "audio": "a sound",
    "text": "text that needs a font",
    "font": "a font",
    "animate": "an animation",
    "animateMotion": "an animation",
    "animateTransform": "an animation",
    "set": "an animation",
}
_REACHES_OUT = re.compile(r"@import|url\((?!\s*[\"']?\s*#)", re.IGNORECASE)

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_PNG_BYTES = 8_000_000
_MOST_PIXELS = 25_000_000
# Printed 20 mm wide, 150 pixels are 190 dots an inch.
_FEWEST_PIXELS = 150
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Adam7 (PNG, third edition, section 8.1): the first column and row of each pass, and the steps to the next.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a logo; `line` is 0 where there are no lines."""

    what: str
    remedy: str
    line: int = 0


def flaw_in(logo: bytes, suffix: str) -> Flaw | None:
    """Return the first flaw of a logo from a file that ends in `suffix` (".svg" or ".png"), or None."""
    return _flaw_in_png(logo) if suffix == ".png" else _flaw_in_svg(logo)


def _flaw_in_svg(logo: bytes) -> Flaw | None:
    if len(logo) > _MOST_SVG_BYTES:
        return Flaw(f"has {len(logo) / 1e6:.1f} MB; a logo may have 1 MB", _PLAIN)
    drawing = _Drawing()
    try:
        drawing.read(logo)
    except expat.ExpatError as error:
        what = f"is no SVG ({expat.errors.messages[error.code]})"
        return drawing.flaw or Flaw(what, _PLAIN, error.lineno)
    return drawing.flaw or drawing.flaw_of_whole()


class _Drawing:
    """The walk through an SVG, to its first flaw."""

    def __init__(self) -> None:
        self.flaw: Flaw | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._entity
        self._parser.ProcessingInstructionHandler = self._instruction
        self._parser.CharacterDataHandler = self._characters
        self._path: list[str] = []
        self._elements = 0
        self._is_sized = False
        # What each element with an id draws, and the whole under "": shapes, and uses of other elements.
        self._owners: list[str] = [""]
        self._drawn: dict[str, int] = {"": 0}
        self._uses: dict[str, list[str]] = {"": []}

    def read(self, logo: bytes) -> None:
        self._parser.Parse(logo, True)

    def flaw_of_whole(self) -> Flaw | None:
        if not self._is_sized:
            return Flaw("says no size", "Its <svg> needs a viewBox, or a width and a height.", 1)
        if self._weight("", set()) > _MOST_ELEMENTS:
            return Flaw(f"draws more than {_MOST_ELEMENTS:,} shapes, many by <use>", _PLAIN, 1)
        return None

    def _weight(self, name: str, above: set[str]) -> int:
        """Count the shapes that an element draws; one that uses itself, or too much, counts as too many."""
        if name in above or len(above) > _MOST_DEPTH:
            return _MOST_ELEMENTS + 1
        total = self._drawn.get(name, 0)
        for used in self._uses.get(name, ()):
            total += self._weight(used, above | {name})
            if total > _MOST_ELEMENTS:
                break
        self._drawn[name], self._uses[name] = total, []
        return total

    def _note(self, what: str, remedy: str = _PLAIN) -> None:
        self.flaw = self.flaw or Flaw(what, remedy, self._parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if not self._path:
            self._root(namespace, tag, attributes)
        self._path.append(tag)
        self._elements += 1
        if len(self._path) > _MOST_DEPTH or self._elements > _MOST_ELEMENTS:
            self._note("is too complicated for a logo: too many or too deeply nested elements")
        if namespace == _SVG and tag in _FOREIGN:
            remedy = _OUTLINES if tag in {"text", "font"} else _PLAIN
            self._note(f"holds {_FOREIGN[tag]} (<{tag}>)", remedy)
        elif namespace != _SVG and tag in {"script", "iframe", "object", "embed"}:
            self._note(f"holds a script or another document (<{tag}>)")
        for key, value in attributes.items():
            self._attribute(key.rpartition(" ")[2], value)
        self._count(tag, attributes)

    def _root(self, namespace: str, tag: str, attributes: dict[str, str]) -> None:
        if tag != "svg" or namespace != _SVG:
            self._note("is no SVG: its first element is not <svg> with SVG's namespace")
        self._is_sized = "viewBox" in attributes or {"width", "height"} <= attributes.keys()

    def _attribute(self, key: str, value: str) -> None:
        if key.lower().startswith("on"):
            self._note(f"holds a script ({key})")
        elif key == "href" and not value.strip().startswith("#"):
            self._note(f"asks for something outside of it ({value.strip()[:40]})")
        elif _REACHES_OUT.search(value):
            self._note("asks for something outside of it (in a style)")

    def _count(self, tag: str, attributes: dict[str, str]) -> None:
        """Count an element for the nearest element with an id around it, or for the whole."""
        owner = self._owners[-1]
        name = attributes.get("id", "")
        if name and name not in self._drawn:
            if "defs" not in self._path and "symbol" not in self._path:
                self._uses[owner].append(name)
            owner = name
            self._drawn[name], self._uses[name] = 0, []
        self._owners.append(owner)
        self._drawn[owner] += 1
        if tag == "use":
            href = next((value for key, value in attributes.items() if key.rpartition(" ")[2] == "href"), "")
            self._uses[owner].append(href.strip().removeprefix("#"))

    def _end(self, _name: str) -> None:
        self._path.pop()
        self._owners.pop()

    def _entity(self, *_declaration: object) -> None:
        self._note("defines entities, by which a small file can grow without end")

    def _instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self._note("asks for a stylesheet outside of it")

    def _characters(self, text: str) -> None:
        if self._path and self._path[-1] == "style" and _REACHES_OUT.search(text):
            self._note("asks for something outside of it (in a style)")


def _flaw_in_png(logo: bytes) -> Flaw | None:
    again = "Open it in a program for pictures and save it as PNG again."
    if not logo.startswith(_PNG_SIGNATURE):
        return Flaw("is no PNG picture", again)
    if len(logo) > _MOST_PNG_BYTES:
        return Flaw(f"has {len(logo) / 1e6:.1f} MB; a logo may have 8 MB", "Save it in a smaller size.")
    try:
        head, data = _chunks(logo)
        width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", head)
        if width * height > _MOST_PIXELS:
            return Flaw(f"has {width} x {height} pixels: too many for a logo", "Save it in a smaller size.")
        expected = _raw_bytes(width, height, depth * _CHANNELS[kind], interlaced=bool(interlaced))
        raw = zlib.decompressobj().decompress(data, expected + 1)
    except (ValueError, KeyError, struct.error, zlib.error) as error:
        return Flaw(f"is a damaged PNG picture ({error})", again)
    if len(raw) != expected:
        return Flaw("is a damaged PNG picture (it is cut short)", again)
    if max(width, height) < _FEWEST_PIXELS:
        what = f"has {width} x {height} pixels, too few to print well"
        return Flaw(what, f"Give it with at least {_FEWEST_PIXELS} pixels on its longer side, or as SVG.")
    return None


def _chunks(logo: bytes) -> tuple[bytes, bytes]:
    """Return the head and the compressed pixels of a PNG; raise ValueError where a chunk is damaged."""
    head, data, place, kind = b"", b"", len(_PNG_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack(">I4s", logo[place : place + 8])
        content = logo[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack(">I", logo[place + 8 + length : place + 12 + length])
        if zlib.crc32(kind + content) != checksum:
            raise ValueError(f"the checksum of its chunk {kind.decode('latin-1')} is wrong")
        if kind == b"IHDR":
            head = content
        elif kind == b"IDAT":
            data += content
        place += 12 + length
    return head, data


def _raw_bytes(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """Return the bytes of the pixels, each row with the byte that names its filter."""
    if not interlaced:
        return height * (1 + (width * bits + 7) // 8)
    total = 0
    for left, top, step_x, step_y in _PASSES:
        columns, rows = -(-(width - left) // step_x), -(-(height - top) // step_y)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total
