"""Defects of handing over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from models import policy
from models.acts import Act
from models.dossier import DossierState
from models.holdings import HandOver
from models.identifiers import OfficerId
from models.lifecycle import Phase
from models.procedure import Role
from models.rules import PinnedRules
from motcua.rehearsal.life import Life
from tests.rehearsal.mutants.mutant import Mutant, Patch, after_act, instead, pinned, unwatched
from tests.rehearsal.mutants.reception import without_reasons
from workflows import holding
from workflows.holding import HAND_OVER_SILENT
from workflows.verbs import handing


def _never_delivered(patch: Patch) -> None:
    patch.setattr(handing, "decide_effect", lambda *_, **__: None)


def _cut_off_an_hour_later(rules: PinnedRules) -> PinnedRules:
    parameters = rules.regime.parameters.model_copy(update={"hand_over_cut_off": "16:00"})
    return rules.model_copy(update={"regime": rules.regime.model_copy(update={"parameters": parameters})})


def _more_time_for_a_step(rules: PinnedRules) -> PinnedRules:
    first, *others = rules.procedure.steps
    steps = (first.model_copy(update={"limit_hours": first.limit_hours + 1}), *others)
    return rules.model_copy(update={"procedure": rules.procedure.model_copy(update={"steps": steps})})


def _receiver_at_once(patch: Patch) -> None:
    def made(offer: Any) -> Any:
        def and_hold(state: DossierState, target: int, now: datetime, given_by: OfficerId) -> HandOver:
            offered: HandOver = offer(state, target, now, given_by)
            holding.hold(state, target, now)
            return offered

        return and_hold

    instead(patch, "workflows.verbs.handing.offer", made)


def _stays_offered(state: DossierState, _: datetime) -> None:
    state.phase = Phase.HANDED_OVER


def _one_person_for_all(patch: Patch) -> None:
    """Whoever handles may approve, too."""
    patch.setattr(policy, "_authorise", lambda *_, **__: None)
    officer = Life.officer

    def handler(self: Life, agency: Any, role: Role | None, number: int = 0) -> OfficerId:
        return officer(self, agency, Role.HEAD if role is Role.HANDLER else role, number)

    patch.setattr(Life, "officer", handler)


def _later(patch: Patch) -> None:
    original = holding.silent_after
    patch.setattr(holding, "silent_after", lambda rules, at: original(rules, at) + timedelta(hours=1))


MUTANTS = (
    Mutant("data are never delivered", "handing.data_at_once", ("road.days",), _never_delivered),
    Mutant("cut-off at 16:00", "handing.paper_the_same_day", ("handing.after_fifteen",),
           pinned(_cut_off_an_hour_later)),
    Mutant("an hour more to take over", "handing.paper_the_same_day", ("road.days",), _later),
    Mutant("silence is not told", "handing.silence_is_told", ("handing.silent",), unwatched(HAND_OVER_SILENT)),
    Mutant("counts to the receiver at once", "handing.sender_holds", ("handing.silent",), _receiver_at_once),
    Mutant("an hour more for a step", "handing.allotted", ("road.days",), pinned(_more_time_for_a_step)),
    Mutant("declined without a reason", "handing.reasons", ("handing.declined",),
           without_reasons(Act.DECLINE_HAND_OVER)),
    Mutant("declined, and taken over all the same", "handing.declined_stays", ("handing.declined",),
           after_act("decline_hand_over", _stays_offered)),
    Mutant("one person handles and approves", "handing.duties_apart", ("days.before_2_september",),
           _one_person_for_all),
)  # fmt: skip
