"""Asking for a fee, and its payment (nghĩa vụ tài chính; rulebook §1, "Fees")."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.acts import Act
from models.calendar import legal_day
from models.contents.asking import FeeStage, Pay, RequestPayment
from models.dossier import DossierState
from models.errors import Refused
from models.identifiers import DecisionId
from models.lifecycle import Phase
from models.matter import Matter, MatterKind
from models.procedure import StepKind
from models.regime import Notice
from models.remembered import Payment
from models.tags import Tag
from models.value import stamp
from workflows.asking import days_from
from workflows.fees import require_fee
from workflows.notices import asked_of_applicant, decide_message
from workflows.pausing import resume, suspend
from workflows.redating import LAST_DAY
from workflows.verbs.saying import Said, Verb, told

__all__ = ["VERBS"]


def request_payment(state: DossierState, said: Said, now: datetime) -> None:
    """The applicant is asked to pay; the dossier stands aside until they have, also with its result."""
    content = said.content
    assert isinstance(content, RequestPayment)
    assert state.rules is not None
    before, days = state.due, state.rules.regime.parameters.payment_days
    until, last = days_from(state, days, now), legal_day(now) + timedelta(days=days)
    matter = state.open_matter(
        MatterKind.PAYMENT, now, by=said.claims.officer, due=until, amount=content.amount, at=content.at.value
    )  # fmt: skip
    matter.detail[LAST_DAY] = last.isoformat()
    suspend(state, matter, now)
    told(
        state,
        Tag.PAYMENT_REQUESTED,
        said,
        now,
        matter=matter.number,
        amount=content.amount,
        at=content.at.value,
        until=stamp(until),
        due_before=stamp(before) if before and state.finished_at is None else None,
    )
    decide_message(state, Notice.PAYMENT_REQUEST, now, **asked_of_applicant(matter))


def _is_owed(state: DossierState, said: Said, _: datetime) -> None:
    content = said.content
    assert isinstance(content, RequestPayment)
    if content.at is not _stage(state):
        raise Refused("FEE_STAGE_WRONG", at=content.at.value, stage=_stage(state).value)
    require_fee(state, content.amount, said.envelope.reason_code)


def _stage(state: DossierState) -> FeeStage:
    """Which of the three stages the dossier is at."""
    if state.phase is Phase.TO_HAND_OVER:
        return FeeStage.RECEPTION
    assert state.step is not None
    return FeeStage.RETURN if state.step.kind is StepKind.RETURN else FeeStage.SUPPLEMENT


def pay(state: DossierState, said: Said, now: datetime) -> None:
    """The right amount has come: the dossier goes on."""
    content, matter = said.content, _waiting(state)
    assert isinstance(content, Pay)
    matter.closed_at, matter.outcome = now, "paid"
    matter.detail |= {"reference": content.reference, "through": content.through.value}
    state.payments.append(
        Payment(
            reference=content.reference,
            amount=content.amount,
            paid_at=now,
            decision_id=said.envelope.decision_id,
            matter=matter.number,
        )
    )
    dates = resume(state, now)
    told(
        state,
        Tag.PAID,
        said,
        now,
        matter=matter.number,
        reference=content.reference,
        amount=content.amount,
        through=content.through.value,
        **dates,
    )


def _is_the_amount(state: DossierState, said: Said, _: datetime) -> None:
    assert isinstance(said.content, Pay)
    asked = _waiting(state).detail["amount"]
    if said.content.amount != asked:
        raise Refused("PAYMENT_AMOUNT_WRONG", amount=said.content.amount, asked=asked)


def _paid_before(state: DossierState, said: Said) -> DecisionId | None:
    """A payment comes once, however often the bank or the portal tells of it."""
    content = said.content
    assert isinstance(content, Pay)
    known = next((payment for payment in state.payments if payment.reference == content.reference), None)
    if known is not None and known.amount != content.amount:
        raise Refused("PAYMENT_CONFLICT", reference=content.reference, amount=content.amount, known=known.amount)
    return known.decision_id if known else None


def _waiting(state: DossierState) -> Matter:
    return state.open_matters(MatterKind.PAYMENT)[-1]


VERBS = {
    Act.REQUEST_PAYMENT: Verb(Tag.PAYMENT_REQUESTED, request_payment, _is_owed),
    Act.PAY: Verb(Tag.PAID, pay, _is_the_amount, done=_paid_before),
}
