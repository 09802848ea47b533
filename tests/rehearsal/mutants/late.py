"""Defects of lateness."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from models.dossier import DossierState
from models.lifecycle import Phase
from models.remembered import Apology
from models.rules import PinnedRules
from models.statuses import Status
from tests.rehearsal.mutants.mutant import Mutant, Patch, instead, pinned, unwatched, watched
from workflows import apologies, lapse, outcomes, snapshot
from workflows.apologies import OVERDUE_AGAIN
from workflows.promising import DUE_SOON, OVERDUE
from workflows.verbs import returning

_AN_HOUR = timedelta(hours=1)


def _head_never_owes(rules: PinnedRules) -> PinnedRules:
    owes = not rules.regime.parameters.personal_apology_signature_required
    parameters = rules.regime.parameters.model_copy(update={"personal_apology_signature_required": owes})
    return rules.model_copy(update={"regime": rules.regime.model_copy(update={"parameters": parameters})})


def _nobody_above(rules: PinnedRules) -> PinnedRules:
    return rules.model_copy(update={"superiors": dict.fromkeys(rules.superiors)})


def _for_another_instant(patch: Patch) -> None:
    def made(decide: Any) -> Any:
        return lambda state, due, now: decide(state, due + _AN_HOUR, now)

    instead(patch, "workflows.promising.decide_apology", made)


def _due_though_done(state: DossierState) -> Any:
    if state.due is not None:
        yield state.due, state.promises


def _an_hour_later(state: DossierState) -> Any:
    if state.due is not None and state.finished_at is None:
        yield state.due + _AN_HOUR, state.promises


def _warned_an_hour_later(state: DossierState) -> Any:
    deadline = state.deadline
    if deadline is not None and state.finished_at is None and deadline.due_soon_at is not None:
        yield deadline.due_soon_at + _AN_HOUR, state.promises


def _new_date_in_between(patch: Patch) -> None:
    new_date = apologies.new_date
    patch.setattr(apologies, "new_date", lambda state, now: new_date(state, now) - _AN_HOUR)


def _apologised_anew(patch: Patch) -> None:
    def made(decide: Any) -> Any:
        def forgetful(state: DossierState, due: datetime, now: datetime) -> None:
            whole = state.opening
            state.opening = whole.model_copy(update={"stated": None})
            decide(state, due, now)
            state.opening = whole

        return forgetful

    instead(patch, "workflows.promising.decide_apology", made)


def _blames_the_desk(patch: Patch) -> None:
    fault_of = apologies.fault_of

    def desk(state: DossierState, now: datetime) -> apologies.Fault:
        return fault_of(state, now)._replace(agency=state.desk, officer=None, step=None)

    patch.setattr(apologies, "fault_of", desk)


def _second_date(state: DossierState, _: int, due: datetime, now: datetime) -> None:
    state.escalated = True
    apologies.decide_apology(state, due, now)


def _original_moves(patch: Patch) -> None:
    dossier = snapshot._dossier

    def moved(*said: Any) -> Any:
        row = dossier(*said)
        return row.model_copy(update={"due_original": row.new_due or row.due_original})

    patch.setattr(snapshot, "_dossier", moved)


def _dropped(state: DossierState, _: int, due: datetime, now: datetime) -> None:
    apologies.decide_apology(state, due, now)
    assert state.apology is not None
    state.apology.delivered = "post_tracking"
    state.status, state.phase, state.finished_at = Status.NOT_ACCEPTED, Phase.ENDED, now


def _letter_stays_behind(patch: Patch) -> None:
    patch.setattr(returning, "_delivered", lambda *_, **__: None)


def _owes_nothing(patch: Patch) -> None:
    patch.setattr(Apology, "owed", property(lambda _: False))


def _a_minute_more(patch: Patch) -> None:
    late_seconds = outcomes.late_seconds
    patch.setattr(outcomes, "late_seconds", lambda state: late_seconds(state) + 60)


def _told_an_hour_late(patch: Patch) -> None:
    patch.setattr(lapse, "planned", lambda due, *_: due + _AN_HOUR)


MUTANTS = (
    Mutant("no apology", "late.apologised_once", ("late.at_signature",), watched(OVERDUE, then=None)),
    Mutant("an apology for another instant", "late.at_the_due_instant", ("late.at_signature",), _for_another_instant),
    Mutant("late though it was done", "late.nobody_else", ("road.uncollected",), watched(OVERDUE,
           find=_due_though_done)),
    Mutant("a new date within a session", "late.one_new_date", ("late.at_signature",), _new_date_in_between),
    Mutant("apologised for a second time", "late.stated_new_date", ("migrated.late_again",), _apologised_anew),
    Mutant("the desk is always at fault", "late.accountable", ("late.in_consultation",), _blames_the_desk),
    Mutant("the head's debt is forgotten", "late.sealed_alone", ("late.at_desk",), pinned(_head_never_owes)),
    Mutant("late again, and nobody is told", "late.escalated", ("late.again",), unwatched(OVERDUE_AGAIN)),
    Mutant("escalated to nobody above", "late.escalated", ("late.again",), pinned(_nobody_above)),
    Mutant("a second new date", "late.no_second_date", ("late.again",), watched(OVERDUE_AGAIN, then=_second_date)),
    Mutant("the original date moves", "late.original_stays", ("late.at_signature",), _original_moves),
    Mutant("dropped because it is late", "late.never_dropped", ("late.at_desk",), watched(OVERDUE, then=_dropped)),
    Mutant("the letter stays behind", "late.holds_nothing_back", ("late.at_signature",), _letter_stays_behind),
    Mutant("closed with the letter owed", "late.owed_until_evidence", ("late.letter_after_result",), _owes_nothing),
    Mutant("a minute more late", "late.to_the_second", ("late.at_signature",), _a_minute_more),
    Mutant("warned an hour later", "alarm.before_due", ("late.at_signature",),
           watched(DUE_SOON, find=_warned_an_hour_later)),
    Mutant("overdue an hour later", "alarm.at_due", ("late.at_desk",), watched(OVERDUE, find=_an_hour_later)),
    Mutant("alarms are told an hour late", "alarm.in_time", ("handing.silent",), _told_an_hour_late),
)  # fmt: skip
