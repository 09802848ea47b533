"""Proposing a change of the catalogue, and a second officer's confirming it: nobody changes the rules alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from models.catalogue import CatalogueEntry
from models.errors import NotAllowed, Refused
from models.identifiers import OfficerId
from models.proposal import Proposal, ProposalAnswer
from motcua.catalogue.bundle import CatalogueBundle
from motcua.catalogue.checks import Placed, check
from motcua.catalogue.document import Read
from motcua.catalogue.importer import entries_of
from motcua.catalogue.problems import CatalogueInvalid, Origin
from motcua.catalogue.registered import item_of, registered
from motcua.catalogue.store import CatalogueStore

__all__ = ["ProposalStore", "confirm", "proposal_of", "propose", "withdraw"]

SHORTEST: Final = 12
"""So many digits of a proposal's hash name it at least."""


class ProposalStore(Protocol):
    """Where proposals are kept; none is ever changed, and each is answered once."""

    def all(self) -> Sequence[Proposal]:
        """Return every proposal, the oldest first."""
        ...

    def add(self, proposal: Proposal) -> None:
        """Keep a proposal; the same again changes nothing."""
        ...

    def answer(
        self, proposal: Proposal, answer: ProposalAnswer, entries: Sequence[CatalogueEntry], require: Callable[[], None]
    ) -> None:
        """Answer a proposal and add these versions, all in one transaction in which no other version can come.

        `require` is called within it and may refuse. Raises Refused `PROPOSAL_ANSWERED`, `CATALOGUE_VERSION_EXISTS`.
        """
        ...


def propose(
    store: CatalogueStore, proposals: ProposalStore, bundle: CatalogueBundle, *, by: OfficerId, decision: str,
    at: datetime,
) -> Proposal:  # fmt: skip
    """Propose what a checked bundle has and the register has not.

    Raises Refused `PROPOSAL_EMPTY`, `CATALOGUE_VERSION_EXISTS`.
    """
    new = tuple(entries_of(store, bundle, by, at))
    if not new:
        raise Refused("PROPOSAL_EMPTY")
    proposal = Proposal.of(by, at, decision, new)
    proposals.add(proposal)
    return proposal


def confirm(
    store: CatalogueStore, proposals: ProposalStore, sha256: str, *, by: OfficerId, at: datetime
) -> tuple[CatalogueEntry, ...]:
    """Confirm a proposal by a second officer and return the versions as they were added.

    What the register keeps may have changed since it was made: it is checked again.
    Raises Refused `PROPOSAL_UNKNOWN`, `PROPOSAL_ANSWERED`, `CATALOGUE_VERSION_EXISTS`; NotAllowed
    `SEPARATION_OF_DUTIES`; CatalogueInvalid.
    """
    proposal = proposal_of(proposals, sha256)
    if proposal.by == by:
        raise NotAllowed("SEPARATION_OF_DUTIES", act="confirm")
    marks = {"at": at, "confirmed_by": by, "proposal": proposal.sha256}
    entries = tuple(entry.model_copy(update=marks) for entry in proposal.entries)
    answer = ProposalAnswer(confirmed=True, by=by, at=at)
    proposals.answer(proposal, answer, entries, lambda: _require_sound(proposal, registered(store)))
    return entries


def withdraw(proposals: ProposalStore, sha256: str, *, by: OfficerId, at: datetime) -> Proposal:
    """Take a proposal back, or turn it down. Raises Refused `PROPOSAL_UNKNOWN`, `PROPOSAL_ANSWERED`."""
    proposal = proposal_of(proposals, sha256)
    proposals.answer(proposal, ProposalAnswer(confirmed=False, by=by, at=at), (), lambda: None)
    return proposal


def proposal_of(proposals: ProposalStore, sha256: str, *, open_only: bool = True) -> Proposal:
    """Return the proposal that a hash, or its first digits, names. Raises as `withdraw`."""
    named = [one for one in proposals.all() if len(sha256) >= SHORTEST and one.sha256.startswith(sha256)]
    if len(named) != 1:
        raise Refused("PROPOSAL_UNKNOWN", sha256=sha256[:64])
    if open_only and named[0].answer is not None:
        raise Refused("PROPOSAL_ANSWERED", sha256=named[0].sha256[:16], by=named[0].answer.by)
    return named[0]


def _require_sound(proposal: Proposal, base: CatalogueBundle) -> None:
    origin = Origin(Path(f"proposal-{proposal.sha256[:16]}"), Read(), ())
    placed = [Placed(item_of(entry), origin) for entry in proposal.entries]
    problems = tuple(check(placed, base))
    if problems:
        raise CatalogueInvalid(problems)
