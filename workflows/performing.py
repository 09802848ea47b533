"""Doing what was decided: each effect's order, its activity, and what follows (design §2.7).

Regular activities for every effect and every chain write. One writer is in flight at a time: whoever performs carries
the journal that the register does not have yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy

from activities.apology import Apology, ApologyOrder
from activities.delivery import DeliverOrder, Delivery
from activities.errand import Errands, SettleOrder
from activities.escalation import EscalateOrder, Escalation
from activities.handoff import HandOff, TransferOrder
from activities.journal import Journal
from activities.reception import ReceiveOrder, Reception
from activities.result_return import ResultReturn, ReturnOrder
from activities.signature import Signature, SignOrder
from activities.word import WordOrder, Words
from models.dossier import LETTERS, DossierState, Effect, EffectKind
from models.identifiers import AgencyCode
from models.journal import JournalWrite
from models.queues import letters_of
from models.reasons import LateReason
from models.regime import FormKind
from models.value import unstamp
from workflows.lapse import lapse
from workflows.outcomes import AFTER, superior_of
from workflows.snapshot import snapshot_of

__all__ = ["JOURNAL_ERRORS", "perform", "record"]

Said = TypeVar("Said")
Facts = TypeVar("Facts")

JOURNAL_ERRORS = frozenset({"CHAIN_FORKED", "CHAIN_GAP", "CHAIN_FORGED", "NOT_RESERVED"})
"""Errors after which no effect may go on: the journal here and the one in the register are not the same."""

_START_TO_CLOSE = timedelta(seconds=30)
_LETTER_WAITS = timedelta(hours=1)
"""Behind ten thousand others a letter waits for its turn; past this nobody serves its queue, where an attempt would
never start: the letter is shown as blocked, and what else the dossier has to do goes on."""
_FIRST, _LONGEST = timedelta(seconds=1), timedelta(seconds=30)
_RECORD_RETRY = RetryPolicy(initial_interval=_FIRST, maximum_interval=_LONGEST)
"""Without the register nothing can be done: it is tried for as long as it takes."""
_EFFECT_RETRY = RetryPolicy(initial_interval=_FIRST, maximum_interval=_LONGEST, maximum_attempts=8)
"""About two minutes; then the effect is blocked and the dossier goes on beside it."""


class _Writing:
    """One write of the journal on its way. One that did not surely arrive is followed by a whole read model."""

    def __init__(self, state: DossierState, now: datetime) -> None:
        self._state = state
        self._shows = snapshot_of(state, now)
        self.write = JournalWrite(
            code=state.opening.code,
            run_id=workflow.info().run_id,
            events=tuple(state.unwritten),
            snapshot=self._shows.since(state.kept),
        )
        state.kept = None

    def arrived(self) -> None:
        """The register has it."""
        del self._state.unwritten[: len(self.write.events)]
        self._state.kept = self._shows


async def record(state: DossierState, now: datetime) -> None:
    """Write the journal without an effect. Raises ActivityError only for an error that is final."""
    writing = _Writing(state, now)
    await _do(state, Journal.record_journal, writing.write, None, _RECORD_RETRY)
    writing.arrived()


async def perform(state: DossierState, effect: Effect, now: datetime, clock: Callable[[], datetime]) -> None:
    """Do one effect and tell what came of it, at the legal time that `clock` then shows. Raises ActivityError."""
    writing, how = _Writing(state, now), _HOW[effect.kind]
    order = how.order(state, effect, {"write": writing.write, "effect_id": effect.effect_id, "at": effect.at})
    summary = how.summary.format(**effect.detail)
    facts = await _do(state, how.method, order, summary, is_letter=effect.kind in LETTERS)
    writing.arrived()
    done_at = clock()
    lapse(state, done_at)  # it may have outlasted a due instant: what it brings about comes after what is past
    AFTER[effect.kind].follow(state, effect, facts, done_at)


async def _do(
    state: DossierState,
    method: Callable[[Any, Said], Facts],
    said: Said,
    summary: str | None,
    retry: RetryPolicy = _EFFECT_RETRY,
    *,
    is_letter: bool = False,
) -> Facts:
    facts: Facts = await workflow.execute_activity_method(
        method,
        said,
        task_queue=letters_of(workflow.info().task_queue) if is_letter else None,
        schedule_to_start_timeout=_LETTER_WAITS if is_letter else None,
        start_to_close_timeout=_START_TO_CLOSE,
        retry_policy=retry,
        summary=summary,
        priority=Priority(fairness_key=state.holding_agency),
    )
    return facts


# ── orders ────────────────────────────────────────────────────────────────────────────────────────────────────────────

Common = dict[str, Any]
"""What every order has: the write, the effect's id and its legal time."""


