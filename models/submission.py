"""A submission: what `starter.py` reads, one per dossier. The public contract; docs/submission.md is made from it.

It holds personal data and therefore never enters Temporal: the register seals it, the workflow gets an `Opening`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.identifiers import AgencyCode, DossierCode, ProcedureCode, StepKey, SubmissionId
from models.statuses import Channel, Origin
from models.value import Nfc, UtcTime, Value

__all__ = ["Apologised", "GivenComponent", "Migrated", "Person", "Submission"]

Name = Annotated[Nfc, Field(min_length=1, max_length=200)]


class Person(Value):
    """A person or an organisation. Sealed in the register; never in a history, a log or an address."""

    name: Name
    identity_number: Annotated[str, Field(pattern=r"^[0-9A-Z-]{6,20}$")] | None = None
    birth_date: date | None = None
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 .-]{6,20}$")] | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] | None = None
    address: Annotated[Nfc, Field(max_length=300)] | None = None


class GivenComponent(Value):
    """A paper that was handed in, by its key in the procedure's list."""

    key: StepKey
    form: Literal["original", "copy"]
    count: Annotated[int, Field(ge=1, le=99)] = 1


class Apologised(Value):
    """The apology that an older system already issued."""

    issued_on: date
    new_due: UtcTime


class Migrated(Value):
    """What an older system promised; taken as it is (rulebook §1, "Reception")."""

    code: DossierCode
    received_at: UtcTime
    source: Annotated[Nfc, Field(min_length=1, max_length=100)]
    """Which system it comes from."""
    due: UtcTime | None = None
    """The due instant it stated; computed by the law in force then if absent."""
    apology: Apologised | None = None


class Submission(Value):
    """One dossier to start. Repeating a `submission_id` with the same content starts nothing new."""

    submission_id: SubmissionId
    procedure: ProcedureCode
    channel: Channel
    receiving_agency: AgencyCode
    competent_agency: AgencyCode | None = None
    """If it is not the one that the procedure names (phi địa giới hành chính)."""
    assisted_at: AgencyCode | None = None
    received_at: UtcTime | None = None
    """When the counter received it; None: now. In the past only for those who may migrate, and with `migrated`."""
    applicant: Person
    """The owner of the dossier (chủ hồ sơ)."""
    submitter: Person | None = None
    """The authorised person, if another handed it in (người được ủy quyền)."""
    request: Annotated[Nfc, Field(max_length=500)] | None = None
    """What is asked for, in the applicant's words."""
    components: tuple[GivenComponent, ...] = ()
    sets: Annotated[int, Field(ge=1, le=20)] = 1
    migrated: Migrated | None = None

    @model_validator(mode="after")
    def _migration_is_whole(self) -> Self:
        if self.migrated is not None and self.received_at is not None:
            msg = "a migrated dossier states received_at within `migrated`"
            raise ValueError(msg)
        if self.migrated is not None and self.migrated.apology is not None and self.migrated.due is None:
            msg = "an apology without the due date it apologised for"
            raise ValueError(msg)
        return self

    @property
    def origin(self) -> Origin:
        """Whether it was born here or carried over."""
        return Origin.NEW if self.migrated is None else Origin.MIGRATED
