"""What was promised when: the due instant from reception on, moved by whatever the law lets move it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.conformance.counting import counted_from, due_of, soon_before
from motcua.conformance.evidence import Dossier, instant

__all__ = ["Promise", "promises_of"]


@dataclass(frozen=True)
class Promise:
    """One due instant, for as long as it stood."""

    since: datetime
    """From when it was known."""
    until: datetime | None
    """When another took its place, or the clock stood; None: it stood to the end."""
    due: datetime
    soon: datetime


def promises_of(dossier: Dossier) -> list[Promise]:
    """Every due instant of a dossier, in order; none before reception."""
    if dossier.received is None or dossier.received_at is None:
        return []
    return _promises(dossier)


def _promises(dossier: Dossier) -> list[Promise]:
    assert dossier.received_at is not None
    start = counted_from(dossier, dossier.received_at)
    stated, limit = dossier.stated.get("due"), dossier.procedure["limit"]
    due = instant(stated) if stated else due_of(dossier, limit, start)
    return [Promise(dossier.received_at, None, due, _soon(dossier, start, due, dossier.received_at))]


def _soon(dossier: Dossier, start: datetime, due: datetime, known: datetime) -> datetime:
    return min(max(soon_before(dossier, dossier.procedure["limit"], start, due), known), due)
