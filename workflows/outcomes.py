"""What follows when an effect was done, or could not be (design §2.6, §2.13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from activities.apology import ApologyFacts
from activities.coordination import CoordinationFacts
from activities.delivery import DeliveryFacts
from activities.digitisation import DigitisationFacts
from activities.errand import ErrandFacts
from activities.fact import FactFacts
from activities.feeding import FedFacts
from activities.handoff import TransferFacts
from activities.notice import NoticeFacts
from activities.reception import ReceptionFacts
from activities.refund import RefundFacts
from activities.result_return import ReturnFacts
from activities.signature import SignatureFacts
from activities.telling import ToldFacts
from models.dossier import DossierState
from models.effects import Blocked, Effect, EffectKind
from models.holdings import RECEPTION_DESK
from models.identifiers import AgencyCode
from models.journal import PaperRow
from models.lifecycle import Phase
from models.regime import Notice
from models.statuses import Status
from models.tags import Tag
from models.value import Json, Value, stamp
from workflows.apologies import fall_back
from workflows.coordinating import queued, seek_competent
from workflows.errands import decide_errand
from workflows.feeding import fed
from workflows.holding import hold
from workflows.journal import decide_effect, tell
from workflows.notices import decide_message, decide_receipt
from workflows.shelving import shelved
from workflows.words import passed_on

__all__ = [
    "AFTER", "FAILED", "After", "failed", "late_seconds", "received", "released", "returned", "sent", "superior_of",
    "told_agency", "told_superior", "transferred", "wrote_letter",
]  # fmt: skip

PAUSES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(days=1))
"""How long the clock waits before it tries an effect again after an outage; the last one from then on."""

FAILED = {
    EffectKind.RECEPTION: Tag.RECEPTION_FAILED,
    EffectKind.COORDINATION: Tag.COORDINATION_FAILED,
    EffectKind.DIGITISATION: Tag.DIGITISATION_FAILED,
    EffectKind.TRANSFER: Tag.TRANSFER_FAILED,
    EffectKind.SIGNATURE: Tag.SIGNATURE_FAILED,
    EffectKind.RESULT_RETURN: Tag.RESULT_RETURN_FAILED,
    EffectKind.APOLOGY: Tag.APOLOGY_FAILED,
    EffectKind.DELIVERY: Tag.DELIVERY_FAILED,
    EffectKind.ESCALATION: Tag.ESCALATION_FAILED,
    EffectKind.ERRAND: Tag.ERRAND_FAILED,
    EffectKind.CORRECTION: Tag.CORRECTION_FAILED,
    EffectKind.NOTICE: Tag.NOTICE_FAILED,
    EffectKind.REFUND: Tag.REFUND_FAILED,
    EffectKind.WORD: Tag.WORD_FAILED,
    EffectKind.FACT: Tag.FACT_FAILED,
    EffectKind.APOLOGY_SIGNATURE: Tag.APOLOGY_SIGNATURE_FAILED,
    EffectKind.FEEDING: Tag.FEEDING_FAILED,
}
"""The event that tells each effect's failure."""


class After(NamedTuple):
    """What follows when an effect of a kind was done."""

    tag: Tag
    facts: type[Value]
    follow: Callable[[DossierState, Effect, Any, datetime], None]


def failed(state: DossierState, effect: Effect, error: str, now: datetime, *, outage: bool) -> None:
    """The effect is shown as blocked; after an outage the clock tries again, else a person decides."""
    tell(state, FAILED[effect.kind], now, {"effect": effect.effect_id, "error": error, "attempts_over": outage})
    if effect.kind is EffectKind.DELIVERY and not state.apology_owed:
        return  # a person delivered it meanwhile
    if effect.kind is EffectKind.NOTICE and (error == "PERSON_ERASED" or (state.phase is Phase.ENDED and not outage)):
        return  # nobody is left to be told, or nothing that it could hold back
    if error == "COMPETENT_NOT_FOUND":
        seek_competent(state, now)
        return
    retry_at = now + PAUSES[min(effect.rounds, len(PAUSES) - 1)] if outage else None
    effect.rounds += 1
    state.blocked.append(Blocked(effect=effect, error=error, retry_at=retry_at))
    if effect.kind is EffectKind.APOLOGY:
        fall_back(state, now)