def _to_receive(state: DossierState, effect: Effect, common: Common) -> ReceiveOrder:
    return ReceiveOrder(**common, opening=state.opening, received_at=unstamp(effect.detail["received_at"]))


def _to_transfer(state: DossierState, effect: Effect, common: Common) -> TransferOrder:  # noqa: ARG001
    return TransferOrder(**common, **effect.detail)


def _to_sign(state: DossierState, effect: Effect, common: Common) -> SignOrder:
    agency = AgencyCode(effect.detail["seal_agency"])
    return SignOrder(
        **common,
        **_of_procedure(state, agency),
        signer=effect.detail["signer"],
        on_behalf_of=effect.detail.get("on_behalf_of"),
        due=state.due,
        refused_for=effect.detail.get("refused_for"),
        note_id=effect.detail.get("note_id"),
    )


def _to_return(state: DossierState, effect: Effect, common: Common) -> ReturnOrder:  # noqa: ARG001
    return ReturnOrder(**common, evidence=effect.detail["evidence"], reference=effect.detail.get("reference"))


def _to_apologise(state: DossierState, effect: Effect, common: Common) -> ApologyOrder:
    assert state.rules is not None
    told, form = effect.detail, state.rules.regime.form(FormKind.APOLOGY)
    step = next((step for step in state.steps if step.key == told.get("accountable_step")), None)
    return ApologyOrder(
        **common,
        **_of_procedure(state, state.acting_for(AgencyCode(told["accountable_agency"]))),
        accountable=told["accountable_agency"],
        form=f"{form.number} {form.title}" if form else "",
        accountable_officer=told.get("accountable_officer"),
        accountable_step_name=step.name if step else None,
        reason=LateReason(told["reason_code"]),
        due=unstamp(told["due"]),
        new_due=unstamp(told["new_due"]),
    )


def _to_deliver(state: DossierState, effect: Effect, common: Common) -> DeliverOrder:
    assert state.apology is not None
    assert state.apology.letter is not None
    return DeliverOrder(**common, letter_id=effect.detail["letter"], paper=state.apology.letter.sha256)


def _to_escalate(state: DossierState, effect: Effect, common: Common) -> EscalateOrder:  # noqa: ARG001
    return EscalateOrder(**common, **effect.detail)


def _to_tell(state: DossierState, effect: Effect, common: Common) -> WordOrder:  # noqa: ARG001
    return WordOrder(**common, to_agency=effect.detail["to_agency"], about=effect.detail["about"])


def _to_settle(state: DossierState, effect: Effect, common: Common) -> SettleOrder:  # noqa: ARG001
    told = effect.detail
    return SettleOrder(**common, to_agency=told["to_agency"], answer=told.get("answer"), error=told.get("error"))


def _of_procedure(state: DossierState, agency: AgencyCode) -> dict[str, Any]:
    """What papers print of the procedure, and whose paper it is."""
    assert state.rules is not None
    procedure = state.rules.procedure
    return {
        "procedure_code": procedure.code,
        "procedure_name": procedure.name,
        "result_name": procedure.result,
        "agency": agency,
        "superior": superior_of(state, agency),
        "received_at": state.received_at,
    }


@dataclass(frozen=True)
class _How(Generic[Said, Facts]):
    """How one kind of effect is done."""

    order: Callable[[DossierState, Effect, Common], Said]
    method: Callable[[Any, Said], Facts]
    summary: str
    """What Temporal's pages show, with fields of the effect's detail."""


_HOW: dict[EffectKind, _How[Any, Any]] = {
    EffectKind.RECEPTION: _How(_to_receive, Reception.receive, "Ghi sổ tiếp nhận, chốt quy định áp dụng"),
    EffectKind.TRANSFER: _How(_to_transfer, HandOff.transfer, "Giao hồ sơ tới {to_agency}"),
    EffectKind.SIGNATURE: _How(_to_sign, Signature.sign_result, "Ký số, cấp số và đóng dấu kết quả"),
    EffectKind.RESULT_RETURN: _How(_to_return, ResultReturn.record_return, "Ghi nhận trả kết quả"),
    EffectKind.APOLOGY: _How(_to_apologise, Apology.issue_apology_letter, "Ban hành văn bản xin lỗi"),
    EffectKind.DELIVERY: _How(_to_deliver, Delivery.deliver_letter, "Gửi văn bản xin lỗi"),
    EffectKind.ESCALATION: _How(_to_escalate, Escalation.escalate, "Báo cáo cấp trên {to_agency}"),
    EffectKind.WORD: _How(_to_tell, Words.tell_agency, "Báo cơ quan {to_agency}"),
    EffectKind.ERRAND: _How(_to_settle, Errands.settle_errand, "Ghi nhận việc báo tới {to_agency}"),
}
"""What follows is told by workflows.outcomes.AFTER."""
