"""What an operator or a supervisor says when something went wrong."""

from __future__ import annotations

from pydantic import Field

from models.contents.base import Content
from models.rooting import HandedOn
from models.value import Hash

__all__ = ["AdoptReset", "Retry", "RotateRoot", "StartAgain"]


class Retry(Content):
    """Which blocked effect to try again; None: all."""

    effect: str | None = Field(default=None, pattern=r"^\d{1,6}-\d{1,9}$")


class AdoptReset(Content):
    """Where a run that was reset parts from the journal that the register keeps, and as which branch it goes on."""

    from_branch: int = Field(ge=0)
    from_seq: int = Field(ge=0)
    """The last event that both have; 0: they share none."""
    from_hash: Hash = Field(pattern=r"^[0-9a-f]{64}$")
    branch: int = Field(ge=1)


class RotateRoot(Content):
    """By what the root came to be another: a chain from an earlier root to the one of now."""

    chain: tuple[HandedOn, ...] = Field(min_length=1, max_length=32)


class StartAgain(Content):
    """From which state a dossier is started again, and which run of it was lost."""

    state: Hash = Field(pattern=r"^[0-9a-f]{64}$")
    """The digest of the whole state, made from the register by whoever proves this act."""
    run: str | None = Field(default=None, pattern=r"^[0-9a-f-]{1,64}$")
    """The run that wrote last."""
