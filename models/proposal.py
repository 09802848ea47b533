"""A change of the catalogue that one officer proposes and another confirms (rulebook §3, catalogue life cycle)."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from models.catalogue import CatalogueEntry
from models.identifiers import OfficerId
from models.value import Hash, Nfc, UtcTime, Value, canonical, sha256_hex

__all__ = ["Proposal", "ProposalAnswer"]


class ProposalAnswer(Value):
    """What became of a proposal."""

    confirmed: bool
    """False: it was withdrawn, or turned down."""
    by: OfficerId
    at: UtcTime


class Proposal(Value):
    """Versions to be added together, named by the hash of everything that whoever confirms must have seen."""

    sha256: Hash
    by: OfficerId
    at: UtcTime
    decision: Annotated[Nfc, Field(min_length=1, max_length=300)]
    """The decision or request on which it rests."""
    entries: Annotated[tuple[CatalogueEntry, ...], Field(min_length=1)]
    """As proposed: by whom and when is the proposal's own."""
    answer: ProposalAnswer | None = None
    """None: it waits for a second officer."""

    @classmethod
    def of(cls, by: OfficerId, at: UtcTime, decision: str, entries: tuple[CatalogueEntry, ...]) -> Self:
        """Make a proposal with its hash."""
        return cls(sha256=_hash(by, at, decision, entries), by=by, at=at, decision=decision, entries=entries)

    @model_validator(mode="after")
    def _hash_is_of_content(self) -> Self:
        if self.sha256 != _hash(self.by, self.at, self.decision, self.entries):
            msg = "sha256 is not the hash of the proposal"
            raise ValueError(msg)
        return self


def _hash(by: OfficerId, at: UtcTime, decision: str, entries: tuple[CatalogueEntry, ...]) -> Hash:
    versions = [[entry.kind.value, entry.key, entry.version, entry.sha256] for entry in entries]
    return sha256_hex(canonical({"by": by, "at": at, "decision": decision, "versions": versions}))
