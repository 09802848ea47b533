"""Recording: the journal goes into the register when no effect carries it."""

from __future__ import annotations

from temporalio import activity

from activities.ports import Register
from models.journal import JournalWrite

__all__ = ["Journal"]


class Journal:
    """Writes the journal and the read model."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @activity.defn
    def record_journal(self, write: JournalWrite) -> None:
        """Append the events and bring the read model up to date; see `Register.record`."""
        self._register.record(write)
