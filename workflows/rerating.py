"""What a change of rules makes of an open promise: the due instant read anew, nothing that was told untold.

The clock is data, and new rules are another reading of it (design §2.10). A lateness that was told stays in the
journal; if the due instant lies ahead by the new rules, it is lifted: the dossier is on time again, and would be late
anew at the new instant. The apology stays the one that it was; only a letter that never came to be is withdrawn.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from models.calendar import WorkingCalendar, legal_day
from models.dossier import DossierState
from models.effects import Blocked, EffectKind
from models.lifecycle import Phase
from models.remembered import FirstPromise, Waiting
from models.rules import days_for
from models.value import Json, stamp
from workflows.holding import silent_after, waits_since
from workflows.promising import OVERDUE
from workflows.redating import redate

__all__ = ["Before", "count_by", "read_anew", "standing_before"]

_OF_LATENESS: Final = frozenset({EffectKind.APOLOGY, EffectKind.ESCALATION})


class Before(NamedTuple):
    """How the promise stood before the rules changed."""

    due: datetime | None
    told_late: bool
    """Whether the alarm of that due instant was told."""


def standing_before(state: DossierState) -> Before:
    """Keep how the promise stands, and what was promised first; the rules are about to change."""
    assert state.clock is not None
    assert state.rules is not None
    if state.first is None:
        state.first = FirstPromise(clock=state.clock, calendar=state.rules.calendar)
    told = any((row.kind, row.number) == (OVERDUE.kind, state.promises) for row in state.alarms)
    return Before(state.due, told)


def read_anew(state: DossierState, before: Before, now: datetime) -> dict[str, Json]:
    """Draw the consequences of changed rules and return what the event tells of them."""
    due = state.due
    late = state.overdue_at(now)
    lifted = before.told_late and due != before.due and not late
    if due != before.due:
        state.promises += 1  # the new due instant has alarms of its own
    withdrawn = _lift(state) if lifted else []
    return {
        "old_due": stamp(before.due) if before.due else None,
        "new_due": stamp(due) if due else None,
        "lifted": lifted or None,
        "newly_late": (late and not before.told_late) or None,
        "withdrawn": [blocked.effect.effect_id for blocked in withdrawn] or None,
    }


def count_by(state: DossierState, calendar: WorkingCalendar, now: datetime) -> dict[str, Json]:
    """Let the dossier count by another calendar and return what the event tells of its promise."""
    if state.rules is None:
        return _wait_by(state, calendar)
    assert state.received_at is not None
    before = standing_before(state)
    days = days_for(calendar, legal_day(state.received_at))
    state.rules = state.rules.model_copy(update={"calendar": days})
    if state.hand_over is not None:
        state.hand_over.silent_after = silent_after(state.rules, waits_since(state, state.hand_over))
    return {"matters": redate(state, days) or None, **read_anew(state, before, now)}


def _wait_by(state: DossierState, calendar: WorkingCalendar) -> dict[str, Json]:
    """Nothing is promised yet; but its counter owes an answer, or a superior the name of who is competent."""
    assert state.waiting is not None
    old, hours = state.waiting.answer_by, state.opening.answer_hours
    registered = state.phase is Phase.REGISTERED and hours is not None
    new = calendar.add(state.opening.received_at, timedelta(hours=hours or 0)) if registered else old
    state.waiting = Waiting(calendar=calendar.version, answer_by=new)
    told: dict[str, Json] = {"waits": True, "matters": redate(state, calendar) or None}
    if old is not None and new is not None and old != new:
        told |= {"old_answer_by": stamp(old), "new_answer_by": stamp(new)}
    return told


def _lift(state: DossierState) -> list[Blocked]:
    """The lateness is none: nobody is escalated for it, and what could not be done for it is not tried again."""
    state.lifted += 1
    state.escalated = False
    withdrawn = [blocked for blocked in state.blocked if blocked.effect.kind in _OF_LATENESS]
    state.blocked = [blocked for blocked in state.blocked if blocked not in withdrawn]
    if any(blocked.effect.kind is EffectKind.APOLOGY for blocked in withdrawn):
        state.apology = None  # no letter was issued and no date promised: should it be late after all, one is owed
    return withdrawn
