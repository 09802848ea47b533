"""Standing aside: a dossier whose clock stands until a matter is answered (rulebook §1 and §2, "Pause")."""

from __future__ import annotations

from datetime import datetime

from models.clock import DeadlineClock
from models.dossier import DossierState
from models.lifecycle import Phase
from models.matter import SHOWN_AS, Aside, Matter
from workflows.holding import hold, release

__all__ = ["resume", "suspend"]


def suspend(state: DossierState, matter: Matter, now: datetime) -> None:
    """Let the dossier stand aside for a matter: no clock runs, nobody's step either.

    A promise that is kept stays kept: after the release of the result only the hand-over waits.
    """
    state.aside = Aside(matter=matter.number, phase=state.phase, status=state.status)
    state.status, state.phase = SHOWN_AS[matter.kind], Phase.SUSPENDED
    release(state, now)
    if state.clock is not None and state.finished_at is None:
        _set(state, state.clock.pause(now))


def resume(state: DossierState, now: datetime, *, restart: bool = False) -> None:
    """Go on where it stood; with `restart` the whole limit begins anew, as some sector law has it."""
    assert state.aside is not None
    state.status, state.phase = state.aside.status, state.aside.phase
    state.aside = None
    if state.clock is not None and state.clock.paused:
        _set(state, state.clock.resume(now, restart=restart))
    if state.rules is not None:
        hold(state, state.holder, now)


def _set(state: DossierState, clock: DeadlineClock) -> None:
    """What was late stays late, its alarms told: only another due instant has alarms of its own."""
    before, state.clock = state.due, clock
    if state.due != before:
        state.promises += 1
