"""A submission: what `starter.py` reads, one per dossier. The public contract; docs/submission.md is made from it.

It holds personal data and therefore never enters Temporal: the register seals it, the workflow gets an `Opening`.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from models.identifiers import AgencyCode, DossierCode, OfficerId, ProcedureCode, StepKey, SubmissionId
from models.linked import GroupCode
from models.statuses import Channel, Origin
from models.value import Nfc, Value, stamp

__all__ = ["Apologised", "GivenComponent", "Linked", "LinkedPartGiven", "Migrated", "Person", "Submission"]

LONGEST_PROMISE: Final = timedelta(days=3660)
"""No limit is longer; a due instant further away is a slip of the pen, and would ask for a century of calendar."""


def _of_our_time(moment: datetime) -> datetime:
    """Return the instant in UTC; a year that is a slip of the pen is refused before its time zone overflows."""
    if moment.tzinfo is None:
        msg = "an instant needs a time zone"
        raise ValueError(msg)
    if not 1990 <= moment.year < 2200:
        raise PydanticCustomError("INSTANT_FAR", "an instant outside 1990 to 2199")
    return moment.astimezone(UTC)


def _printable(text: str) -> str:
    """Refuse what no paper can print: control characters but line breaks and tabs."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text):
        raise PydanticCustomError("SUBMISSION_TEXT_UNPRINTABLE", "control characters in a text")
    return text


Moment = Annotated[datetime, AfterValidator(_of_our_time), PlainSerializer(stamp, return_type=str, when_used="json")]
Text = Annotated[Nfc, AfterValidator(_printable)]
Name = Annotated[Text, Field(min_length=1, max_length=200, pattern=r"\S")]


class Person(Value):
    """A person or an organisation. Sealed in the register; never in a history, a log or an address."""

    name: Name
    identity_number: Annotated[str, Field(pattern=r"^[0-9A-Z-]{6,20}$")] | None = None
    birth_date: date | None = None
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 .-]{6,20}$")] | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] | None = None
    address: Annotated[Text, Field(max_length=300)] | None = None


class GivenComponent(Value):
    """A paper that was handed in, by its key in the procedure's list."""

    key: StepKey
    form: Literal["original", "copy"]
    count: Annotated[int, Field(ge=1, le=99)] = 1
    from_store: bool = False
    """Nothing is brought: it is taken from the store that has it already (tái sử dụng)."""


class Apologised(Value):
    """The apology that an older system already issued."""

    issued_on: date
    new_due: Moment


class Migrated(Value):
    """What an older system promised; taken as it is (rulebook §1, "Reception")."""

    code: DossierCode
    received_at: Moment
    source: Annotated[Text, Field(min_length=1, max_length=100)]
    """Which system it comes from."""
    due: Moment | None = None
    """The due instant it stated; computed by the law in force then if absent."""
    apology: Apologised | None = None

    @model_validator(mode="after")
    def _promise_is_forward(self) -> Self:
        if self.apology is not None and self.due is None:
            raise PydanticCustomError("APOLOGY_WITHOUT_DUE", "an apology without the due date it apologised for")
        instants = [self.received_at, self.due, self.apology.new_due if self.apology else None]
        stated = [instant for instant in instants if instant is not None]
        if stated != sorted(stated):
            raise PydanticCustomError("PROMISE_BACKWARDS", "received_at, due and new_due follow each other")
        if stated[-1] - stated[0] > LONGEST_PROMISE:
            raise PydanticCustomError("PROMISE_TOO_FAR", "a promise of more than ten years")
        return self


class LinkedPartGiven(Value):
    """What is handed in for a part of linked procedures that follows the first."""

    key: StepKey
    """The part, as the catalogue's group names it."""
    receiving_agency: AgencyCode
    """Whose counter the part belongs to."""
    competent_agency: AgencyCode | None = None
    """If it is not the one that the procedure names."""
    request: Annotated[Text, Field(max_length=500)] | None = None
    """What is asked for of this part, in the applicant's words."""
    components: tuple[GivenComponent, ...] = ()
    """Without what the results of other parts will be."""


class Linked(Value):
    """Linked procedures (liên thông): which ones, and what the parts after the first need of their own."""

    group: GroupCode
    """The group's code in the catalogue."""
    parts: Annotated[tuple[LinkedPartGiven, ...], Field(min_length=1, max_length=11)]
    """Every part but the one that the submission itself is."""


class Submission(Value):
    """One dossier to start. Repeating a `submission_id` with the same content starts nothing new."""

    submission_id: SubmissionId
    """Chosen by whoever submits, unique for ever; shown in output, so never made of a person's data."""
    entered_by: OfficerId | None = None
    """Who enters it, if not the officer in whose name the whole file is submitted: the counter's officer, the portal's
    account, the migrator's. A word given on a local machine; the dossier's first event keeps it as `asserted`."""
    procedure: ProcedureCode
    channel: Channel
    receiving_agency: AgencyCode
    """Whose counter receives it. The portal's submissions name the counter of their agency."""
    competent_agency: AgencyCode | None = None
    """If it is not the one that the procedure names (phi địa giới hành chính)."""
    assisted_at: AgencyCode | None = None
    """Where somebody helped the applicant to submit online."""
    received_at: Moment | None = None
    """When the counter received it; None: now. In the past only for those who may migrate, and with `migrated`."""
    applicant: Person
    """The owner of the dossier (chủ hồ sơ)."""
    submitter: Person | None = None
    """The authorised person, if another handed it in (người được ủy quyền)."""
    request: Annotated[Text, Field(max_length=500)] | None = None
    """What is asked for, in the applicant's words."""
    components: tuple[GivenComponent, ...] = ()
    """The papers handed in: those that the procedure requires, and none that it does not list."""
    sets: Annotated[int, Field(ge=1, le=20)] = 1
    """Number of sets of papers."""
    migrated: Migrated | None = None
    """Carried over from an older system, with what that system promised."""
    linked: Linked | None = None
    """The dossier is the first part of linked procedures; the others follow from the same submission."""

    @model_validator(mode="after")
    def _migration_is_whole(self) -> Self:
        if self.migrated is not None and self.received_at is not None:
            raise PydanticCustomError("RECEIVED_AT_TWICE", "a migrated dossier states received_at within `migrated`")
        if self.migrated is not None and self.linked is not None:
            raise PydanticCustomError("LINKED_MIGRATED", "an older system's dossier begins no group")
        return self

    @property
    def origin(self) -> Origin:
        """Whether it was born here or carried over."""
        return Origin.NEW if self.migrated is None else Origin.MIGRATED
