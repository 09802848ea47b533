"""What replaying a dossier with today's code shows, and the first place where it parts from the journal."""

from __future__ import annotations

from enum import StrEnum

from models.identifiers import DossierCode
from models.value import Hash, Value

__all__ = ["Difference", "Replayed", "RunReplayed", "What"]


class What(StrEnum):
    """What differs."""

    CODE = "code"
    """Today's code goes another way than the history: it asks for another command, or fails."""
    SAID = "said"
    """Today's code tells another event than the register has."""
    HISTORY = "history"
    """The history told another event than the register has."""
    REMOVED = "removed"
    """The register lacks an event that was surely written."""
    ADDED = "added"
    """The register has an event that no run told."""
    DATE = "date"
    """A date of the journal is not what the pinned rules give by today's clock."""


class Difference(Value):
    """One difference. Events are named by branch and seq; nothing of what was said is repeated but dates and hashes."""

    what: What
    run_id: str | None = None
    branch: int | None = None
    seq: int | None = None
    tag: str | None = None
    field: str | None = None
    """The first field of the event that differs, `detail.due` for a part of its detail."""
    recorded: Hash | str | None = None
    """What the register has: the event's hash, or the date."""
    found: Hash | str | None = None
    """What was found instead."""


class RunReplayed(Value):
    """One run that was replayed."""

    run_id: str
    archived: bool
    """Whether its history came from the archive, for Temporal has it no more."""
    history_events: int


class Replayed(Value):
    """The outcome of one dossier."""

    code: DossierCode
    runs: tuple[RunReplayed, ...]
    events: int
    """Events of the journal that were compared."""
    vouched: int
    """Of them, events of lost runs: an operator started the dossier again from the register, by a proven act."""
    dates: int
    """Dates that were recomputed."""
    difference: Difference | None
    """The first one; None when everything agrees."""

    @property
    def whole(self) -> bool:
        """Whether today's code decides as the journal has it."""
        return self.difference is None
