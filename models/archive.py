"""The archive's statement of one closed run: whose history it is, its hashes, and the signature that vouches for it.

The history itself is Temporal's own export form, compressed. Neither holds personal data (design §2.5, §2.15).
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from models.attest import Attestation, Attester, attestation_fault
from models.errors import Broken
from models.identifiers import DossierCode
from models.value import Hash, UtcTime, Value

__all__ = ["ArchivedRun", "Backlog", "Ending", "RunKept", "RunPlace", "attest_run", "require_attested_run"]

_KIND = "archived-run"


class Ending(StrEnum):
    """How a run ended, as its history's last event says."""

    COMPLETED = "completed"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    CANCELED = "canceled"
    TERMINATED = "terminated"
    """By an operator, also by a reset, which ends the run it starts from."""
    CONTINUED = "continued_as_new"


class RunPlace(NamedTuple):
    """A run that wrote to a journal, and where it began to."""

    code: DossierCode
    run_id: str
    branch: int
    first_seq: int

    @property
    def number(self) -> int:
        """One number for the place, for alarms."""
        return self.branch * 10**12 + self.first_seq


class RunKept(Value):
    """What is stated of an archived run."""

    code: DossierCode
    run_id: str
    ending: Ending
    events: int = Field(ge=1)
    """Of its history."""
    started_at: UtcTime
    closed_at: UtcTime
    """Times of Temporal, unshifted."""
    sha256: Hash
    """Of the history as JSON; the name of the file."""
    size: int = Field(ge=1)
    stored_sha256: Hash
    """Of the compressed file."""
    stored_size: int = Field(ge=1)
    archived_at: UtcTime


class ArchivedRun(Value):
    """A statement with its signature."""

    kept: RunKept
    attestation: Attestation


class Backlog(NamedTuple):
    """What still is to be archived."""

    waiting: int
    """Runs that have closed, by the register, and have no archive yet."""
    oldest_seconds: int
    """For how long the oldest of them has waited."""
    missed: int
    """Runs whose history was no longer there (`archive_missed`); not among the waiting."""


def attest_run(attester: Attester, kept: RunKept) -> ArchivedRun:
    """Sign a statement."""
    return ArchivedRun(kept=kept, attestation=attester.attest(_KIND, kept))


def require_attested_run(archived: ArchivedRun, roots: Collection[str]) -> None:
    """Check a statement with the root keys alone. Raises Broken (`ARCHIVE_FORGED`)."""
    kept = archived.kept
    fault = attestation_fault(archived.attestation, roots=roots, kind=_KIND, body=kept, at=kept.archived_at)
    if fault is not None:
        raise Broken("ARCHIVE_FORGED", code=kept.code, run=kept.run_id, what=fault.value)
