"""What the applicant is told: the official forms under an agency's seal, and short messages (rulebook §1, "Forms").

Which of them the engine issues is the regime's choice; before acceptance, when no rules are pinned yet, the one that
stood when the dossier was registered. A notice never holds anything back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from models.dossier import DossierState
from models.effects import EffectKind
from models.identifiers import AgencyCode
from models.lifecycle import Phase
from models.matter import Matter
from models.procedure import StepKind
from models.regime import FormKind, Notice
from models.statuses import Status
from models.tags import Tag
from models.value import Json, stamp
from workflows.journal import decide_effect
from workflows.watch import Watch

__all__ = ["UNCOLLECTED", "decide_message", "decide_notice"]


def decide_notice(
    state: DossierState, kind: FormKind, now: datetime, *, agency: AgencyCode | None = None, **detail: Json
) -> None:
    """Queue an official form to the applicant, sealed by `agency` (None: the desk), unless the regime knows no such.

    `detail`: what NOTICE_DECIDED has of `matter`, `components`, `reason_code`, `note_id`, `until` (as `stamp` writes
    it), `amount`.
    """
    if state.rules is None or state.rules.regime.form(kind) is not None:
        _decide(state, Notice(kind.value), now, agency=agency or state.desk, **detail)


def decide_message(state: DossierState, about: Notice, now: datetime, **detail: Json) -> None:
    """Queue a short message to the applicant; `detail` as of `decide_notice`."""
    _decide(state, about, now, agency=state.desk, **detail)


def _decide(state: DossierState, notice: Notice, now: datetime, **detail: Json) -> None:
    if state.terms is not None and notice in state.terms.notices:
        decide_effect(state, EffectKind.NOTICE, now, {"notice": notice.value, **detail})


def decide_receipt(state: DossierState, now: datetime) -> None:
    """Queue the receipt with its appointment; what is returned at once has one on request only (rulebook §1)."""
    assert state.rules is not None
    parameters, procedure = state.rules.regime.parameters, state.rules.procedure
    if not (procedure.slip_on_request and parameters.slip_optional_when_immediate):
        decide_notice(state, FormKind.RECEIPT, now, until=stamp(state.due) if state.due else None)


def asked_of_applicant(matter: Matter) -> dict[str, Any]:
    """What a reminder tells of what is waited for."""
    told: dict[str, Any] = {name: matter.detail[name] for name in ("components", "amount") if name in matter.detail}
    return told | {"matter": matter.number, "until": stamp(matter.due) if matter.due else None}


def _uncollected(state: DossierState) -> Iterator[tuple[datetime, int]]:
    """At so many days each since it can be collected, for as long as the result lies there."""
    if state.rules is None or state.finished_at is None or not _lies_ready(state):
        return
    parameters = state.rules.regime.parameters
    if parameters.collect_reminder_days:
        for number in range(1, parameters.collect_reminders + 1):
            yield _ready_since(state, number) + number * timedelta(days=parameters.collect_reminder_days), number


def _lies_ready(state: DossierState) -> bool:
    at_return = state.step is not None and state.step.kind is StepKind.RETURN
    return state.status is Status.DONE and state.phase is Phase.IN_HAND and at_return


def _ready_since(state: DossierState, _: int) -> datetime:
    """Since the release; where a fee was still to be paid for it, since that was paid."""
    assert state.finished_at is not None
    return max([state.finished_at, *(payment.paid_at for payment in state.payments)])


def _release(state: DossierState, _: int) -> dict[str, Json]:
    assert state.finished_at is not None
    return {"released": stamp(state.finished_at)}


def _remind(state: DossierState, _: int, __: datetime, now: datetime) -> None:
    decide_message(state, Notice.COLLECT_REMINDER, now)


UNCOLLECTED = Watch(Tag.UNCOLLECTED, _uncollected, _ready_since, _release, _remind)
