"""Reading a closed dossier, for what comes after its closing: its state enters the history of that run."""

from __future__ import annotations

from temporalio import activity

from activities.ports import Register
from models.dossier import DossierState
from models.start import AfterStart

__all__ = ["Closed"]


class Closed:
    """Reads closed dossiers."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @activity.defn
    def read_closed(self, start: AfterStart) -> DossierState:
        """Return where a closed dossier stands. Raises as `Register.state_of`; Unavailable."""
        return self._register.state_of(start.code)
