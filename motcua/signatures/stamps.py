"""The pictures of signatures: a blue autograph, a round red seal, and the number (Decree 30/2020/NĐ-CP, annex I)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from models.calendar import VIETNAM
from motcua.pdf.fields import OpenField
from motcua.pdf.typesetting import Typesetter

__all__ = ["autograph", "number_in", "seal"]

_TEMPLATES: Final = Path(__file__).parent / "templates"
_ANY_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The page's own date, which is not taken over with the picture."""

Point = tuple[float, float]


@cache
def _typesetter(template: str) -> Typesetter:
    return Typesetter(_TEMPLATES / f"{template}.typ")


@cache
def seal(name: str) -> bytes:
    """Return the seal of an agency as a page, its letters as outlines so that they never mix with the paper's text."""
    drawn = _typesetter("seal").picture({"name": name.upper()}).decode()
    return _typesetter("outlines").pdf({"svg": drawn}, _ANY_DAY, tagged=False).pdf


def autograph(name: str, officer: str, at: datetime) -> bytes:
    """Return a personal signature as a page: an officer's stroke of the pen, name and time of signing."""
    local = at.astimezone(VIETNAM)
    words = {"name": name, "signed-at": f"{local:%d/%m/%Y %H:%M:%S} +07:00", "strokes": _strokes(officer)}
    return _typesetter("autograph").pdf(words, _ANY_DAY, tagged=False).pdf


def number_in(field: OpenField, number: str) -> bytes:
    """Return a number as a page of the field's size."""
    words = {"number": number, "width": field.width, "height": field.height}
    return _typesetter("number").pdf(words, _ANY_DAY, tagged=False).pdf


def _strokes(officer: str) -> list[list[Point]]:
    """Draw loops that are an officer's own, and a flourish below: a drawing, for no handwriting is kept here."""
    chance = hashlib.sha256(officer.encode()).digest()
    x, line = 8.0, [(8.0, 9.5)]
    for index in range(5):
        tall, low, lean = chance[index] / 48, chance[index + 8] / 85, chance[index + 16] / 170
        line += [(x + 1 + lean, 9 - tall - 2), (x + 4.5 + lean, 8 - tall - 2), (x + 3.6, 9.2 + low)]
        x += 3.6
        line += [(x + 0.4, 11 + low), (x + 1.6, 10.5), (x + 2.2, 8.4)]
        x += 2.2
    swing = chance[24] / 128
    flourish = [
        (x, 8.4),
        (x + 5, 3 + swing),
        (x + 6, 14.5),
        (24.0, 13.2),
        (16.0, 12.4),
        (11.0, 14.4),
        (7.0, 13.4 + swing),
    ]
    return [line, flourish]
