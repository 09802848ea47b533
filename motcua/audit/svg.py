"""Shapes of the picture, as plain SVG: no links, no fonts of its own, readable on a light and on a dark page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["Canvas", "width_of"]

_HALO = "paint-order:stroke;stroke-width:2.5;stroke-linejoin:round;stroke:"
_LOOKS = {
    "card": ("fill:#ffffff;stroke:#d0d7de", "fill:#161b22;stroke:#30363d"),
    "ink": (f"fill:#1f2328;{_HALO}#ffffff", f"fill:#e6edf3;{_HALO}#161b22"),
    "soft": (f"fill:#59636e;{_HALO}#ffffff", f"fill:#9198a1;{_HALO}#161b22"),
    "alarm": (f"fill:#b42318;{_HALO}#ffffff", f"fill:#ff8b7e;{_HALO}#161b22"),
    "promise": (f"fill:#0b5cad;{_HALO}#ffffff", f"fill:#79b8ff;{_HALO}#161b22"),
    "inbar": ("fill:#1f2328", "fill:#e6edf3"),
    "line": ("stroke:#d8dee4;stroke-width:1", "stroke:#30363d;stroke-width:1"),
    "off": ("fill:#eceff2", "fill:#262c36"),
    "fold": ("fill:#f6f8fa;stroke:#afb8c1;stroke-dasharray:2 3", "fill:#1c2129;stroke:#6e7681;stroke-dasharray:2 3"),
    "latezone": ("fill:#d1242f;fill-opacity:0.07", "fill:#f85149;fill-opacity:0.13"),
    "due": ("stroke:#0b5cad;stroke-width:1.6", "stroke:#79b8ff;stroke-width:1.6"),
    "newdue": (
        "stroke:#0b5cad;stroke-width:1.6;stroke-dasharray:6 4", "stroke:#79b8ff;stroke-width:1.6;stroke-dasharray:6 4",
    ),
    "leader": ("stroke:#8c959f;stroke-width:0.8", "stroke:#6e7681;stroke-width:0.8"),
    "move": ("stroke:#59636e;stroke-width:1.3;fill:none", "stroke:#9198a1;stroke-width:1.3;fill:none"),
    "movehead": ("fill:#59636e", "fill:#9198a1"),
    "refusal": (
        "stroke:#b42318;stroke-width:1.3;stroke-dasharray:4 3;fill:none",
        "stroke:#ff8b7e;stroke-width:1.3;stroke-dasharray:4 3;fill:none",
    ),
    "refusalhead": ("fill:#b42318", "fill:#ff8b7e"),
    "earlier": (
        "fill:#ffffff;stroke:#8c959f;stroke-dasharray:4 3", "fill:#161b22;stroke:#8c959f;stroke-dasharray:4 3",
    ),
    "desk": ("fill:#b6d4f2;stroke:#5b97d1", "fill:#1f4a75;stroke:#5b97d1"),
    "work": ("fill:#a6d8b8;stroke:#4a9b6b", "fill:#1d5636;stroke:#4a9b6b"),
    "offered": (
        "fill:#fff3d1;stroke:#c08a14;stroke-dasharray:4 3", "fill:#3d3012;stroke:#d7a52f;stroke-dasharray:4 3",
    ),
    "sign": ("fill:#d5c4f0;stroke:#8a63d2", "fill:#432d70;stroke:#a98bea"),
    "return": ("fill:#e3e8ed;stroke:#8c959f", "fill:#30363d;stroke:#8c959f"),
    "late": ("fill:#d1242f", "fill:#f85149"),
    "act": ("fill:#ffffff;stroke:#1f2328;stroke-width:1.8", "fill:#161b22;stroke:#e6edf3;stroke-width:1.8"),
    "no": ("fill:#ffffff;stroke:#b42318;stroke-width:2", "fill:#161b22;stroke:#ff8b7e;stroke-width:2"),
    "yes": ("fill:#1a7f37;stroke:#ffffff;stroke-width:1.2", "fill:#3fb950;stroke:#161b22;stroke-width:1.2"),
    "check": ("fill:none;stroke:#ffffff;stroke-width:1.8", "fill:none;stroke:#161b22;stroke-width:1.8"),
    "warn": ("fill:#d4a017;stroke:#ffffff;stroke-width:1", "fill:#e3b341;stroke:#161b22;stroke-width:1"),
    "over": ("fill:#d1242f;stroke:#ffffff;stroke-width:1", "fill:#f85149;stroke:#161b22;stroke-width:1"),
    "letter": ("fill:#ffffff;stroke:#b42318;stroke-width:1.6", "fill:#161b22;stroke:#ff8b7e;stroke-width:1.6"),
    "doubt": (
        "fill:none;stroke:#b42318;stroke-width:2;stroke-dasharray:2 2",
        "fill:none;stroke:#ff8b7e;stroke-width:2;stroke-dasharray:2 2",
    ),
}  # fmt: skip
_FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans','DejaVu Sans',sans-serif"
_WIDE = frozenset("mwMWĐƠƯÂĂÊÔQOGCDHNU")
_NARROW = frozenset("iIljtfr.,:;'()| 1")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate a text's width in pixels, rather too much than too little: no font is at hand to measure with."""
    units = 0.0
    for letter in unicodedata.normalize("NFC", text):
        plain = unicodedata.normalize("NFD", letter)[0]
        units += 0.36 if plain in _NARROW else 0.86 if plain in _WIDE or letter in _WIDE else 0.63
    return units * size * (1.12 if bold else 1.0)


