"""Fees: what a procedure costs, what was paid, and what is to be paid back (rulebook §1, "Fees")."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models.dossier import DossierState
from models.effects import EffectKind
from models.errors import InvalidInput, Refused
from models.identifiers import ReasonCode
from models.remembered import Payment
from models.value import Json
from workflows.journal import decide_effect

__all__ = ["decide_refund", "paid", "require_fee"]


def paid(state: DossierState) -> int:
    """Return what the applicant has paid and was not ordered to be paid back, in đồng."""
    return sum(payment.amount for payment in _held(state))


def decide_refund(state: DossierState, now: datetime, reason: ReasonCode) -> int:
    """Order what was paid to be paid back, and return it in đồng; nothing is decided where nothing was paid."""
    amount, back = paid(state), _held(state)
    if amount:
        for payment in back:
            payment.refunded = True
        references: list[Any] = [payment.reference for payment in back]
        detail: dict[str, Json] = {"amount": amount, "payments": references, "reason_code": reason}
        decide_effect(state, EffectKind.REFUND, now, detail)
    return amount


def require_fee(state: DossierState, amount: int, reason: ReasonCode | None) -> None:
    """Return silently if the applicant owes this: the procedure's fee, once; where it has none, with a reason.

    Raises Refused `FEE_WRONG`, `FEE_ALREADY_PAID`; InvalidInput `REASON_REQUIRED`.
    """
    assert state.rules is not None
    fee = state.rules.procedure.fee_dong
    if fee and amount != fee:
        raise Refused("FEE_WRONG", amount=amount, fee=fee)
    if fee and paid(state) >= fee:
        raise Refused("FEE_ALREADY_PAID", fee=fee)
    if not fee and reason is None:
        raise InvalidInput("REASON_REQUIRED", act="request_payment")


def _held(state: DossierState) -> list[Payment]:
    return [payment for payment in state.payments if not payment.refunded]
