"""The leaflet's typeface: Atkinson Hyperlegible (SIL Open Font License 1.1), read from its package."""

from __future__ import annotations

from importlib.resources import files

FAMILY = "Leaflet"
_FACES = (
    ("Regular", 400, "normal"),
    ("Bold", 700, "normal"),
    ("Italic", 400, "italic"),
    ("BoldItalic", 700, "italic"),
)


def font_assets() -> dict[str, tuple[bytes, str]]:
    """Return the four faces by their asset address, each with its media type."""
    folder = files("fontpkg_atkinson_hyperlegible") / "files"
    return {
        _address(name): ((folder / f"AtkinsonHyperlegible-{name}.ttf").read_bytes(), "font/ttf")
        for name, _, _ in _FACES
    }


def font_css() -> str:
    """Return the rules that name the faces."""
    return "\n".join(
        f"@font-face {{ font-family: {FAMILY}; src: url({_address(name)}); "
        f"font-weight: {weight}; font-style: {style} }}"
        for name, weight, style in _FACES
    )


def _address(name: str) -> str:
    return f"asset:{name.lower()}"
