"""Acts: what people say to a dossier, under names that freeze in histories (design §3).

An act travels in an `Envelope`; what is particular to it stands in `content`, the act's own frozen model.
Sameness and proof cover the canonical JSON of everything but the proof, together with code and act.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from models.errors import InvalidInput
from models.identifiers import AgencyCode, DecisionId, DossierCode, NoteId, OfficerId, ReasonCode, StepKey
from models.proof import Proof
from models.rooting import HandedOn
from models.value import Hash, Value, canonical, sha256_hex

__all__ = [
    "Act", "AdoptReset", "Answer", "ConfirmDelivery", "Content", "Envelope", "Evidence", "Nothing", "Retry",
    "ReturnForRework", "ReturnResult", "RotateRoot", "SendBack", "StartAgain", "Submit", "content_of", "digest_of",
]  # fmt: skip


class Act(StrEnum):
    """The acts' wire names, frozen once used."""

    SUBMIT = "submit"
    ACCEPT_DOSSIER = "accept_dossier"
    REFUSE_DOSSIER = "refuse_dossier"
    HAND_OVER = "hand_over"
    TAKE_OVER = "take_over"
    DECLINE_HAND_OVER = "decline_hand_over"
    COMPLETE_STEP = "complete_step"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    RETURN_FOR_REWORK = "return_for_rework"
    RETURN_RESULT = "return_result"
    CONFIRM_DELIVERY = "confirm_delivery"
    RETRY = "retry"
    ADOPT_RESET = "adopt_reset"
    ROTATE_ROOT = "rotate_root"
    START_AGAIN = "start_again"

    @property
    def vi(self) -> str:
        """The act's name in Vietnamese."""
        return _ACT_VI[self]


_ACT_VI = {
    Act.SUBMIT: "nộp hồ sơ",
    Act.ACCEPT_DOSSIER: "tiếp nhận hồ sơ",
    Act.REFUSE_DOSSIER: "từ chối tiếp nhận",
    Act.HAND_OVER: "chuyển hồ sơ",
    Act.TAKE_OVER: "nhận bàn giao",
    Act.DECLINE_HAND_OVER: "từ chối nhận bàn giao",
    Act.COMPLETE_STEP: "hoàn thành bước",
    Act.SEND_BACK: "trả lại bước trước",
    Act.APPROVE: "phê duyệt",
    Act.RETURN_FOR_REWORK: "yêu cầu làm lại",
    Act.RETURN_RESULT: "trả kết quả",
    Act.CONFIRM_DELIVERY: "xác nhận đã gửi",
    Act.RETRY: "thực hiện lại",
    Act.ADOPT_RESET: "công nhận lượt chạy lại",
    Act.ROTATE_ROOT: "thay khóa gốc",
    Act.START_AGAIN: "khởi động lại từ sổ",
}


class Content(Value):
    """The base of what is particular to an act."""


class Nothing(Content):
    """An act that needs no more than its name."""


class Submit(Content):
    """The digest of the start message whose submission is proven."""

    opening: Hash = Field(pattern=r"^[0-9a-f]{64}$")


class SendBack(Content):
    """To which earlier step; None: the one before."""

    to_step: StepKey | None = None


class ReturnForRework(Content):
    """To which handle step; None: the last one."""

    to_step: StepKey | None = None


class Evidence(StrEnum):
    """What proves that something reached the applicant (rulebook §1, "Delivered")."""

    DESK_SIGNATURE = "desk_signature"
    PORTAL_RECEIPT = "portal_receipt"
    MAIL_ACCEPTED = "mail_accepted"
    POST_TRACKING = "post_tracking"
    PUBLIC_POSTING = "public_posting"
    PERSON_ERASED = "person_erased"
    """Nobody is left whom it could reach (rulebook §6)."""

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _EVIDENCE_VI[self]


_EVIDENCE_VI = {
    Evidence.DESK_SIGNATURE: "ký nhận tại quầy",
    Evidence.PORTAL_RECEIPT: "cổng dịch vụ công xác nhận",
    Evidence.MAIL_ACCEPTED: "máy chủ thư đã nhận",
    Evidence.POST_TRACKING: "bưu chính xác nhận phát",
    Evidence.PUBLIC_POSTING: "niêm yết công khai",
    Evidence.PERSON_ERASED: "không còn người nhận, dữ liệu cá nhân đã xóa",
}


class ReturnResult(Content):
    """How the result reached the applicant. At the desk an apology letter that is still owed goes with it."""

    evidence: Evidence = Evidence.DESK_SIGNATURE
    reference: str | None = Field(default=None, pattern=r"^[A-Za-z0-9./-]{1,40}$")


class ConfirmDelivery(Content):
    """The evidence that the apology letter was delivered."""

    evidence: Evidence
    reference: str | None = Field(default=None, pattern=r"^[A-Za-z0-9./-]{1,40}$")


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


CONTENT: dict[Act, type[Content]] = dict.fromkeys(Act, Nothing) | {
    Act.SUBMIT: Submit,
    Act.SEND_BACK: SendBack,
    Act.RETURN_FOR_REWORK: ReturnForRework,
    Act.RETURN_RESULT: ReturnResult,
    Act.CONFIRM_DELIVERY: ConfirmDelivery,
    Act.RETRY: Retry,
    Act.ADOPT_RESET: AdoptReset,
    Act.ROTATE_ROOT: RotateRoot,
    Act.START_AGAIN: StartAgain,
}
"""Each act's own frozen model."""


def _hashable(content: dict[str, Any] | None) -> dict[str, Any] | None:
    """Refuse while it is read what has no canonical form (a fraction, an integer past 2^53, half a character)."""
    try:
        canonical(content)
    except (TypeError, ValueError, RecursionError):
        msg = "content without a canonical form"
        raise ValueError(msg) from None
    return content


class Envelope(Value):
    """One act of one person. `decision_id` makes repeating it harmless; `proof` says who it was."""

    decision_id: DecisionId
    actor: OfficerId
    at_step: StepKey | None = None
    """The step the person saw; if the dossier stands elsewhere by then, the act is refused."""
    reason_code: ReasonCode | None = None
    note_id: NoteId | None = None
    content: Annotated[dict[str, Any] | None, AfterValidator(_hashable)] = None
    proof: Proof | None = None
    """None is accepted by the parser only, so that the refusal can say PROOF_MISSING."""

    @property
    def body(self) -> dict[str, Any]:
        """Everything but the proof, as JSON: what sameness and proof cover."""
        return self.model_dump(mode="json", exclude={"proof"})


class Answer(Value):
    """What a dossier answers to an act: where it stands after it."""

    code: DossierCode
    seq: int
    """The seq of the event that records the act."""
    status: int
    step: StepKey | None
    holder: AgencyCode
    due: str | None
    """The due instant as `stamp` writes it; None before reception and while the clock is paused."""


def content_of(act: Act, envelope: Envelope) -> Content:
    """Read an envelope's content by the act's own model. Raises InvalidInput (`ACT_CONTENT_MALFORMED`)."""
    try:
        return CONTENT[act].model_validate(envelope.content or {})
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"]) or "content"
        raise InvalidInput("ACT_CONTENT_MALFORMED", act=act.value, field=field) from None


def digest_of(code: DossierCode, act: Act, envelope: Envelope) -> Hash:
    """Return the SHA-256 by which one act is the same as another: code, act and all of the envelope but the proof."""
    return sha256_hex(canonical({"code": code, "act": act.value, "envelope": envelope.body}))
