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

from activities.apology import Apology, ApologyOrder, SignApologyOrder
from activities.coordination import CoordinateOrder, Coordination
from activities.correction import Correction, CorrectOrder
from activities.delivery import DeliverOrder, Delivery
from activities.digitisation import Digitisation, DigitiseOrder
from activities.errand import Errands, SettleOrder
from activities.escalation import EscalateOrder, Escalation
from activities.fact import FactOrder, StatedFacts
from activities.feeding import Feeding, FeedOrder
from activities.handoff import HandOff, TransferOrder
from activities.journal import Journal
from activities.notice import FormPage, NoticeOrder, Notices
from activities.reception import ReceiveOrder, Reception
from activities.refund import RefundOrder, Refunds
from activities.result_return import ResultReturn, ReturnOrder
from activities.signature import Signature, SignOrder
from activities.word import WordOrder, Words
from models.dossier import DossierState
from models.effects import LETTERS, Effect, EffectKind
from models.identifiers import AgencyCode
from models.journal import JournalWrite
from models.queues import letters_of
from models.reasons import LateReason
from models.regime import FormKind
from models.value import unstamp
from workflows.branching import arrived
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
_NOTICE_RETRY = RetryPolicy(initial_interval=_FIRST, maximum_attempts=2)
"""Nothing waits for a notice: it is soon shown as blocked, and the clock tries it again beside all else."""
_EFFECT_RETRY = RetryPolicy(initial_interval=_FIRST, maximum_interval=_LONGEST, maximum_attempts=8)
"""About two minutes; then the effect is blocked and the dossier goes on beside it."""


class _Writing:
    """One write of the journal on its way. One that did not surely arrive is followed by a whole read model."""

    def __init__(self, state: DossierState, now: datetime) -> None:
        self._state = state
        self._branch = state.branch
        self._shows = snapshot_of(state, now)
        self.write = JournalWrite(
            code=state.opening.code,
            run_id=workflow.info().run_id,
            events=tuple(state.unwritten),
            snapshot=self._shows.since(state.kept),
        )
        state.kept = None

    def arrived(self) -> None:
        """The register has it; where a reset was adopted meanwhile, the next write shows the read model whole."""
        arrived(self._state, self.write.events)
        if self._state.branch == self._branch:
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
    retry = _NOTICE_RETRY if effect.kind is EffectKind.NOTICE else _EFFECT_RETRY
    facts = await _do(state, how.method, order, summary, retry, is_letter=effect.kind in LETTERS)
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
    told = effect.detail
    return ReceiveOrder(
        **common, opening=state.opening, received_at=unstamp(told["received_at"]), assigned=told.get("competent")
    )


def _to_coordinate(state: DossierState, effect: Effect, common: Common) -> CoordinateOrder:  # noqa: ARG001
    assert state.received_at is not None
    return CoordinateOrder(**common, opening=state.opening, received_at=state.received_at)


def _to_digitise(state: DossierState, effect: Effect, common: Common) -> DigitiseOrder:  # noqa: ARG001
    return DigitiseOrder(**common, **effect.detail)


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


def _to_correct(state: DossierState, effect: Effect, common: Common) -> CorrectOrder:
    told = effect.detail
    assert state.result is not None
    return CorrectOrder(
        **common,
        **_of_procedure(state, AgencyCode(told["seal_agency"])),
        signer=told["signer"],
        on_behalf_of=told.get("on_behalf_of"),
        due=None,
        refused_for=state.refusal.reason_code if state.refusal else None,
        note_id=told["note_id"],
        supersedes=told["supersedes"],
        former_number=state.result.number,
        former_at=state.result.signed_at,
    )


def _to_return(state: DossierState, effect: Effect, common: Common) -> ReturnOrder:  # noqa: ARG001
    return ReturnOrder(**common, evidence=effect.detail["evidence"], reference=effect.detail.get("reference"))


def _to_apologise(state: DossierState, effect: Effect, common: Common) -> ApologyOrder:
    return ApologyOrder(**_apology(state, effect, common))


def _to_sign_apology(state: DossierState, effect: Effect, common: Common) -> SignApologyOrder:
    return SignApologyOrder(**_apology(state, effect, common))


def _apology(state: DossierState, effect: Effect, common: Common) -> dict[str, Any]:
    """What either letter says; a head's own reason has no printed words but the note's."""
    assert state.rules is not None
    told, form = effect.detail, state.rules.regime.form(FormKind.APOLOGY)
    step = next((step for step in state.steps if step.key == told.get("accountable_step")), None)
    return {
        **common,
        **_of_procedure(state, state.acting_for(AgencyCode(told["accountable_agency"]))),
        "accountable": told["accountable_agency"],
        "form": f"{form.number} {form.title}" if form else "",
        "accountable_officer": told.get("accountable_officer"),
        "accountable_step_name": step.name if step else None,
        "reason": next((reason for reason in LateReason if reason.value == told["reason_code"]), None),
        "note_id": told.get("note_id"),
        "signer": told.get("signer"),
        "on_behalf_of": told.get("on_behalf_of"),
        "due": unstamp(told["due"]),
        "new_due": unstamp(told["new_due"]),
    }


