"""A regime: the rules under which a dossier is judged for as long as it lives, as one dated version (rulebook §0).

A regime is a chain of versions (a decree, its amendments, its circulars). Every number that the rulebook calls a
parameter stands here with a name and a unit, so that workflow code holds no constant of law.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from models.value import Nfc, Value

__all__ = [
    "ClockTime", "Confidence", "DayEnd", "Form", "FormKind", "Notice", "OnSilence", "OnSupplement", "Parameters",
    "Regime", "SecondSupplement", "Source",
]  # fmt: skip

ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day in Vietnam, `HH:MM`."""
Count = Annotated[int, Field(ge=1, le=3660)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$")]


class Confidence(StrEnum):
    """How far a statement was checked (the rulebook's marks C, K and U)."""

    CONFIRMED = "confirmed"
    KNOWN = "known"
    UNCERTAIN = "uncertain"


class Source(Value):
    """A text of law that a regime's version rests on."""

    number: Nfc
    """`118/2025/NĐ-CP`."""
    title: Nfc
    valid_from: date | None = None
    """When it entered into force; None: not known to us."""
    confidence: Confidence


class FormKind(StrEnum):
    """What a form (biểu mẫu) is for."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop_notice"
    CONTROL_SHEET = "control_sheet"
    REGISTER_BOOK = "register_book"


class Notice(StrEnum):
    """What the applicant is told: an official form, or a short message without one."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    STOP_NOTICE = "stop_notice"
    REGISTERED = "registered"
    """An online submission has come in (the automatic reply at status 1)."""
    SUPPLEMENT_REMINDER = "supplement_reminder"
    PAYMENT_REQUEST = "payment_request"
    PAYMENT_REMINDER = "payment_reminder"
    RESULT_READY = "result_ready"
    COLLECT_REMINDER = "collect_reminder"


class Form(Value):
    """An official form: its number and title under a regime."""

    kind: FormKind
    number: Annotated[str, Field(pattern=r"^\d{2}$")]
    title: Nfc
    paper: Annotated[str, Field(pattern="^(A4|A5)$")] = "A5"
    source: Nfc
    """The number of the circular that prescribes it."""


class OnSupplement(StrEnum):
    """What a supplement request after acceptance does to the clock (bổ sung)."""

    PAUSE = "pause"
    RESTART = "restart"


class SecondSupplement(StrEnum):
    """What happens to a second supplement request on one dossier."""

    REFUSE = "refuse"
    ALLOW_AND_MARK = "allow_and_mark"
    """With the head's reason; the dossier counts as late in the 766 index."""


class OnSilence(StrEnum):
    """What the silence of a consulted agency past its deadline does (lấy ý kiến)."""

    WAIT = "wait"
    PROCEED = "proceed"
    DEEMED_CONSENT = "deemed_consent"


class DayEnd(StrEnum):
    """When on the last counted working day a limit in working days ends (rulebook §2)."""

    END_OF_DAY = "end_of_day"
    SAME_TIME = "same_time"


class Parameters(Value):
    """The numbers and choices of a regime. A procedure's own statement goes before the default given here."""

    # Reception
    online_answer_hours: Count = 8
    """Working hours within which an online dossier is answered."""
    coordination_hours: Count = 8
    """Working hours within which a superior names the competent agency where the rules name none."""
    slip_optional_when_immediate: bool = True
    """Procedures returned at once give the appointment slip on request only."""
    same_day_cut_off: ClockTime = "15:00"
    """For `same_day` limits; received later, the result is due the next working day."""
    day_end: DayEnd = DayEnd.END_OF_DAY
    # Supplement
    on_supplement: OnSupplement = OnSupplement.PAUSE
    second_supplement: SecondSupplement = SecondSupplement.ALLOW_AND_MARK
    supplement_answer_days: Count = 30
    """Calendar days that the applicant has to answer; then the desk may close the dossier."""
    supplement_minimum_days: Count = 3
    """Calendar days that the applicant has at least, where the request states a day."""
    supplement_reminder_days: Annotated[int, Field(ge=0, le=366)] = 0
    """Calendar days before that at which the applicant is reminded; 0: not."""
    # Fees
    payment_days: Count = 15
    """Calendar days that the applicant has to pay; then an officer is told."""
    payment_reminder_days: Annotated[int, Field(ge=0, le=366)] = 0
    """Calendar days before that at which the applicant is reminded; 0: not."""
    # Notices to the applicant
    notices: tuple[Notice, ...] = ()
    """What the engine itself tells the applicant, under the agency's seal or as a message."""
    collect_reminder_days: Annotated[int, Field(ge=0, le=366)] = 0
    """Calendar days after the release, and after each reminder, at which the applicant is told that an uncollected
    result lies ready; 0: not."""
    collect_reminders: Annotated[int, Field(ge=0, le=99)] = 0
    """How often at most."""
    # Hand-over and consultation
    hand_over_cut_off: ClockTime = "15:00"
    """Paper goes the same working day, or at the start of the next one when received later."""
    on_silence: OnSilence = OnSilence.WAIT
    errand_hours: Annotated[int, Field(ge=0, le=720)] = 24
    """Hours in which an agency's own worker brings a hand-over into its system; then it is told another way. 0: none
    but the moment in which a worker that is there takes it."""
    # Lateness and apology
    due_soon_lead: Count = 1
    """How long before the due instant the alarm stands at which an apology is owed."""
    due_soon_unit: Annotated[str, Field(pattern="^(working_days|calendar_days)$")] = "working_days"
    short_limit_hours: Count = 8
    """Limits up to so many working hours have their alarm at a share of the time instead."""
    short_limit_share_percent: Annotated[int, Field(ge=1, le=99)] = 50
    apology_drafted: bool = False
    """At the alarm before the due instant the letter is drafted for the head who answers for the delay."""
    seal_may_stand: bool = True
    """The agency's seal alone may stand under an apology that the timer issues."""
    personal_apology_signature_required: bool
    """The head owes a personally signed apology beside the sealed letter."""
    new_dates: Annotated[int, Field(ge=0, le=9)] = 1
    """How many new dates may be promised; late again after them escalates."""
    new_date_minimum_days: Count = 1
    """Working days that a new date lies ahead at least."""
    delivery_attempts: Count = 3
    """Recorded attempts to deliver before public posting (niêm yết)."""
    public_posting_days: Count = 15
    """Days of public posting after which an apology counts as delivered."""
    # After closing
    rating_change_days: Annotated[int, Field(ge=0, le=366)] = 30
    """Calendar days from the first rating within which the applicant may change it; 0: not."""
    # Feedback (phản ánh, kiến nghị)
    feedback_answer_days: Count = 10
    """Working days within which a feedback is answered [U]."""
    feedback_repeat_days: Count = 90
    """Calendar days within which the same person's next one about the same subject counts as repeated [U]."""
    feedback_judge_days: Count = 15
    """Calendar days that the person has to say whether the answer satisfies them [U]."""
    # Publication
    publish_within_days_province: Count = 5
    publish_within_days_ministry: Count = 10
    """Working days from the công bố decision to the công khai."""


class Regime(Value):
    """One version of a regime."""

    code: Key
    """`nd61-2018`, `nd118-2025`."""
    version: Annotated[int, Field(ge=1)]
    name: Nfc
    valid_from: date
    valid_to: date | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    forms: tuple[Form, ...]
    parameters: Parameters
    verified: bool
    unverified: tuple[Nfc, ...] = ()
    """What exactly is not verified."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        kinds = [form.kind for form in self.forms]
        if len(set(kinds)) != len(kinds):
            msg = "mỗi loại biểu mẫu một lần (one form of each kind)"
            raise ValueError(msg)
        missing = set(FormKind) - {FormKind.STOP_NOTICE} - set(kinds)
        if missing:
            msg = f"thiếu biểu mẫu (forms are missing): {', '.join(sorted(missing))}"
            raise ValueError(msg)
        if self.valid_to is not None and self.valid_to < self.valid_from:
            msg = "valid_to trước valid_from (before it)"
            raise ValueError(msg)
        return self

    def form(self, kind: FormKind) -> Form | None:
        """Return the form of a kind, None where the regime knows none."""
        return next((form for form in self.forms if form.kind is kind), None)

    def in_force(self, day: date) -> bool:
        """Whether this version is in force on `day` (both ends included)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
