"""Defects of the apology before the breach, and of contested delays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from models.dossier import DossierState
from models.value import stamp, unstamp
from tests.rehearsal.mutants.mutant import Mutant, Patch, after_act, instead, watched
from tests.rehearsal.mutants.results import personal_alone
from workflows.promising import DUE_SOON


def _another_date(patch: Patch) -> None:
    def made(decide_effect: Any) -> Any:
        def later(state: DossierState, kind: Any, now: datetime, detail: Any) -> None:
            new_due = stamp(unstamp(detail["new_due"]) + timedelta(days=1))
            decide_effect(state, kind, now, detail | {"new_due": new_due})

        return later

    instead(patch, "workflows.verbs.apologising.decide_effect", made)


def _as_if_unsettled(state: DossierState, _: datetime) -> None:
    assert state.apology is not None
    state.apology.settled = None


MUTANTS = (
    Mutant("no letter is drafted", "apology.drafted", ("late.at_signature",), watched(DUE_SOON, then=None)),
    Mutant("the head's key is not under it", "apology.by_the_head", ("elsewhere.late",), personal_alone),
    Mutant("the head signs another date", "apology.signed_later", ("late.at_signature",), _another_date),
    Mutant("what was settled changes nothing", "apology.contested", ("late.in_consultation",),
           after_act("settle_attribution", _as_if_unsettled)),
)  # fmt: skip
