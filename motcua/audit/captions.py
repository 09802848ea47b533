"""The picture's words: instants as people write them, what stands under the axis, lines that fit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from models.calendar import VIETNAM
from motcua.audit.axis import Piece
from motcua.audit.stretches import Mark
from motcua.audit.svg import width_of

__all__ = ["moment", "piece_labels", "piece_words", "shortened", "when_and_who", "wrapped"]

_WEEKDAYS: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def moment(at: datetime) -> str:
    """Write an instant as the time and day in Vietnam."""
    return at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def when_and_who(mark: Mark) -> str:
    """Write under a mark when it was and which officer acted."""
    at = mark.entry.event.at.astimezone(VIETNAM).strftime("%H:%M %d/%m")
    return f"{at} · {mark.entry.event.actor}" if mark.entry.event.actor else at


def piece_words(piece: Piece) -> str:
    """Say what a strip of days off or of folded days stands for."""
    days = f"{piece.first:%d/%m/%Y}" + (f"–{piece.last:%d/%m/%Y}" if piece.last != piece.first else "")
    return f"{days}: nghỉ" if piece.kind == "off" else f"{days}: {piece.working_days} ngày làm việc, không có việc gì"


def piece_labels(piece: Piece, *, with_year: bool) -> Iterable[str]:
    """What may stand under a piece, the fullest first."""
    day = f"{piece.first.day}/{piece.first.month}" + (f"/{piece.first:%y}" if with_year else "")
    if piece.kind == "fold":
        return (f"⋯ {piece.working_days} ngày",)
    return (f"{_WEEKDAYS[piece.first.weekday()]} {day}", day) if piece.kind == "day" else ()


def wrapped(said: str, size: float, room: float) -> list[str]:
    """Break words into lines that fit."""
    lines: list[str] = []
    for word in said.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def shortened(said: str, size: float, room: float) -> str:
    """Return what fits of it, nothing when hardly anything does."""
    if width_of(said, size) <= room:
        return said
    while said and width_of(said + "…", size) > room:
        said = said[:-1]
    return said.rstrip(" ,.") + "…" if len(said) > 5 else ""
