"""Defects of reception."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from models import policy
from models.acts import Act
from models.agency import Dated
from models.dossier import DossierState
from models.rules import PinnedRules
from models.tags import Tag
from models.value import stamp
from motcua.register import rules as register_rules
from motcua.rehearsal import office as rehearsed
from motcua.rehearsal.life import Life
from motcua.rehearsal.office import Office
from motcua.rehearsal.path import Path, Setting
from motcua.rehearsal.paths.road import straight
from motcua.rehearsal.year import Kind, Year
from motcua.service import submitting
from tests.rehearsal.mutants.mutant import Mutant, Patch, instead, pinned
from workflows.journal import tell
from workflows.verbs import VERBS

_A_MONTH = timedelta(30)


def _other_version(rules: PinnedRules) -> PinnedRules:
    return rules.model_copy(update={"procedure": rules.procedure.model_copy(update={"version": 2})})


def _other_regime(rules: PinnedRules) -> PinnedRules:
    return rules.model_copy(update={"regime": rules.regime.model_copy(update={"code": "nd118-2025"})})


def _other_competent(rules: PinnedRules) -> PinnedRules:
    return rules.model_copy(update={"procedure": rules.procedure.model_copy(update={"competent": "H23"})})


def a_month_behind(patch: Patch) -> None:
    """It knows agencies, procedures and regimes as they were a month ago."""
    in_force = Dated.in_force
    patch.setattr(Dated, "in_force", lambda self, day: in_force(self, day - _A_MONTH))
    for module in (register_rules, rehearsed):
        for name in ("procedure_in_force", "regime_in_force"):
            if hasattr(module, name):
                patch.setattr(module, name, _behind(getattr(module, name)))


def _behind(look: Any) -> Any:
    def of(*said: Any) -> Any:
        *before, day = said
        assert isinstance(day, date)
        return look(*before, day - _A_MONTH)

    return of


def _received_later(patch: Patch) -> None:
    def made(decide: Any) -> Any:
        def later(state: DossierState, now: datetime) -> None:
            assert state.received_at is not None
            state.received_at += timedelta(hours=2)
            decide(state, now)

        return later

    instead(patch, "workflows.opening.decide_reception", made)


def _from_registration(patch: Patch) -> None:
    verb = VERBS[Act.ACCEPT_DOSSIER]

    def accept(state: DossierState, said: Any, now: datetime) -> None:
        verb.decide(state, said, now)
        registered = state.opening.received_at
        state.received_at = registered
        state.queue[-1].detail["received_at"] = stamp(registered)
        decided = state.unwritten.pop()
        state.seq, state.head = decided.seq - 1, decided.prev
        tell(state, Tag.RECEPTION_DECIDED, now, decided.detail | {"received_at": stamp(registered)})

    patch.setitem(VERBS, Act.ACCEPT_DOSSIER, verb._replace(decide=accept))


def _incomplete(patch: Patch) -> None:
    patch.setattr(submitting, "check_given", lambda *_: None)
    whole = Office._submission

    def without_one(self: Office, *said: Any) -> Any:
        given = whole(self, *said)
        less = given.submission.model_copy(update={"components": given.submission.components[1:]})
        return given._replace(submission=less)

    patch.setattr(Office, "_submission", without_one)


def _no_appointment(patch: Patch) -> None:
    def made(tell: Any) -> Any:
        def without_due(state: DossierState, tag: Tag, now: datetime, detail: Any = None, **more: Any) -> Any:
            if tag is Tag.RECEPTION_DONE:
                detail = {**detail, "due": None}
            return tell(state, tag, now, detail, **more)

        return without_due

    instead(patch, "workflows.outcomes.tell", made)


def without_reasons(act: Act) -> Any:
    """An act that needs a reason is taken without one."""

    def apply(patch: Patch) -> None:
        patch.setitem(policy.RULES, act, policy.RULES[act]._replace(needs_reason=False))
        say = Life.act

        async def silently(
            self: Life, said: Act, officer: Any, reason: str | None = None, note: str | None = None, /, **content: Any
        ) -> Any:
            return await say(self, said, officer, None if said is act else reason, note, **content)

        patch.setattr(Life, "act", silently)

    return apply


def _promise_computed_anew(patch: Patch) -> None:
    clock = PinnedRules.clock
    patch.setattr(PinnedRules, "clock", lambda self, received_at, stated_due=None: clock(self, received_at))


def _district_in_july(year: Year, chance: Random) -> Setting:
    return Setting(Kind.DAYS, year.at(chance, date(2025, 7, 3)), "1.001612", "H23.14")


DISTRICT_IN_JULY = Path("mutant.district_in_july", "Huyện tiếp nhận sau khi bãi bỏ", _district_in_july, straight)
MUTANTS = (
    Mutant("a district receives after its end", "reception.agency_of_the_day", (), a_month_behind, 2025,
           (DISTRICT_IN_JULY,)),
    Mutant("another version is pinned", "reception.procedure_in_force", ("road.days",), pinned(_other_version)),
    Mutant("another regime is pinned", "reception.regime_of_the_day", ("road.days",), pinned(_other_regime)),
    Mutant("another agency is competent", "reception.agencies_apart", ("road.days",), pinned(_other_competent)),
    Mutant("received two hours later", "reception.accepted_as_entered", ("days.before_2_september",), _received_later),
    Mutant("online from registration", "reception.online_from_acceptance", ("online.accepted_late",),
           _from_registration),
    Mutant("a required paper is missing", "reception.listed_components", ("road.days",), _incomplete),
    Mutant("no appointment", "reception.appointment", ("road.days",), _no_appointment),
    Mutant("refused without a reason", "reception.refused_with_reason", ("online.refused",),
           without_reasons(Act.REFUSE_DOSSIER)),
    Mutant("a stated promise is counted anew", "reception.migrated_as_stated", ("migrated.in_time",),
           _promise_computed_anew),
)  # fmt: skip
