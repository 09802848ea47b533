"""Typst, kept alive: a template and its inputs become a PDF, the same bytes for the same inputs on every machine.

Only the fonts inside the Typst distribution are used (Libertinus Serif has every Vietnamese letter in all its
styles), never those of the system. Inputs reach a template as data, so nothing an applicant writes is ever markup.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import typst

from models.errors import Broken
from models.value import nfc

__all__ = ["Place", "Typeset", "Typesetter"]


class Place(NamedTuple):
    """Where a template left room for a form field: page from 0, and a box in points from the page's top left."""

    name: str
    label: str
    page: int
    x: float
    y: float
    width: float
    height: float


class Typeset(NamedTuple):
    """A PDF and the places in it that its template marked with `<place>`."""

    pdf: bytes
    places: tuple[Place, ...]


def _points(length: str) -> float:
    return float(length.removesuffix("pt"))


class Typesetter:
    """One template, compiled over and over. Threads may share it: they take turns, a page takes milliseconds."""

    def __init__(self, template: Path) -> None:
        self._name = template.stem
        self._turn = threading.Lock()
        self._compiler = typst.Compiler(template, root=template.parent, ignore_system_fonts=True)

    def pdf(self, inputs: Mapping[str, Any], at: datetime, *, tagged: bool = True) -> Typeset:
        """Typeset `inputs` as an archivable PDF (PDF/A-2u), created `at`; `tagged` for readers that speak.

        Raises Broken: `PAPER_NOT_TYPESET`, when the template does not hold together.
        """
        with self._turn:
            try:
                made = self._compiler.compile(
                    format="pdf",
                    sys_inputs=_data(inputs),
                    timestamp=at.replace(microsecond=0),
                    pdf_standards=["a-2u"],
                    pdf_tags=tagged,
                )
                found = json.loads(self._compiler.query("<place>", field="value"))
            except typst.TypstError as error:
                raise Broken("PAPER_NOT_TYPESET", template=self._name) from error
        assert isinstance(made, bytes)
        return Typeset(made, tuple(_place(value) for value in found))

    def picture(self, inputs: Mapping[str, Any]) -> bytes:
        """Typeset `inputs` as an SVG in which letters are outlines. Raises Broken: `PAPER_NOT_TYPESET`."""
        with self._turn:
            try:
                made = self._compiler.compile(format="svg", sys_inputs=_data(inputs))
            except typst.TypstError as error:
                raise Broken("PAPER_NOT_TYPESET", template=self._name) from error
        assert isinstance(made, bytes)
        return made


def _data(inputs: Mapping[str, Any]) -> dict[str, str]:
    return {"data": nfc(json.dumps(inputs, ensure_ascii=False))}


def _place(value: Mapping[str, Any]) -> Place:
    at = value["at"]
    return Place(
        name=value["name"],
        label=value["label"],
        page=int(at["page"]) - 1,
        x=_points(at["x"]),
        y=_points(at["y"]),
        width=_points(value["width"]),
        height=_points(value["height"]),
    )
