"""Acts: what people say to a dossier, under names that freeze in histories (design §3).

An act travels in an `Envelope`; what is particular to it stands in `content`, the act's own frozen model
(models/contents).
Sameness and proof cover the canonical JSON of everything but the proof, together with code and act.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator

from models.identifiers import AgencyCode, DecisionId, DossierCode, NoteId, OfficerId, ReasonCode, StepKey
from models.proof import Proof
from models.value import Hash, Value, canonical, sha256_hex

__all__ = ["Act", "Answer", "Envelope", "digest_of"]


class Act(StrEnum):
    """The acts' wire names, frozen once used."""

    SUBMIT = "submit"
    ACCEPT_DOSSIER = "accept_dossier"
    REFUSE_DOSSIER = "refuse_dossier"
    ASSIGN_COMPETENT = "assign_competent"
    DIGITISE = "digitise"
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
    CONSULT = "consult"
    ANSWER_CONSULTATION = "answer_consultation"
    CANCEL_CONSULTATION = "cancel_consultation"
    PROPOSE_REFUSAL = "propose_refusal"
    WITHDRAW = "withdraw"
    STOP = "stop"
    LIFT_STOP = "lift_stop"
    CONCLUDE_STOP = "conclude_stop"
    START_AGAIN = "start_again"
    REQUEST_SUPPLEMENT = "request_supplement"
    ANSWER_SUPPLEMENT = "answer_supplement"
    CLOSE_UNANSWERED = "close_unanswered"
    REQUEST_PAYMENT = "request_payment"
    PAY = "pay"
    APPLY_CALENDAR = "apply_calendar"
    MOVE_PROCEDURE = "move_procedure"
    SUCCEED = "succeed"
    ASSIGN = "assign"
    RELEASE = "release"
    REASSIGN = "reassign"
    EXTEND = "extend"
    URGE = "urge"
    CORRECT = "correct"
    REVERSE = "reverse"
    SEND_APOLOGY = "send_apology"
    SIGN_APOLOGY = "sign_apology"
    CONTEST_ATTRIBUTION = "contest_attribution"
    SETTLE_ATTRIBUTION = "settle_attribution"
    RATE = "rate"
    CORRECT_RESULT = "correct_result"
    CANCEL_RESULT = "cancel_result"

    @property
    def vi(self) -> str:
        """The act's name in Vietnamese."""
        return _ACT_VI[self]


_ACT_VI = {
    Act.SUBMIT: "nộp hồ sơ",
    Act.ACCEPT_DOSSIER: "tiếp nhận hồ sơ",
    Act.REFUSE_DOSSIER: "từ chối tiếp nhận",
    Act.ASSIGN_COMPETENT: "giao cơ quan có thẩm quyền giải quyết",
    Act.DIGITISE: "số hóa giấy tờ",
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
    Act.CONSULT: "lấy ý kiến",
    Act.ANSWER_CONSULTATION: "trả lời ý kiến",
    Act.CANCEL_CONSULTATION: "hủy yêu cầu lấy ý kiến",
    Act.PROPOSE_REFUSAL: "đề xuất từ chối giải quyết",
    Act.WITHDRAW: "rút hồ sơ",
    Act.STOP: "dừng giải quyết",
    Act.LIFT_STOP: "thôi dừng giải quyết",
    Act.CONCLUDE_STOP: "kết luận dừng giải quyết",
    Act.START_AGAIN: "khởi động lại từ sổ",
    Act.REQUEST_SUPPLEMENT: "yêu cầu bổ sung",
    Act.ANSWER_SUPPLEMENT: "bổ sung hồ sơ",
    Act.CLOSE_UNANSWERED: "kết thúc vì không bổ sung",
    Act.REQUEST_PAYMENT: "yêu cầu thực hiện nghĩa vụ tài chính",
    Act.PAY: "nộp phí, lệ phí",
    Act.APPLY_CALENDAR: "áp dụng lịch mới",
    Act.MOVE_PROCEDURE: "chuyển sang phiên bản thủ tục khác",
    Act.SUCCEED: "chuyển giao nhiệm vụ cơ quan",
    Act.ASSIGN: "phân công",
    Act.RELEASE: "trả lại phân công",
    Act.REASSIGN: "phân công lại",
    Act.EXTEND: "gia hạn giải quyết",
    Act.URGE: "đôn đốc",
    Act.CORRECT: "đính chính thông tin",
    Act.REVERSE: "hủy thao tác nhầm",
    Act.SEND_APOLOGY: "gửi văn bản xin lỗi",
    Act.SIGN_APOLOGY: "ký văn bản xin lỗi",
    Act.CONTEST_ATTRIBUTION: "khiếu nại trách nhiệm chậm trễ",
    Act.SETTLE_ATTRIBUTION: "kết luận trách nhiệm chậm trễ",
    Act.RATE: "đánh giá mức độ hài lòng",
    Act.CORRECT_RESULT: "đính chính kết quả",
    Act.CANCEL_RESULT: "hủy, thu hồi kết quả",
}


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


def digest_of(code: str, act: StrEnum, envelope: Envelope) -> Hash:
    """Return the SHA-256 by which one act is the same as another: code, act and all of the envelope but the proof."""
    return sha256_hex(canonical({"code": code, "act": act.value, "envelope": envelope.body}))
