"""The register's side of reconciling (activities.reconcile.Reservations)."""

from __future__ import annotations

from datetime import datetime

from models.branches import story_of
from models.calendar import legal_day
from models.identifiers import DossierCode
from models.opening import Opening
from motcua.register.store import PostgresRegister
from workflows.rebuilding import Kept

__all__ = ["Reconcilable", "kept_of"]


class Reconcilable:
    """What should run, by the register."""

    def __init__(self, register: PostgresRegister) -> None:
        self._register = register

    def not_started(self, before: datetime) -> tuple[Opening, ...]:
        """See activities.reconcile.Reservations."""
        return tuple(self._register.codes.not_started(before))

    def open_codes(self) -> tuple[DossierCode, ...]:
        """See activities.reconcile.Reservations."""
        return tuple(row.code for row in self._register.queries.open())

    def left_after(self) -> tuple[DossierCode, ...]:
        """See activities.reconcile.Reservations."""
        return tuple(self._register.queries.left_after())

    def alarm_not_running(self, code: DossierCode, at: datetime) -> None:
        """See activities.reconcile.Reservations."""
        self._register.alarm(code, "not_running", legal_day(at).toordinal(), at)


def kept_of(register: PostgresRegister, code: DossierCode) -> Kept:
    """Return what the register keeps of a dossier's newest branch, to rebuild it by. Raises Refused `NOT_RESERVED`."""
    return Kept(
        opening=register.codes.opening(code),
        events=story_of(register.queries.events(code)),
        facts={effect.effect_id: effect.facts for effect in register.queries.effects(code)},
    )
