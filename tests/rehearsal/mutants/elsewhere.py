"""Defects of competence, and of linked procedures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from models.acts import Act
from models.dossier import DossierState
from models.effects import EffectKind
from models.linked import LinkedProcedures, OnEnd, TrackingKey, judge
from models.procedure import StepKind
from models.rules import PinnedRules
from motcua.register import linked
from motcua.service.linking import Linking
from tests.rehearsal.mutants.mutant import Mutant, Patch, pinned, watched
from workflows import apologies
from workflows.coordinating import NOT_COORDINATED
from workflows.outcomes import AFTER
from workflows.verbs import VERBS

_AN_HOUR = timedelta(hours=1)


def _signed_where_received(rules: PinnedRules) -> PinnedRules:
    steps = tuple(
        step.model_copy(update={"agency": rules.desk}) if step.kind is StepKind.SIGN else step
        for step in rules.procedure.steps
    )
    return rules.model_copy(update={"procedure": rules.procedure.model_copy(update={"steps": steps})})


def _late_where_received(patch: Patch) -> None:
    fault_of = apologies.fault_of
    patch.setattr(apologies, "fault_of", lambda state, now: fault_of(state, now)._replace(agency=state.desk))


def _an_hour_more_to_assign(patch: Patch) -> None:
    after = AFTER[EffectKind.COORDINATION]

    def queued(state: DossierState, effect: Any, facts: Any, now: datetime) -> None:
        after.follow(state, effect, facts.model_copy(update={"assign_by": facts.assign_by + _AN_HOUR}), now)

    patch.setitem(AFTER, EffectKind.COORDINATION, after._replace(follow=queued))


def _received_when_assigned(patch: Patch) -> None:
    verb = VERBS[Act.ASSIGN_COMPETENT]

    def assign(state: DossierState, said: Any, now: datetime) -> None:
        state.received_at = now
        verb.decide(state, said, now)

    patch.setitem(VERBS, Act.ASSIGN_COMPETENT, verb._replace(decide=assign))


def _an_hour_later(state: DossierState) -> Any:
    for due, number in NOT_COORDINATED.find(state):
        yield due + _AN_HOUR, number


def _key_of_tomorrow(patch: Patch) -> None:
    compose = TrackingKey.compose
    patch.setattr(TrackingKey, "compose", lambda agency, day, number: compose(agency, day + timedelta(1), number))


def _received_an_hour_later(patch: Patch) -> None:
    start = Linking._start

    async def later(self: Linking, settled: Any, part: Any, submitting: Any, at: datetime) -> None:
        await start(self, settled, part, submitting, at + _AN_HOUR)

    patch.setattr(Linking, "_start", later)


def _fed_with_nothing(patch: Patch) -> None:
    part_submission = linked.LinkedGroups.part_submission

    def unfed(*said: Any) -> Any:
        submission, member = part_submission(*said)
        return submission, member.model_copy(update={"fed": ()})

    patch.setattr(linked.LinkedGroups, "part_submission", unfed)


def _goes_on_all_the_same(patch: Patch) -> None:
    def careless(definition: LinkedProcedures, states: Any) -> Any:
        parts = tuple(
            part.model_copy(
                update={"needs": tuple(need.model_copy(update={"on_end": OnEnd.CONTINUE}) for need in part.needs)}
            )
            for part in definition.parts
        )
        return judge(definition.model_copy(update={"parts": parts}), states)

    patch.setattr("motcua.register.linked.judge", careless)


MUTANTS = (
    Mutant("signed where it was received", "competence.elsewhere", ("elsewhere.late",), pinned(_signed_where_received)),
    Mutant("late where it was received", "competence.lateness", ("elsewhere.late",), _late_where_received),
    Mutant("an hour more to find who is competent", "competence.queued", ("elsewhere.coordinated",),
           _an_hour_more_to_assign),
    Mutant("received when somebody was named", "competence.waits_for_a_name", ("elsewhere.coordinated",),
           _received_when_assigned),
    Mutant("silence of the coordinator an hour later", "competence.silence", ("elsewhere.coordinated",),
           watched(NOT_COORDINATED, find=_an_hour_later)),
    Mutant("a key of tomorrow", "linked.one_key", ("linked.cancelled",), _key_of_tomorrow),
    Mutant("a part is received an hour later", "linked.own_clock", ("linked.withdrawn",), _received_an_hour_later),
    Mutant("a part is fed with nothing", "linked.fed", ("linked.withdrawn",), _fed_with_nothing),
    Mutant("a part goes on without what it needs", "linked.rest", ("linked.cancelled",), _goes_on_all_the_same),
)  # fmt: skip