def received(state: DossierState, effect: Effect, facts: ReceptionFacts, now: datetime) -> None:
    """The rules are pinned; the promise is made."""
    assert state.received_at is not None
    stated = state.opening.stated
    state.rules, state.book_number, state.held = facts.rules, facts.book_number, facts.held
    state.waiting = None
    rules = state.rules
    state.clock = rules.clock(state.received_at, stated.due if stated else None)
    deadline = state.clock.on(rules.calendar)
    detail: dict[str, Json] = {
        "effect": effect.effect_id,
        "procedure_version": rules.procedure.version,
        "regime": rules.regime.code,
        "regime_version": rules.regime.version,
        "calendar": rules.calendar.version,
        "due": stamp(deadline.due) if deadline.due else None,
        "due_stated": True if stated and stated.due else None,
        "provisional": True if deadline.provisional else None,
        "book_number": facts.book_number,
        "held": {str(key): store.value for key, store in facts.held.items()} or None,
    }
    tell(state, Tag.RECEPTION_DONE, now, detail)
    state.status, state.phase, state.position = Status.ACCEPTED, Phase.TO_HAND_OVER, 0
    hold(state, RECEPTION_DESK, state.desk_since)
    decide_receipt(state, now)


def transferred(state: DossierState, effect: Effect, facts: TransferFacts, now: datetime) -> None:
    """The dossier lies in the receiver's inbox."""
    tell(state, Tag.TRANSFER_DONE, now, {"effect": effect.effect_id, "delivered_by": facts.delivered_by})
    decide_errand(state, effect, now)


def released(state: DossierState, effect: Effect, facts: SignatureFacts, now: datetime) -> None:
    """The signed result is there: the promise is kept, on time or late, and the return step opens."""
    tell(state, Tag.SIGNATURE_DONE, now, _paper_detail(effect, facts.paper) | {
        "signer_certificate": facts.paper.certificates[0],
        "seal_certificate": facts.paper.certificates[-1],
        "taken_over": facts.taken_over,
    })  # fmt: skip
    state.result, state.finished_at = facts.paper, now
    tell(state, Tag.RELEASED, now, {"late_seconds": late_seconds(state)})
    state.status, state.phase = Status.DONE, Phase.IN_HAND
    state.position += 1
    hold(state, state.position, now)
    decide_message(state, Notice.RESULT_READY, now)


def late_seconds(state: DossierState) -> int:
    """By how many seconds the promise was kept late; 0 when on time or never due."""
    if state.finished_at is None or state.due is None:
        return 0
    return max(int((state.finished_at - state.due).total_seconds()), 0)


def returned(state: DossierState, effect: Effect, facts: ReturnFacts, now: datetime) -> None:
    """The register has noted the return."""
    assert facts.evidence
    tell(state, Tag.RESULT_RETURN_DONE, now, {"effect": effect.effect_id})
    assert state.phase is Phase.ENDED


def fact_stands(state: DossierState, effect: Effect, facts: FactFacts, now: datetime) -> None:
    """The corrected fact is read from now on."""
    tell(state, Tag.FACT_DONE, now, {"effect": effect.effect_id, "taken_over": facts.taken_over})


def wrote_letter(state: DossierState, effect: Effect, facts: ApologyFacts, now: datetime) -> None:
    """The letter is issued, under the agency's seal alone or signed by its head too; now it is to be delivered."""
    assert state.apology is not None
    assert state.rules is not None
    signatures = facts.paper.certificates
    head_owes = state.rules.regime.parameters.personal_apology_signature_required and len(signatures) == 1
    state.apology.unsigned = head_owes and bool(state.apology.told)
    tell(state, Tag.APOLOGY_DONE, now, _paper_detail(effect, facts.paper) | {
        "signer_certificate": signatures[0] if len(signatures) > 1 else None,
        "seal_certificate": facts.paper.certificates[-1],
        "head_owes_signature": True if head_owes else None,
        "taken_over": facts.taken_over,
        "new_due": stamp(facts.new_due) if facts.taken_over else None,
    })  # fmt: skip
    # A letter taken over stands as it is: there is one new date, the one that was promised.
    state.apology.letter = facts.paper
    if facts.taken_over:
        state.apology.new_due = facts.new_due
    decide_effect(state, EffectKind.DELIVERY, now, {"letter": facts.letter_id})


def signed_letter(state: DossierState, effect: Effect, facts: ApologyFacts, now: datetime) -> None:
    """The head's signature stands under the same letter, with the same date; it goes out too."""
    assert state.apology is not None
    tell(state, Tag.APOLOGY_SIGNATURE_DONE, now, _paper_detail(effect, facts.paper) | {
        "signer_certificate": facts.paper.certificates[0],
        "seal_certificate": facts.paper.certificates[-1],
        "taken_over": facts.taken_over,
    })  # fmt: skip
    state.apology.signed, state.apology.signed_letter = facts.paper, facts.letter_id
    decide_effect(state, EffectKind.DELIVERY, now, {"letter": facts.letter_id})


def sent(state: DossierState, effect: Effect, facts: DeliveryFacts, now: datetime) -> None:
    """The letter is out; with evidence the apology is no longer owed."""
    assert state.apology is not None
    tell(state, Tag.DELIVERY_DONE, now, {
        "effect": effect.effect_id, "channel": facts.channel, "reference": facts.reference,
        "evidence": facts.evidence, "taken_over": facts.taken_over,
    })  # fmt: skip
    if state.apology.delivered is None:
        state.apology.delivered = facts.evidence


