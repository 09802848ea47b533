"""Who is there to say something to a dossier, and who may."""

from __future__ import annotations

import secrets
from typing import Any, Final

from models.acts import Act
from models.calendar import legal_day
from models.errors import MotcuaError
from models.identifiers import DecisionId, ReasonCode
from models.policy import check
from models.proof import Claims
from motcua.app import App

__all__ = ["cast_of", "may", "new_decision"]

_AROUND: Final = ("H23", "H24")
_REASON: Final = ReasonCode("LY_DO")


def cast_of(app: App) -> list[Claims]:
    """Everybody in office today at the agencies around these dossiers, and what their proofs would state."""
    organisation, today = app.register.catalogue.kept().organisation, legal_day(app.authority.legal_now())
    codes = dict.fromkeys(one.code for one in organisation.agencies if one.code.startswith(_AROUND))
    officers = [one.id for code in codes for one in organisation.officers_of(code, today)]
    return [app.authority.claims(app.authority.standing(one)) for one in officers]


def may(act: Act, claims: Claims, standing: Any) -> bool:
    """Whether the policy lets them."""
    try:
        check(act, claims, standing, at_step=None, reason=_REASON)
    except MotcuaError:
        return False
    return True


def new_decision() -> DecisionId:
    """An id that no decision has."""
    return DecisionId(f"qd-{secrets.token_hex(6)}")