class Canvas:
    """An SVG being drawn; coordinates in pixels."""

    def __init__(self, title: str, description: str) -> None:
        self.root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "font-family": _FONT})
        SubElement(self.root, "title").text = _nfc(title)
        SubElement(self.root, "desc").text = _nfc(description)
        SubElement(self.root, "style").text = _style()

    def sized(self, width: float, height: float) -> str:
        """Return the finished drawing of this size."""
        box = f"{_number(width)} {_number(height)}"
        self.root.attrib |= {"viewBox": f"0 0 {box}", "width": _number(width), "height": _number(height)}
        return tostring(self.root, encoding="unicode") + "\n"

    def group(self, **attributes: str) -> Element:
        """Begin a group; attributes say what it shows."""
        return SubElement(self.root, "g", {_name(name): _nfc(value) for name, value in attributes.items()})

    def shape(self, kind: str, look: str, within: Element | None = None, **attributes: float | str) -> Element:
        """Draw a rectangle, circle, line, path or polygon in one of the looks."""
        told = {_name(name): value if isinstance(value, str) else _number(value) for name, value in attributes.items()}
        return SubElement(self.root if within is None else within, kind, {"class": look} | told)

    def text(
        self, x: float, y: float, said: str, size: float, look: str = "ink", *, anchor: str = "start",
        bold: bool = False, within: Element | None = None,
    ) -> None:  # fmt: skip
        """Write one line, its baseline at `y`."""
        told = {"x": _number(x), "y": _number(y), "font-size": _number(size), "class": look}
        if anchor != "start":
            told["text-anchor"] = anchor
        if bold:
            told["font-weight"] = "600"
        SubElement(self.root if within is None else within, "text", told).text = _nfc(said)

    def sentence(self, x: float, y: float, parts: Iterable[tuple[str, str]], size: float) -> None:
        """Write parts of one line, each in its look; only the soft ones are not bold."""
        line = SubElement(self.root, "text", {"x": _number(x), "y": _number(y), "font-size": _number(size)})
        for number, (said, look) in enumerate(parts):
            told = (
                {"class": look} | ({"font-weight": "600"} if look != "soft" else {}) | ({"dx": "14"} if number else {})
            )
            SubElement(line, "tspan", told).text = _nfc(said)

    @staticmethod
    def hint(of: Element, said: str) -> None:
        """Let a shape say more when a pointer rests on it."""
        SubElement(of, "title").text = _nfc(said)


def _style() -> str:
    light = "".join(f".{name}{{{look[0]}}}" for name, look in _LOOKS.items())
    dark = "".join(f".{name}{{{look[1]}}}" for name, look in _LOOKS.items())
    return f"{light}@media(prefers-color-scheme:dark){{{dark}}}"


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _nfc(said: str) -> str:
    return unicodedata.normalize("NFC", said)