def _to_deliver(state: DossierState, effect: Effect, common: Common) -> DeliverOrder:
    assert state.apology is not None
    name = effect.detail["letter"]
    paper = state.apology.signed if name == state.apology.signed_letter else state.apology.letter
    assert paper is not None
    return DeliverOrder(**common, letter_id=name, paper=paper.sha256)


def _to_escalate(state: DossierState, effect: Effect, common: Common) -> EscalateOrder:  # noqa: ARG001
    return EscalateOrder(**common, **effect.detail)


def _to_pass_on(state: DossierState, effect: Effect, common: Common) -> WordOrder:  # noqa: ARG001
    return WordOrder(**common, to_agency=effect.detail["to_agency"], about=effect.detail["about"])


def _to_settle(state: DossierState, effect: Effect, common: Common) -> SettleOrder:  # noqa: ARG001
    told = effect.detail
    return SettleOrder(**common, to_agency=told["to_agency"], answer=told.get("answer"), error=told.get("error"))


def _to_notify(state: DossierState, effect: Effect, common: Common) -> NoticeOrder:
    told = {name: value for name, value in effect.detail.items() if name in NoticeOrder.model_fields}
    order = NoticeOrder(
        **common,
        **told,
        opening=state.opening,
        received_at=state.received_at or state.opening.received_at,
        officer=state.received_by,
    )
    if order.form is None or state.rules is None:
        return order
    page = FormPage.of(state.rules, order.form, order.agency, due=state.due, book_number=state.book_number)
    return order.model_copy(update={"page": page})


def _to_refund(state: DossierState, effect: Effect, common: Common) -> RefundOrder:  # noqa: ARG001
    return RefundOrder(**common, **effect.detail)


def _to_feed(state: DossierState, effect: Effect, common: Common) -> FeedOrder:  # noqa: ARG001
    return FeedOrder(**common)


def _to_correct_fact(state: DossierState, effect: Effect, common: Common) -> FactOrder:  # noqa: ARG001
    return FactOrder(**common, **effect.detail)


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
    EffectKind.COORDINATION: _How(_to_coordinate, Coordination.coordinate, "Tìm nơi điều phối cho {receiving}"),
    EffectKind.DIGITISATION: _How(_to_digitise, Digitisation.digitise, "Đưa giấy tờ {component} vào kho dữ liệu"),
    EffectKind.TRANSFER: _How(_to_transfer, HandOff.transfer, "Giao hồ sơ tới {to_agency}"),
    EffectKind.SIGNATURE: _How(_to_sign, Signature.sign_result, "Ký số, cấp số và đóng dấu kết quả"),
    EffectKind.RESULT_RETURN: _How(_to_return, ResultReturn.record_return, "Ghi nhận trả kết quả"),
    EffectKind.APOLOGY: _How(_to_apologise, Apology.issue_apology_letter, "Ban hành văn bản xin lỗi"),
    EffectKind.DELIVERY: _How(_to_deliver, Delivery.deliver_letter, "Gửi văn bản xin lỗi"),
    EffectKind.ESCALATION: _How(_to_escalate, Escalation.escalate, "Báo cáo cấp trên {to_agency}"),
    EffectKind.FACT: _How(_to_correct_fact, StatedFacts.correct_fact, "Ghi đính chính thông tin"),
    EffectKind.APOLOGY_SIGNATURE: _How(_to_sign_apology, Apology.sign_apology_letter, "Ký số văn bản xin lỗi"),
    EffectKind.WORD: _How(_to_pass_on, Words.tell_agency, "Báo cơ quan {to_agency}"),
    EffectKind.NOTICE: _How(_to_notify, Notices.tell_applicant, "Thông báo cho người nộp: {notice}"),
    EffectKind.REFUND: _How(_to_refund, Refunds.order_refund, "Lập lệnh hoàn trả {amount} đồng"),
    EffectKind.CORRECTION: _How(_to_correct, Correction.issue_correction, "Ký số và đóng dấu bản đính chính"),
    EffectKind.FEEDING: _How(_to_feed, Feeding.feed_group, "Báo nhóm liên thông {group}"),
    EffectKind.ERRAND: _How(_to_settle, Errands.settle_errand, "Ghi nhận việc báo tới {to_agency}"),
}
"""What follows is told by workflows.outcomes.AFTER."""
