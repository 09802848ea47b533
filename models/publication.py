"""A publication: what the register states of a decided change of the rules, so that a dossier can believe it purely.

Whoever brings new rules to an open dossier proves who they are by their proof; that these are the rules that were
decided, by whom and when, is stated here under the installation's attesting key (models/attest.py). The dossier holds
the statement against the roots it knows, and reads nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Self

from pydantic import Field

from models.attest import Attestation, Attester, attestation_fault
from models.errors import NotAllowed
from models.identifiers import OfficerId
from models.value import Hash, UtcTime, Value, canonical, sha256_hex

__all__ = ["Decided", "Publication", "Subject"]

_KIND = "publication"


class Subject(StrEnum):
    """What is published."""

    CALENDAR = "calendar"
    PROCEDURE = "procedure"
    SUCCESSION = "succession"


class Decided(Value):
    """By whom a version of the catalogue was decided, and when it entered the register."""

    by: OfficerId
    """Who proposed it; the program itself, if it came with the installation."""
    confirmed_by: OfficerId | None = None
    """The second officer; None: it came with the installation."""
    at: UtcTime
    proposal: Hash | None = None


class Publication(Value):
    """The statement: this subject, with this digest, was decided by these officers."""

    subject: Subject
    digest: Hash = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 of the canonical JSON of what is published."""
    decided: Decided
    attestation: Attestation

    @classmethod
    def state(cls, subject: Subject, published: object, decided: Decided, attester: Attester) -> Self:
        """State that `published` was decided."""
        digest = sha256_hex(canonical(published))
        body = _body(subject, digest, decided)
        return cls(subject=subject, digest=digest, decided=decided, attestation=attester.attest(_KIND, body))

    def require(self, subject: Subject, published: object, roots: Collection[str]) -> None:
        """Return silently if this states just that, under one of these roots.

        Raises NotAllowed: `PUBLICATION_FOREIGN` (of something else, or under another root), `PUBLICATION_FORGED`.
        """
        if self.subject is not subject or self.digest != sha256_hex(canonical(published)):
            raise NotAllowed("PUBLICATION_FOREIGN", subject=subject.value)
        certificate = self.attestation.certificate
        # What was decided before this attesting key was made is stated by it all the same.
        at = max(self.decided.at, certificate.not_before)
        body = _body(subject, self.digest, self.decided)
        fault = attestation_fault(self.attestation, roots=roots, kind=_KIND, body=body, at=at)
        if fault is not None:
            raise NotAllowed("PUBLICATION_FORGED", subject=subject.value, fault=fault.value)


def _body(subject: Subject, digest: Hash, decided: Decided) -> dict[str, object]:
    return {"subject": subject.value, "digest": digest, "decided": decided.model_dump(mode="json")}
