"""Standing aside: a dossier whose clock stands until a matter is answered (rulebook §1 and §2, "Pause").

What was promised moves with the pause: the due instant, and of a late dossier the one date that its apology named.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from models.clock import DeadlineClock
from models.deadline import new_date_after
from models.dossier import DossierState
from models.lifecycle import Phase
from models.matter import SHOWN_AS, Aside, Matter
from models.value import stamp
from workflows.holding import hold, release

__all__ = ["Dates", "move_new_date", "resume", "suspend"]


class Dates(TypedDict, total=False):
    """What the event that ends a pause tells of what was promised, as `stamp` writes it."""

    due_after: str | None
    """The due instant, while the promise is open."""
    new_due_after: str
    """The one date of an apology, if the pause moved it."""


def suspend(state: DossierState, matter: Matter, now: datetime) -> None:
    """Let the dossier stand aside for a matter: no clock runs, nobody's step either.

    A promise that is kept stays kept: after the release of the result only the hand-over waits.
    """
    state.aside = Aside(matter=matter.number, phase=state.phase, status=state.status)
    state.status, state.phase = SHOWN_AS[matter.kind], Phase.SUSPENDED
    release(state, now)
    if state.clock is not None and state.finished_at is None:
        _set(state, state.clock.pause(max(now, state.clock.last_change)))


def resume(state: DossierState, now: datetime, *, restart: bool = False) -> Dates:
    """Go on where it stood; with `restart` the whole limit begins anew, as some sector law has it.

    Returns what the event that lets it go on tells of the dates that it found open.
    """
    assert state.aside is not None
    state.status, state.phase = state.aside.status, state.aside.phase
    state.aside = None
    moved = move_new_date(state, now)
    if state.clock is not None and state.clock.paused:
        # A run that was started again may stand on a machine whose clock is a little behind: time stands still then.
        _set(state, state.clock.resume(max(now, state.clock.last_change), restart=restart))
    if state.rules is not None:
        hold(state, state.holder, now)
    due = state.due if state.finished_at is None else None
    return {**moved, "due_after": stamp(due) if due else None}


def move_new_date(state: DossierState, now: datetime) -> Dates:
    """Move the date of an apology by the pause that ends now, and return what the event tells of it, if it moved.

    What the letter said stays in it: there is one new date, and the time that the applicant took does not count. Of a
    pause in which it was promised, what was over by then does not move it.
    """
    apology, clock = state.apology, state.clock
    if apology is None or clock is None or not clock.paused:
        return {}
    assert state.rules is not None
    before, paused_at = apology.new_due, clock.suspensions[-1].paused_at
    since = paused_at if apology.promised_at is None else max(paused_at, apology.promised_at)
    apology.new_due = new_date_after(state.rules.calendar, before, since, now)
    return {"new_due_after": stamp(apology.new_due)} if apology.new_due != before else {}


def _set(state: DossierState, clock: DeadlineClock) -> None:
    """What was late stays late, its alarms told: only another due instant has alarms of its own."""
    before, state.clock = state.due, clock
    if state.due != before:
        state.promises += 1
