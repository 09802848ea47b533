"""The read model of a dossier as its state stands: what every register write carries (design §2.6)."""

from __future__ import annotations

from datetime import datetime

from models.components import count
from models.dossier import DossierState
from models.identifiers import AgencyCode
from models.journal import DossierRow, HoldingRow, Snapshot, StepRow
from models.lifecycle import Phase
from models.procedure import Role

__all__ = ["snapshot_of"]


def snapshot_of(state: DossierState, now: datetime) -> Snapshot:
    """Return the read model of `state` at the legal instant `now`."""
    return Snapshot(
        dossier=_dossier(state, now),
        steps=tuple(_step(state, position, now) for position in range(len(state.steps))),
        hand_overs=tuple(_hand_over(state, number) for number in range(len(state.hand_overs))),
        alarms=tuple(state.alarms),
        matters=tuple(matter.row for matter in state.matters),
    )


def _dossier(state: DossierState, now: datetime) -> DossierRow:
    opening, rules, step, deadline = state.opening, state.rules, state.step, state.deadline
    agency, role = whose_move(state)
    wants = _wanted_of_the_head(state)
    return DossierRow(
        code=opening.code,
        submission_id=opening.submission_id,
        procedure=opening.procedure,
        procedure_version=rules.procedure.version if rules else None,
        regime=rules.regime.code if rules else None,
        calendar=state.counted_by,
        channel=opening.channel.value,
        origin=opening.origin.value,
        receiving=opening.receiving,
        competent=state.competent,
        assisted=opening.assisted,
        holding=agency,
        holding_role=role,
        status=int(state.status),
        phase=state.phase.value,
        step=step.key if step else None,
        book_number=state.book_number,
        **count(opening.components, state.digitised)._asdict(),
        received_at=state.received_at,
        due_original=state.due_original,
        due=deadline.due if deadline else None,
        new_due=state.apology.new_due if state.apology else None,
        overdue=state.overdue_at(now),
        finished_at=state.finished_at,
        closed_at=state.closed_at,
        apology_owed=state.apology_owed,
        escalated=state.escalated,
        outcome=state.outcome,
        marked_late=state.marked_late,
        assigned=state.assigned,
        due_extended=deadline.due_extended if deadline else None,
        urged=len(state.urges),
        accountable=state.apology.accountable if state.apology else None,
        accountable_stated=state.apology.stated_agency if state.apology else None,
        apology_by=state.accountable if wants else None,
        apology_wants=wants,
        rating=state.rating.score if state.rating else None,
        result_cancelled_at=state.result_cancelled_at,
        blocked=tuple(f"{b.effect.effect_id}:{b.effect.kind.value}:{b.error}" for b in state.blocked),
        branch=state.branch,
        seq=state.seq,
        head=state.head,
    )


def _wanted_of_the_head(state: DossierState) -> str | None:
    """What the head who answers for the delay has to see to: a drafted letter, or the signature under a sealed one."""
    if state.waiting_draft is not None:
        return "draft"
    return "signature" if state.apology is not None and state.apology.wants_signature else None


def whose_move(state: DossierState) -> tuple[AgencyCode, Role | None]:
    """Whose inbox the dossier lies in: agency, and role if a person of it is to act."""
    match state.phase:
        case Phase.REGISTERED:
            return state.desk, Role.RECEPTION
        case Phase.COORDINATING:
            return state.coordinator or state.desk, Role.HEAD
        case Phase.TO_HAND_OVER:
            return state.holding_agency, state.role_at(state.holder)
        case Phase.HANDED_OVER | Phase.IN_HAND:
            return state.agency_at(state.position), state.role_at(state.position)
        case Phase.SUSPENDED:
            return state.desk, Role.RECEPTION
        case Phase.RECEIVING | Phase.RELEASING | Phase.ENDED | Phase.AFTER:
            return state.holding_agency, None


def _step(state: DossierState, position: int, now: datetime) -> StepRow:
    step, holding = state.steps[position], state.holdings.get(position)
    since = holding.open_since if holding else None
    used = state.used(position, since or now)
    return StepRow(
        position=position,
        key=step.key,
        name=step.name,
        agency=_agency_of(state, position),
        role=step.role,
        kind=step.kind,
        allotted_minutes=int(state.allotted(position).total_seconds() // 60),
        used_minutes=int(used.total_seconds() // 60),
        held_since=since,
        officer=holding.officer if holding else None,
        assigned=holding.assigned if holding else None,
    )


def _agency_of(state: DossierState, position: int) -> AgencyCode:
    """Whose step it is; a step that was over before its agency ceased stays that agency's."""
    holding = state.holdings.get(position)
    former = holding.former if holding else []
    over = former and holding is not None and holding.open_since is None
    if (
        over
        and holding is not None
        and all(one.end is not None and one.end <= former[-1].until for one in holding.stretches)
    ):
        return former[-1].agency
    return state.agency_at(position)


def _hand_over(state: DossierState, number: int) -> HoldingRow:
    given = state.hand_overs[number]
    target = state.key_at(given.target)
    assert target is not None
    return HoldingRow(
        number=number + 1,
        from_agency=given.source_agency or state.agency_at(given.source),
        to_agency=given.target_agency or state.agency_at(given.target),
        from_step=state.key_at(given.source),
        to_step=target,
        given_by=given.given_by,
        given_at=given.given_at,
        taken_by=given.taken_by,
        taken_at=given.taken_at,
        declined=given.declined,
        withdrawn=given.withdrawn,
    )
