"""How a dossier's workflow starts: a new dossier, or a whole dossier state (design §2.13)."""

from __future__ import annotations

from typing import Self

from models.acts import Envelope
from models.identifiers import AgencyCode, CalendarVersion, DossierCode, ProcedureCode, StepKey, SubmissionId
from models.linked import Membership
from models.proof import Authentication, KeyText
from models.regime import Notice, Parameters
from models.statuses import Channel, Origin
from models.stores import StoreKind
from models.submission import Apologised
from models.value import Hash, UtcTime, Value, canonical, sha256_hex

__all__ = ["Listed", "Opening", "OpeningBody", "StatedPromise", "Terms"]


class StatedPromise(Value):
    """What an older system promised a migrated dossier."""

    due: UtcTime | None = None
    apology: Apologised | None = None


class Listed(Value):
    """A component of the procedure's published list, as it stood when an online dossier was registered."""

    key: StepKey
    store: StoreKind | None = None
    """Which store has it already, so that nobody may ask the applicant for it."""


class Terms(Value):
    """What the regime in force at registration says of the applicant (models.regime.Parameters has the words)."""

    notices: tuple[Notice, ...]
    supplement_answer_days: int
    supplement_minimum_days: int
    supplement_reminder_days: int

    @classmethod
    def of(cls, parameters: Parameters) -> Self:
        """Return those of a regime."""
        return cls(**{name: getattr(parameters, name) for name in cls.model_fields})


class OpeningBody(Value):
    """A new dossier as its workflow may know it: codes only. Its digest is reserved in the register and proven."""

    code: DossierCode
    submission_id: SubmissionId
    submission_digest: Hash
    """Keyed hash of the submission's content, by which the register tells the same from another."""
    procedure: ProcedureCode
    channel: Channel
    origin: Origin
    receiving: AgencyCode
    competent: AgencyCode | None
    """None: the rules name nobody."""
    assisted: AgencyCode | None = None
    received_at: UtcTime
    """Legal time of reception at the counter; for an online dossier, of registration."""
    entered_at: UtcTime
    """Legal time at which it was entered here: later than its reception for a migrated dossier."""
    components: tuple[str, ...]
    """What was handed in, as `key:original|copy:count`, or `key:store:count` for what a store has."""
    stated: StatedPromise | None = None
    root_key: KeyText
    """The province's root public key, pinned."""
    shift_seconds: int = 0
    """Legal time minus Temporal's; zero everywhere but in a rehearsal (design §2.11)."""

    least_identity: Authentication = Authentication.ASSERTED
    """How a person must at least be authenticated to bind the agency towards the applicant (models.policy)."""
    published: tuple[Listed, ...] = ()
    """For an online dossier, what it may be asked for before its rules are pinned; else empty."""
    answer_by: UtcTime | None = None
    """Until when an online dossier is to be answered; None: it was accepted as it was entered."""
    answer_hours: int | None = None
    """Of how many working hours that is the end; None where `answer_by` is, or of a dossier opened by version 0.1."""
    answer_calendar: CalendarVersion | None = None
    """By which calendar of its counter they were counted."""
    terms: Terms | None = None
    """For an online dossier, what holds before its rules are pinned; else None."""
    group: Membership | None = None
    """Of which linked procedures it is a part, if of any."""

    @property
    def digest(self) -> Hash:
        """SHA-256 of the canonical JSON, without what says nothing more than an opening of version 0.1 did."""
        later = ("least_identity", "published", "answer_by", "answer_hours", "answer_calendar", "terms", "group")
        silent = {name for name in later if getattr(self, name) == type(self).model_fields[name].default}
        return sha256_hex(canonical(self.model_dump(mode="json", exclude=silent)))


class Opening(Value):
    """The start message of a new dossier: what is opened, and the proven act `submit` that opens it."""

    body: OpeningBody
    envelope: Envelope
