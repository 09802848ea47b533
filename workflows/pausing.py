"""Standing aside: a dossier whose clock stands until a matter is answered (rulebook §1 and §2, "Pause")."""

from __future__ import annotations

from datetime import datetime

from models.dossier import Aside, DossierState, Matter
from models.lifecycle import Phase
from models.matter import SHOWN_AS
from workflows.holding import hold, release

__all__ = ["resume", "suspend"]


def suspend(state: DossierState, matter: Matter, now: datetime) -> None:
    """Let the dossier stand aside for a matter: no clock runs, nobody's step either."""
    state.aside = Aside(matter=matter.number, phase=state.phase, status=state.status)
    state.status, state.phase = SHOWN_AS[matter.kind], Phase.SUSPENDED
    if state.clock is not None:
        state.clock = state.clock.pause(now)
        state.promises += 1
        release(state, now)


def resume(state: DossierState, now: datetime, *, restart: bool = False) -> None:
    """Go on where it stood; with `restart` the whole limit begins anew, as some sector law has it."""
    assert state.aside is not None
    state.status, state.phase = state.aside.status, state.aside.phase
    state.aside = None
    if state.clock is not None:
        state.clock = state.clock.resume(now, restart=restart)
        state.promises += 1
        hold(state, state.holder, now)