def told_superior(state: DossierState, effect: Effect, facts: ToldFacts, now: datetime) -> None:
    """The superior agency has been told."""
    tell(state, Tag.ESCALATION_DONE, now, {
        "effect": effect.effect_id, "reference": facts.reference, "taken_over": facts.taken_over,
    })  # fmt: skip


def told_agency(state: DossierState, effect: Effect, facts: ErrandFacts, now: datetime) -> None:
    """The receiving agency has the slip, in its own system or by the shared queue."""
    tell(state, Tag.ERRAND_DONE, now, {
        "effect": effect.effect_id, "delivered_by": facts.delivered_by, "reference": facts.reference,
        "error": facts.error, "taken_over": facts.taken_over,
    })  # fmt: skip


def told_applicant(state: DossierState, effect: Effect, facts: NoticeFacts, now: datetime) -> None:
    """The applicant has been told, as far as the channel proves it."""
    paper = facts.paper
    detail: dict[str, Json] = {
        "effect": effect.effect_id, "notice": effect.detail["notice"], "letter": facts.letter_id,
        "channel": facts.channel, "reference": facts.reference, "evidence": facts.evidence,
        "taken_over": facts.taken_over,
    }  # fmt: skip
    if paper is not None:
        detail |= _paper_detail(effect, paper) | {"seal_certificate": paper.certificates[-1]}
    tell(state, Tag.NOTICE_DONE, now, detail)


def ordered_refund(state: DossierState, effect: Effect, facts: RefundFacts, now: datetime) -> None:
    """The order to pay back stands in the register."""
    tell(state, Tag.REFUND_DONE, now, {"effect": effect.effect_id, "taken_over": facts.taken_over})


def corrected(state: DossierState, effect: Effect, facts: SignatureFacts, now: datetime) -> None:
    """The corrected paper takes the place of the one before, which stays."""
    tell(state, Tag.CORRECTION_DONE, now, _paper_detail(effect, facts.paper) | {
        "signer_certificate": facts.paper.certificates[0],
        "seal_certificate": facts.paper.certificates[-1],
        "supersedes": facts.paper.supersedes,
        "taken_over": facts.taken_over,
    })  # fmt: skip
    state.result = facts.paper


def _paper_detail(effect: Effect, paper: PaperRow) -> dict[str, Json]:
    return {
        "effect": effect.effect_id,
        "paper": paper.sha256,
        "sealed_file": paper.sealed_sha256,
        "number": paper.number,
    }


AFTER: dict[EffectKind, After] = {
    EffectKind.RECEPTION: After(Tag.RECEPTION_DONE, ReceptionFacts, received),
    EffectKind.COORDINATION: After(Tag.COORDINATION_DONE, CoordinationFacts, queued),
    EffectKind.DIGITISATION: After(Tag.DIGITISATION_DONE, DigitisationFacts, shelved),
    EffectKind.TRANSFER: After(Tag.TRANSFER_DONE, TransferFacts, transferred),
    EffectKind.SIGNATURE: After(Tag.SIGNATURE_DONE, SignatureFacts, released),
    EffectKind.RESULT_RETURN: After(Tag.RESULT_RETURN_DONE, ReturnFacts, returned),
    EffectKind.APOLOGY: After(Tag.APOLOGY_DONE, ApologyFacts, wrote_letter),
    EffectKind.DELIVERY: After(Tag.DELIVERY_DONE, DeliveryFacts, sent),
    EffectKind.ESCALATION: After(Tag.ESCALATION_DONE, ToldFacts, told_superior),
    EffectKind.ERRAND: After(Tag.ERRAND_DONE, ErrandFacts, told_agency),
    EffectKind.CORRECTION: After(Tag.CORRECTION_DONE, SignatureFacts, corrected),
    EffectKind.NOTICE: After(Tag.NOTICE_DONE, NoticeFacts, told_applicant),
    EffectKind.REFUND: After(Tag.REFUND_DONE, RefundFacts, ordered_refund),
    EffectKind.WORD: After(Tag.WORD_DONE, ToldFacts, passed_on),
    EffectKind.FACT: After(Tag.FACT_DONE, FactFacts, fact_stands),
    EffectKind.APOLOGY_SIGNATURE: After(Tag.APOLOGY_SIGNATURE_DONE, ApologyFacts, signed_letter),
    EffectKind.FEEDING: After(Tag.FEEDING_DONE, FedFacts, fed),
}
"""Every kind of effect."""


def superior_of(state: DossierState, agency: AgencyCode) -> AgencyCode | None:
    """The agency above, as pinned."""
    return state.rules.superiors.get(agency) if state.rules else None
