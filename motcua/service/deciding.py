"""In whose name decided rules are brought to dossiers: the officer's who decided them, as they stood then."""

from __future__ import annotations

from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role
from models.publication import Decided
from motcua.register import PostgresRegister
from motcua.security import Standing

__all__ = ["in_whose_name", "standing_then"]


def in_whose_name(decided: Decided) -> OfficerId:
    """The second officer; the program's own account for what came with the installation."""
    return decided.confirmed_by or decided.by


def standing_then(register: PostgresRegister, decided: Decided, competent: AgencyCode) -> Standing:
    """Return what that officer was when it was decided: leaving office afterwards takes nothing back.

    Raises Refused `OFFICER_UNKNOWN`, `OFFICER_NOT_IN_OFFICE`.
    """
    if decided.confirmed_by is None:
        return Standing(decided.by, competent, (Role.CATALOGUE,))
    return register.officer_today(decided.confirmed_by, decided.at)
