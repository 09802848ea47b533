"""How each kind of event looks on the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element

from models.tags import Tag
from motcua.audit.svg import Canvas

__all__ = ["NO", "OVER", "glyph_of"]

Glyph = Callable[[Canvas, Element, float, float], None]

NO: Final = frozenset({Tag.DECLINED, Tag.SENT_BACK, Tag.REWORK, Tag.REFUSED, Tag.ACT_REFUSED})
"""Somebody said no."""
OVER: Final = frozenset({Tag.OVERDUE, Tag.OVERDUE_AGAIN, Tag.ESCALATION_DONE})
"""A promise was broken."""
_YES: Final = frozenset({Tag.APPROVED, Tag.RELEASED, Tag.RETURNED})
_LETTER: Final = frozenset({Tag.APOLOGY_DONE, Tag.DELIVERY_DONE, Tag.DELIVERY_CONFIRMED})


def glyph_of(tag: Tag, *, acted: bool) -> Glyph:
    """Return how to draw an event of this kind, done by a person or told by the clock."""
    if tag in NO:
        return _cross
    if tag in _YES:
        return _tick
    if tag in _LETTER:
        return _envelope
    if tag in OVER or tag.value.endswith(":failed"):
        return _diamond
    return _ring if acted or tag is Tag.FEEDING_DONE else _triangle


def _ring(canvas: Canvas, group: Element, x: float, y: float) -> None:
    canvas.shape("circle", "act", group, cx=x, cy=y, r=5.0)


def _cross(canvas: Canvas, group: Element, x: float, y: float) -> None:
    canvas.shape("circle", "no", group, cx=x, cy=y, r=6.0)
    rising = f"M{x - 2.5:.1f} {y + 2.5:.1f}L{x + 2.5:.1f} {y - 2.5:.1f}"
    canvas.shape("path", "no", group, d=f"{rising}M{x - 2.5:.1f} {y - 2.5:.1f}L{x + 2.5:.1f} {y + 2.5:.1f}")


def _tick(canvas: Canvas, group: Element, x: float, y: float) -> None:
    canvas.shape("circle", "yes", group, cx=x, cy=y, r=7.0)
    canvas.shape(
        "path", "check", group, d=f"M{x - 3:.1f} {y:.1f}L{x - 0.8:.1f} {y + 2.4:.1f}L{x + 3.2:.1f} {y - 2.4:.1f}"
    )


def _envelope(canvas: Canvas, group: Element, x: float, y: float) -> None:
    canvas.shape("rect", "letter", group, x=x - 8, y=y - 5.5, width=16.0, height=11.0, rx=1.5)
    canvas.shape("path", "letter", group, d=f"M{x - 8:.1f} {y - 5:.1f}L{x:.1f} {y + 1:.1f}L{x + 8:.1f} {y - 5:.1f}")


def _diamond(canvas: Canvas, group: Element, x: float, y: float) -> None:
    canvas.shape(
        "polygon",
        "over",
        group,
        points=f"{x:.1f},{y - 7.5:.1f} {x + 7.5:.1f},{y:.1f} {x:.1f},{y + 7.5:.1f} {x - 7.5:.1f},{y:.1f}",
    )


def _triangle(canvas: Canvas, group: Element, x: float, y: float) -> None:
    canvas.shape(
        "polygon", "warn", group, points=f"{x:.1f},{y - 6.5:.1f} {x + 7:.1f},{y + 5.5:.1f} {x - 7:.1f},{y + 5.5:.1f}"
    )
