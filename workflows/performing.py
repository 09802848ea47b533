"""Doing what was decided: each effect's order, its activity, and what follows (design §2.7).

Regular activities for every effect and every chain write. One writer is in flight at a time: whoever performs carries
the journal that the register does not have yet.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy

from activities.apology import Apology, ApologyOrder
from activities.delivery import DeliverOrder, Delivery
from activities.escalation import EscalateOrder, Escalation
from activities.handoff import HandOff, TransferOrder
from activities.journal import Journal
from activities.reception import ReceiveOrder, Reception
from activities.result_return import ResultReturn, ReturnOrder
from activities.signature import Signature, SignOrder
from models.acts import Evidence
from models.dossier import DossierState, Effect, EffectKind
from models.identifiers import AgencyCode, OfficerId, StepKey
from models.journal import JournalWrite
from models.reasons import LateReason
from models.regime import FormKind
from models.value import unstamp
from workflows import outcomes
from workflows.outcomes import superior_of
from workflows.snapshot import snapshot_of

__all__ = ["JOURNAL_ERRORS", "perform", "record", "write_of"]

Order = TypeVar("Order")
Facts = TypeVar("Facts")

JOURNAL_ERRORS = frozenset({"CHAIN_FORKED", "CHAIN_GAP", "CHAIN_FORGED", "NOT_RESERVED"})
"""Errors after which no effect may go on: the journal here and the one in the register are not the same."""

_START_TO_CLOSE = timedelta(seconds=30)
_FIRST, _LONGEST = timedelta(seconds=1), timedelta(seconds=30)
_RECORD_RETRY = RetryPolicy(initial_interval=_FIRST, maximum_interval=_LONGEST)
"""Without the register nothing can be done: it is tried for as long as it takes."""
_EFFECT_RETRY = RetryPolicy(initial_interval=_FIRST, maximum_interval=_LONGEST, maximum_attempts=8)
"""About two minutes; then the effect is blocked and the dossier goes on beside it."""


def write_of(state: DossierState, now: datetime) -> JournalWrite:
    """Return the journal not yet written, with the read model as it stands."""
    return JournalWrite(
        code=state.opening.code,
        run_id=workflow.info().run_id,
        events=tuple(state.unwritten),
        snapshot=snapshot_of(state, now),
    )


async def record(state: DossierState, now: datetime) -> None:
    """Write the journal without an effect. Raises ActivityError only for an error that is final."""
    write = write_of(state, now)
    await _do(state, Journal.record_journal, write, "Ghi nhật ký", _RECORD_RETRY)
    _written(state, write)


async def perform(state: DossierState, effect: Effect, now: datetime, clock: Callable[[], datetime]) -> None:
    """Do one effect and tell what came of it, at the legal time that `clock` then shows. Raises ActivityError."""
    write = write_of(state, now)
    await _PERFORMERS[effect.kind](state, effect, write, clock)


async def _do(
    state: DossierState,
    method: Callable[[Any, Order], Facts],
    order: Order,
    summary: str,
    retry: RetryPolicy = _EFFECT_RETRY,
) -> Facts:
    facts: Facts = await workflow.execute_activity_method(
        method,
        order,
        start_to_close_timeout=_START_TO_CLOSE,
        retry_policy=retry,
        summary=summary,
        priority=Priority(fairness_key=state.holding_agency),
    )
    return facts


def _written(state: DossierState, write: JournalWrite) -> None:
    del state.unwritten[: len(write.events)]


async def _receive(state: DossierState, effect: Effect, write: JournalWrite, clock: Callable[[], datetime]) -> None:
    assert state.received_at is not None
    order = ReceiveOrder(
        write=write,
        effect_id=effect.effect_id,
        at=effect.at,
        opening=state.opening,
        received_at=state.received_at,
    )
    rules = await _do(state, Reception.receive, order, "Ghi sổ tiếp nhận, chốt quy định áp dụng")
    _written(state, write)
    outcomes.received(state, effect, rules, clock())


async def _transfer(state: DossierState, effect: Effect, write: JournalWrite, clock: Callable[[], datetime]) -> None:
    order = TransferOrder(
        write=write,
        effect_id=effect.effect_id,
        at=effect.at,
        from_agency=AgencyCode(effect.detail["from_agency"]),
        to_agency=AgencyCode(effect.detail["to_agency"]),
        to_step=StepKey(effect.detail["to_step"]),
    )
    facts = await _do(state, HandOff.transfer, order, f"Giao hồ sơ tới {order.to_agency}")
    _written(state, write)
    outcomes.transferred(state, effect, facts, clock())


async def _sign(state: DossierState, effect: Effect, write: JournalWrite, clock: Callable[[], datetime]) -> None:
    assert state.rules is not None
    assert state.received_at is not None
    procedure, agency = state.rules.procedure, AgencyCode(effect.detail["seal_agency"])
    order = SignOrder(
        write=write,
        effect_id=effect.effect_id,
        at=effect.at,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        result_name=procedure.result,
        signer=OfficerId(effect.detail["signer"]),
        agency=agency,
        superior=superior_of(state, agency),
        received_at=state.received_at,
        due=state.due,
    )
    facts = await _do(state, Signature.sign_result, order, "Ký số, cấp số và đóng dấu kết quả")
    _written(state, write)
    outcomes.released(state, effect, facts, clock())


async def _note_return(state: DossierState, effect: Effect, write: JournalWrite, clock: Callable[[], datetime]) -> None:
    order = ReturnOrder(
        write=write,
        effect_id=effect.effect_id,
        at=effect.at,
        evidence=Evidence(effect.detail["evidence"]),
        reference=effect.detail.get("reference"),
    )
    facts = await _do(state, ResultReturn.record_return, order, "Ghi nhận trả kết quả")
    _written(state, write)
    outcomes.returned(state, effect, facts, clock())


async def _apologise(state: DossierState, effect: Effect, write: JournalWrite, clock: Callable[[], datetime]) -> None:
    assert state.rules is not None
    assert state.received_at is not None
    procedure, told = state.rules.procedure, effect.detail
    form = state.rules.regime.form(FormKind.APOLOGY)
    agency = AgencyCode(told["accountable_agency"])
    officer, step_key = told.get("accountable_officer"), told.get("accountable_step")
    order = ApologyOrder(
        write=write,
        effect_id=effect.effect_id,
        at=effect.at,
        form=f"{form.number} {form.title}" if form else "",
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        result_name=procedure.result,
        agency=agency,
        superior=superior_of(state, agency),
        accountable_officer=OfficerId(officer) if officer else None,
        accountable_step_name=next((step.name for step in state.steps if step.key == step_key), None),
        reason=LateReason(told["reason_code"]),
        received_at=state.received_at,
        due=unstamp(told["due"]),
        new_due=unstamp(told["new_due"]),
    )
    facts = await _do(state, Apology.issue_apology_letter, order, "Ban hành văn bản xin lỗi")
    _written(state, write)
    outcomes.wrote_letter(state, effect, facts, clock())


async def _deliver(state: DossierState, effect: Effect, write: JournalWrite, clock: Callable[[], datetime]) -> None:
    assert state.apology is not None
    assert state.apology.letter is not None
    order = DeliverOrder(
        write=write,
        effect_id=effect.effect_id,
        at=effect.at,
        letter_id=effect.detail["letter"],
        paper=state.apology.letter.sha256,
    )
    facts = await _do(state, Delivery.deliver_letter, order, "Gửi văn bản xin lỗi")
    _written(state, write)
    outcomes.sent(state, effect, facts, clock())


async def _escalate(state: DossierState, effect: Effect, write: JournalWrite, clock: Callable[[], datetime]) -> None:
    order = EscalateOrder(
        write=write,
        effect_id=effect.effect_id,
        at=effect.at,
        to_agency=AgencyCode(effect.detail["to_agency"]),
        accountable_agency=AgencyCode(effect.detail["accountable_agency"]),
    )
    facts = await _do(state, Escalation.escalate, order, f"Báo cáo cấp trên {order.to_agency}")
    _written(state, write)
    outcomes.told_superior(state, effect, facts, clock())


_PERFORMERS: dict[
    EffectKind, Callable[[DossierState, Effect, JournalWrite, Callable[[], datetime]], Awaitable[None]]
] = {
    EffectKind.RECEPTION: _receive,
    EffectKind.TRANSFER: _transfer,
    EffectKind.SIGNATURE: _sign,
    EffectKind.RESULT_RETURN: _note_return,
    EffectKind.APOLOGY: _apologise,
    EffectKind.DELIVERY: _deliver,
    EffectKind.ESCALATION: _escalate,
}
