"""What a journal can tell: every tag with its words in Vietnamese and the fields of its detail (design §2.6).

Printed into docs/events.md. A tag's name and fields freeze in histories once used.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

__all__ = ["TAGS", "Tag", "TagSpec"]


class Tag(StrEnum):
    """What an event tells: source, subject, action."""

    SUBMITTED = "officer:dossier:submitted"
    ACCEPTED = "officer:dossier:accepted"
    REFUSED = "officer:dossier:refused"
    COMPETENT_ASSIGNED = "officer:competence:assigned"
    DIGITISED = "officer:component:digitised"
    HANDED_OVER = "officer:step:handed_over"
    TAKEN_OVER = "officer:step:taken_over"
    DECLINED = "officer:step:declined"
    COMPLETED = "officer:step:completed"
    SENT_BACK = "officer:step:sent_back"
    APPROVED = "officer:result:approved"
    REWORK = "officer:result:returned_for_rework"
    RETURNED = "officer:result:returned"
    DELIVERY_CONFIRMED = "officer:letter:delivery_confirmed"
    RETRIED = "officer:effect:retried"
    DUE_SOON = "clock:dossier:due_soon"
    OVERDUE = "clock:dossier:overdue"
    OVERDUE_AGAIN = "clock:dossier:overdue_again"
    HAND_OVER_SILENT = "clock:step:hand_over_silent"
    ANSWER_LATE = "clock:dossier:answer_late"
    RECEPTION_DECIDED = "engine:reception:decided"
    RECEPTION_DONE = "engine:reception:done"
    RECEPTION_FAILED = "engine:reception:failed"
    COORDINATION_DECIDED = "engine:coordination:decided"
    COORDINATION_DONE = "engine:coordination:done"
    COORDINATION_FAILED = "engine:coordination:failed"
    NOT_COORDINATED = "clock:competence:not_coordinated"
    DIGITISATION_DECIDED = "engine:digitisation:decided"
    DIGITISATION_DONE = "engine:digitisation:done"
    DIGITISATION_FAILED = "engine:digitisation:failed"
    TRANSFER_DECIDED = "engine:transfer:decided"
    TRANSFER_DONE = "engine:transfer:done"
    TRANSFER_FAILED = "engine:transfer:failed"
    SIGNATURE_DECIDED = "engine:signature:decided"
    SIGNATURE_DONE = "engine:signature:done"
    SIGNATURE_FAILED = "engine:signature:failed"
    RESULT_RETURN_DECIDED = "engine:result_return:decided"
    RESULT_RETURN_DONE = "engine:result_return:done"
    RESULT_RETURN_FAILED = "engine:result_return:failed"
    APOLOGY_DECIDED = "engine:apology:decided"
    APOLOGY_DONE = "engine:apology:done"
    APOLOGY_FAILED = "engine:apology:failed"
    DELIVERY_DECIDED = "engine:delivery:decided"
    DELIVERY_DONE = "engine:delivery:done"
    DELIVERY_FAILED = "engine:delivery:failed"
    ESCALATION_DECIDED = "engine:escalation:decided"
    ESCALATION_DONE = "engine:escalation:done"
    ESCALATION_FAILED = "engine:escalation:failed"
    ERRAND_DECIDED = "engine:errand:decided"
    ERRAND_UNANSWERED = "clock:errand:unanswered"
    ERRAND_DONE = "engine:errand:done"
    ERRAND_FAILED = "engine:errand:failed"
    SUPPLEMENT_REQUESTED = "officer:supplement:requested"
    SUPPLEMENT_ANSWERED = "officer:supplement:answered"
    SUPPLEMENT_CLOSED = "officer:supplement:closed_unanswered"
    SUPPLEMENT_DUE_SOON = "clock:supplement:supplement_due_soon"
    SUPPLEMENT_UNANSWERED = "clock:supplement:supplement_unanswered"
    PAYMENT_REQUESTED = "officer:payment:requested"
    PAID = "officer:payment:paid"
    PAYMENT_DUE_SOON = "clock:payment:payment_due_soon"
    UNPAID = "clock:payment:unpaid"
    REFUND_DECIDED = "engine:refund:decided"
    REFUND_DONE = "engine:refund:done"
    REFUND_FAILED = "engine:refund:failed"
    NOTICE_DECIDED = "engine:notice:decided"
    NOTICE_DONE = "engine:notice:done"
    NOTICE_FAILED = "engine:notice:failed"
    FEEDING_DECIDED = "engine:feeding:decided"
    FEEDING_DONE = "engine:feeding:done"
    FEEDING_FAILED = "engine:feeding:failed"
    UNCOLLECTED = "clock:result:uncollected"
    CONSULTED = "officer:consultation:asked"
    CONSULTATION_ANSWERED = "officer:consultation:answered"
    CONSULTATION_CANCELLED = "officer:consultation:cancelled"
    CONSULTATION_SILENT = "clock:consultation:silent"
    WORD_DECIDED = "engine:word:decided"
    WORD_DONE = "engine:word:done"
    WORD_FAILED = "engine:word:failed"
    REFUSAL_PROPOSED = "officer:result:refusal_proposed"
    WITHDRAWN = "officer:dossier:withdrawn"
    STOPPED = "officer:dossier:stopped"
    STOP_LIFTED = "officer:dossier:stop_lifted"
    STOP_CONCLUDED = "officer:dossier:stop_concluded"
    STOP_FINAL = "engine:dossier:stopped"
    SENDING_CANCELLED = "engine:sending:cancelled"
    UNDONE = "engine:dossier:undone"
    ASSIGNED = "officer:step:assigned"
    ASSIGNMENT_RELEASED = "officer:step:assignment_released"
    REASSIGNED = "officer:step:reassigned"
    EXTENDED = "officer:dossier:extended"
    URGED = "officer:dossier:urged"
    CORRECTED = "officer:dossier:corrected"
    FACT_DECIDED = "engine:fact:decided"
    FACT_DONE = "engine:fact:done"
    FACT_FAILED = "engine:fact:failed"
    REVERSED = "officer:act:reversed"
    APOLOGY_DRAFTED = "engine:apology:drafted"
    APOLOGY_SENT = "officer:apology:sent"
    APOLOGY_SIGNED = "officer:apology:signed"
    APOLOGY_SIGNATURE_DECIDED = "engine:apology_signature:decided"
    APOLOGY_SIGNATURE_DONE = "engine:apology_signature:done"
    APOLOGY_SIGNATURE_FAILED = "engine:apology_signature:failed"
    ATTRIBUTION_CONTESTED = "officer:attribution:contested"
    ATTRIBUTION_SETTLED = "officer:attribution:settled"
    ACT_REFUSED = "engine:act:refused"
    RELEASED = "engine:result:released"
    CONTINUED = "engine:run:continued"
    REPAIRED = "operator:run:started_again"
    ROOT_ROTATED = "operator:root:rotated"
    RESET_ADOPTED = "operator:run:reset_adopted"
    CLOSED = "engine:dossier:closed"
    RATED = "officer:dossier:rated"
    RESULT_CORRECTED = "officer:result:corrected"
    RESULT_CANCELLED = "officer:result:cancelled"
    CORRECTION_DECIDED = "engine:correction:decided"
    CORRECTION_DONE = "engine:correction:done"
    CORRECTION_FAILED = "engine:correction:failed"
    AFTER_OPENED = "engine:after:opened"
    AFTER_CLOSED = "engine:after:closed"
    CALENDAR_CHANGED = "officer:calendar:changed"
    PROCEDURE_MOVED = "officer:procedure:moved"
    DUTIES_PASSED = "officer:agency:succeeded"


class TagSpec(NamedTuple):
    """What an event says in Vietnamese, and the fields of its detail; `?` marks one that may be absent."""

    vi: str
    fields: tuple[str, ...]


_ACT = ("decision_id", "digest", "authenticated", "on_behalf_of?", "reason_code?", "note_id?")
_ALARM = ("due", "planned?", "fired", "lateness_seconds")
_FAILED = ("effect", "error", "attempts_over")
_LETTER = (
    "due",
    "new_due",
    "accountable_agency",
    "accountable_officer?",
    "accountable_step?",
    "excess_minutes",
    "reason_code",
    "automatic",
    "signer?",
    "on_behalf_of?",
    "note_id?",
    "withdrawn?",
)
_AFTER_PAUSE = ("due_after?", "new_due_after?")
"""The due instant after a pause; of a late dossier, the one date of its apology, if the pause moved it."""
_MOVED = ("old_due?", "new_due?", "lifted?", "newly_late?")
"""What a change of rules made of the due instant. `lifted`: the lateness that was told is none any more."""

TAGS: Final[dict[Tag, TagSpec]] = {
    Tag.SUBMITTED: TagSpec("Nộp hồ sơ", (
        *_ACT, "submission_id", "procedure", "channel", "origin", "received_at", "receiving", "competent?",
        "assisted?", "components", "stated_due?", "stated_apology_issued_on?", "stated_new_due?", "opening",
        "shift_seconds?", "group?", "part?", "fed?",
    )),
    Tag.ACCEPTED: TagSpec("Tiếp nhận hồ sơ", (*_ACT, "received_at")),
    Tag.REFUSED: TagSpec("Từ chối tiếp nhận hồ sơ", _ACT),
    Tag.COMPETENT_ASSIGNED: TagSpec("Giao cơ quan có thẩm quyền giải quyết", (*_ACT, "matter", "agency")),
    Tag.DIGITISED: TagSpec("Số hóa giấy tờ", (
        *_ACT, "component", "source", "valid_until?", "paper", "sealed_file", "size",
    )),
    Tag.HANDED_OVER: TagSpec("Chuyển hồ sơ", (*_ACT, "from_agency", "to_agency", "to_step", "silent_after")),
    Tag.TAKEN_OVER: TagSpec("Nhận bàn giao", (*_ACT, "from_agency", "waited_minutes")),
    Tag.DECLINED: TagSpec("Từ chối nhận bàn giao", (*_ACT, "from_agency")),
    Tag.COMPLETED: TagSpec("Hoàn thành bước", (*_ACT, "allotted_minutes", "used_minutes")),
    Tag.SENT_BACK: TagSpec("Trả lại bước trước", (*_ACT, "to_step", "to_agency", "silent_after")),
    Tag.APPROVED: TagSpec("Phê duyệt kết quả", (*_ACT, "outcome?")),
    Tag.REWORK: TagSpec("Yêu cầu làm lại", (*_ACT, "to_step", "to_agency", "silent_after")),
    Tag.RETURNED: TagSpec("Trả kết quả cho người nộp", (*_ACT, "evidence", "reference?")),
    Tag.DELIVERY_CONFIRMED: TagSpec("Xác nhận đã gửi văn bản xin lỗi", (*_ACT, "evidence", "reference?")),
    Tag.RETRIED: TagSpec("Cho thực hiện lại", (*_ACT, "effects")),
    Tag.DUE_SOON: TagSpec("Sắp đến hạn", (*_ALARM, "promise")),
    Tag.OVERDUE: TagSpec("Quá hạn giải quyết", _ALARM),
    Tag.OVERDUE_AGAIN: TagSpec("Lại quá hạn sau khi đã hẹn lại", _ALARM),
    Tag.ANSWER_LATE: TagSpec("Chưa trả lời hồ sơ trực tuyến đúng hạn", _ALARM),
    Tag.HAND_OVER_SILENT: TagSpec("Bên nhận chưa nhận bàn giao", (*_ALARM, "to_agency", "to_step")),
    Tag.RECEPTION_DECIDED: TagSpec("Quyết định ghi nhận hồ sơ", ("received_at", "promise", "competent?")),
    Tag.RECEPTION_DONE: TagSpec("Đã ghi nhận và hẹn trả kết quả", (
        "effect", "procedure_version", "regime", "regime_version", "calendar", "due?", "due_stated?", "provisional?",
        "book_number?", "held?",
    )),
    Tag.RECEPTION_FAILED: TagSpec("Không ghi nhận được hồ sơ", _FAILED),
    Tag.COORDINATION_DECIDED: TagSpec("Không xác định được cơ quan có thẩm quyền, đưa vào điều phối", (
        "receiving", "named?",
    )),
    Tag.COORDINATION_DONE: TagSpec("Đã đưa vào danh sách chờ điều phối", (
        "effect", "matter", "to_agency", "assign_by", "calendar?",
    )),
    Tag.COORDINATION_FAILED: TagSpec("Không đưa được vào danh sách chờ điều phối", _FAILED),
    Tag.NOT_COORDINATED: TagSpec("Chưa giao cơ quan có thẩm quyền", (*_ALARM, "matter", "to_agency")),
    Tag.DIGITISATION_DECIDED: TagSpec("Quyết định đưa giấy tờ vào kho dữ liệu", (
        "component", "document?", "source", "valid_until?", "paper",
    )),
    Tag.DIGITISATION_DONE: TagSpec("Đã đưa giấy tờ vào kho dữ liệu", ("effect", "store?")),
    Tag.DIGITISATION_FAILED: TagSpec("Không đưa được giấy tờ vào kho dữ liệu", _FAILED),
    Tag.TRANSFER_DECIDED: TagSpec("Quyết định giao hồ sơ", ("from_agency", "to_agency", "to_step")),
    Tag.TRANSFER_DONE: TagSpec("Đã giao hồ sơ điện tử", ("effect", "delivered_by")),
    Tag.TRANSFER_FAILED: TagSpec("Không giao được hồ sơ", _FAILED),
    Tag.SIGNATURE_DECIDED: TagSpec("Quyết định ký số kết quả", (
        "signer", "seal_agency", "on_behalf_of?", "refused_for?", "note_id?",
    )),
    Tag.SIGNATURE_DONE: TagSpec("Đã ký số và đóng dấu", (
        "effect", "paper", "sealed_file", "number", "signer_certificate", "seal_certificate", "taken_over?",
    )),
    Tag.SIGNATURE_FAILED: TagSpec("Không ký được kết quả", _FAILED),
    Tag.RESULT_RETURN_DECIDED: TagSpec("Quyết định ghi nhận trả kết quả", ("evidence", "reference?")),
    Tag.RESULT_RETURN_DONE: TagSpec("Đã ghi nhận trả kết quả", ("effect",)),
    Tag.RESULT_RETURN_FAILED: TagSpec("Không ghi nhận được việc trả kết quả", _FAILED),
    Tag.APOLOGY_DECIDED: TagSpec("Quyết định xin lỗi và hẹn lại", _LETTER),
    Tag.APOLOGY_DONE: TagSpec("Đã ban hành văn bản xin lỗi", (
        "effect", "paper", "sealed_file", "number", "signer_certificate?", "seal_certificate", "head_owes_signature?",
        "taken_over?", "new_due?",
    )),
    Tag.APOLOGY_FAILED: TagSpec("Không ban hành được văn bản xin lỗi", _FAILED),
    Tag.DELIVERY_DECIDED: TagSpec("Quyết định gửi văn bản xin lỗi", ("letter",)),
    Tag.DELIVERY_DONE: TagSpec("Đã gửi văn bản xin lỗi", (
        "effect", "channel", "reference", "evidence?", "taken_over?",
    )),
    Tag.DELIVERY_FAILED: TagSpec("Không gửi được văn bản xin lỗi", _FAILED),
    Tag.ESCALATION_DECIDED: TagSpec("Quyết định báo cáo cấp trên", ("to_agency", "accountable_agency")),
    Tag.ESCALATION_DONE: TagSpec("Đã báo cáo cấp trên", ("effect", "reference", "taken_over?")),
    Tag.ESCALATION_FAILED: TagSpec("Không báo cáo được cấp trên", _FAILED),
    Tag.ERRAND_DECIDED: TagSpec(
        "Quyết định báo tới hệ thống của cơ quan nhận", ("from_agency", "to_agency", "to_step", "until"),
    ),
    Tag.ERRAND_UNANSWERED: TagSpec("Hệ thống của cơ quan nhận không trả lời", (*_ALARM, "effect", "to_agency")),
    Tag.ERRAND_DONE: TagSpec("Đã báo tới cơ quan nhận", (
        "effect", "delivered_by", "reference", "error?", "taken_over?",
    )),
    Tag.ERRAND_FAILED: TagSpec("Không báo được tới cơ quan nhận", _FAILED),
    Tag.SUPPLEMENT_REQUESTED: TagSpec("Yêu cầu bổ sung, hoàn thiện hồ sơ", (
        *_ACT, "matter", "components", "answer_by?", "until?", "due_before?", "marked_late?",
    )),
    Tag.SUPPLEMENT_ANSWERED: TagSpec("Bổ sung hồ sơ", (
        *_ACT, "matter", "components", "reference?", "complete", "restarted?", *_AFTER_PAUSE,
    )),
    Tag.SUPPLEMENT_CLOSED: TagSpec("Kết thúc hồ sơ vì không được bổ sung", (*_ACT, "matter", *_AFTER_PAUSE)),
    Tag.SUPPLEMENT_DUE_SOON: TagSpec("Sắp hết thời hạn bổ sung", (*_ALARM, "matter")),
    Tag.SUPPLEMENT_UNANSWERED: TagSpec("Hết thời hạn mà chưa được bổ sung", (*_ALARM, "matter")),
    Tag.PAYMENT_REQUESTED: TagSpec("Yêu cầu thực hiện nghĩa vụ tài chính", (
        *_ACT, "matter", "amount", "at", "until", "due_before?",
    )),
    Tag.PAID: TagSpec("Đã nộp phí, lệ phí", (*_ACT, "matter", "reference", "amount", "through", *_AFTER_PAUSE)),
    Tag.PAYMENT_DUE_SOON: TagSpec("Sắp hết thời hạn nộp phí, lệ phí", (*_ALARM, "matter")),
    Tag.UNPAID: TagSpec("Hết thời hạn mà chưa nộp phí, lệ phí", (*_ALARM, "matter")),
    Tag.REFUND_DECIDED: TagSpec("Quyết định hoàn trả phí, lệ phí", ("amount", "payments", "reason_code")),
    Tag.REFUND_DONE: TagSpec("Đã lập lệnh hoàn trả phí, lệ phí", ("effect", "taken_over?")),
    Tag.REFUND_FAILED: TagSpec("Không lập được lệnh hoàn trả phí, lệ phí", _FAILED),
    Tag.NOTICE_DECIDED: TagSpec("Quyết định thông báo cho người nộp", (
        "notice", "agency", "matter?", "components?", "reason_code?", "note_id?", "until?", "amount?",
    )),
    Tag.NOTICE_DONE: TagSpec("Đã thông báo cho người nộp", (
        "effect", "notice", "letter", "channel", "reference", "evidence?", "paper?", "sealed_file?", "number?",
        "seal_certificate?", "taken_over?",
    )),
    Tag.NOTICE_FAILED: TagSpec("Không thông báo được cho người nộp", _FAILED),
    Tag.FEEDING_DECIDED: TagSpec("Quyết định báo các hồ sơ liên thông", ("group", "part", "stage", "outcome?")),
    Tag.FEEDING_DONE: TagSpec("Đã báo các hồ sơ liên thông", (
        "effect", "started?", "cancelled?", "waiting?", "taken_over?",
    )),
    Tag.FEEDING_FAILED: TagSpec("Không báo được các hồ sơ liên thông", _FAILED),
    Tag.UNCOLLECTED: TagSpec("Kết quả chưa được nhận", (*_ALARM, "released")),
    Tag.CONSULTED: TagSpec("Lấy ý kiến cơ quan khác", (*_ACT, "agencies", "on_silence", "superiors")),
    Tag.CONSULTATION_ANSWERED: TagSpec("Trả lời ý kiến", (*_ACT, "matter", "opinion", "late_minutes?")),
    Tag.CONSULTATION_CANCELLED: TagSpec("Hủy yêu cầu lấy ý kiến", (*_ACT, "matter")),
    Tag.CONSULTATION_SILENT: TagSpec("Hết thời hạn lấy ý kiến mà chưa được trả lời", (
        *_ALARM, "matter", "to_agency", "on_silence",
    )),
    Tag.WORD_DECIDED: TagSpec("Quyết định báo cơ quan", ("to_agency", "about", "matter?", "step?")),
    Tag.WORD_DONE: TagSpec("Đã báo cơ quan", ("effect", "reference", "taken_over?")),
    Tag.WORD_FAILED: TagSpec("Không báo được cơ quan", _FAILED),
    Tag.REFUSAL_PROPOSED: TagSpec("Đề xuất từ chối giải quyết", (*_ACT, "allotted_minutes", "used_minutes")),
    Tag.WITHDRAWN: TagSpec("Người nộp rút hồ sơ", (*_ACT, *_AFTER_PAUSE)),
    Tag.STOPPED: TagSpec("Dừng giải quyết", (*_ACT, "matter", "due_before?")),
    Tag.STOP_LIFTED: TagSpec("Thôi dừng giải quyết", (*_ACT, "matter", "status", "silent_after?", *_AFTER_PAUSE)),
    Tag.STOP_CONCLUDED: TagSpec("Kết luận dừng giải quyết", (*_ACT, "matter")),
    Tag.STOP_FINAL: TagSpec("Đã dừng giải quyết hồ sơ", _AFTER_PAUSE),
    Tag.SENDING_CANCELLED: TagSpec("Không gửi nữa những gì chưa gửi", ("effects",)),
    Tag.UNDONE: TagSpec("Đã thu hồi, hoàn trả xong", ()),
    Tag.ASSIGNED: TagSpec("Phân công người xử lý", (*_ACT, "officer")),
    Tag.ASSIGNMENT_RELEASED: TagSpec("Trả lại phân công", (*_ACT, "officer")),
    Tag.REASSIGNED: TagSpec("Phân công lại", (*_ACT, "officer", "from_officer")),
    Tag.EXTENDED: TagSpec("Gia hạn giải quyết", (*_ACT, "amount", "unit", "number", "old_due", "extended_due")),
    Tag.URGED: TagSpec("Đôn đốc", (*_ACT, "to_agency", "number")),
    Tag.CORRECTED: TagSpec("Đính chính thông tin", (*_ACT, "field", "old", "new")),
    Tag.FACT_DECIDED: TagSpec("Quyết định ghi đính chính", ("decision_id", "field")),
    Tag.FACT_DONE: TagSpec("Đã ghi đính chính", ("effect", "taken_over?")),
    Tag.FACT_FAILED: TagSpec("Không ghi được đính chính", _FAILED),
    Tag.REVERSED: TagSpec("Hủy thao tác nhầm", (*_ACT, "seq", "act", "silent_after?")),
    Tag.APOLOGY_DRAFTED: TagSpec("Đã dự thảo văn bản xin lỗi, chờ thủ trưởng", (
        "due", "earliest_new_due", "accountable_agency", "accountable_officer?", "accountable_step?",
        "excess_minutes", "reason_code",
    )),
    Tag.APOLOGY_SENT: TagSpec("Thủ trưởng gửi văn bản xin lỗi trước hạn", (*_ACT, "new_due")),
    Tag.APOLOGY_SIGNED: TagSpec("Thủ trưởng ký văn bản xin lỗi", _ACT),
    Tag.APOLOGY_SIGNATURE_DECIDED: TagSpec("Quyết định ký văn bản xin lỗi", _LETTER),
    Tag.APOLOGY_SIGNATURE_DONE: TagSpec("Văn bản xin lỗi đã có chữ ký của thủ trưởng", (
        "effect", "paper", "sealed_file", "number", "signer_certificate", "seal_certificate", "taken_over?",
    )),
    Tag.APOLOGY_SIGNATURE_FAILED: TagSpec("Không ký được văn bản xin lỗi", _FAILED),
    Tag.ATTRIBUTION_CONTESTED: TagSpec("Khiếu nại trách nhiệm chậm trễ", (
        *_ACT, "matter", "accountable_agency", "to_agency?",
    )),
    Tag.ATTRIBUTION_SETTLED: TagSpec("Kết luận trách nhiệm chậm trễ", (
        *_ACT, "matter", "stated_agency", "accountable_agency",
    )),
    Tag.ACT_REFUSED: TagSpec("Từ chối một yêu cầu", ("act", "error", "claimed_actor?", "decision_id?")),
    Tag.RELEASED: TagSpec("Đã có kết quả", ("late_seconds", "early_days?")),
    Tag.CONTINUED: TagSpec("Tiếp tục trong lượt chạy mới", ("events",)),
    Tag.REPAIRED: TagSpec("Khởi động lại từ sổ", (*_ACT, "run?")),
    Tag.ROOT_ROTATED: TagSpec("Thay khóa gốc", (*_ACT, "old_root", "new_root", "chain")),
    Tag.RESET_ADOPTED: TagSpec("Công nhận lượt chạy lại", (*_ACT, "from_branch", "from_seq", "from_hash")),
    Tag.CLOSED: TagSpec("Đóng hồ sơ", ("status", "late_seconds", "refused_acts")),
    Tag.RATED: TagSpec("Người nộp đánh giá", (*_ACT, "score", "criteria?", "former_score?")),
    Tag.RESULT_CORRECTED: TagSpec("Đính chính kết quả", (*_ACT, "paper", "number")),
    Tag.RESULT_CANCELLED: TagSpec("Hủy, thu hồi kết quả", (*_ACT, "paper", "number")),
    Tag.CORRECTION_DECIDED: TagSpec("Quyết định ký bản đính chính", (
        "signer", "seal_agency", "on_behalf_of?", "note_id", "supersedes",
    )),
    Tag.CORRECTION_DONE: TagSpec("Đã ký bản đính chính", (
        "effect", "paper", "sealed_file", "number", "signer_certificate", "seal_certificate", "supersedes",
        "taken_over?",
    )),
    Tag.CORRECTION_FAILED: TagSpec("Không ký được bản đính chính", _FAILED),
    Tag.AFTER_OPENED: TagSpec("Mở lại sổ sau khi kết thúc", ()),
    Tag.AFTER_CLOSED: TagSpec("Đóng sổ sau khi kết thúc", ("refused_acts",)),
    Tag.CALENDAR_CHANGED: TagSpec("Áp dụng lịch làm việc mới", (
        *_ACT, *_MOVED, "old_version", "new_version", "waits?", "old_answer_by?", "new_answer_by?", "matters?",
        "provisional?", "silent_after?", "withdrawn?", "calendar", "publication",
    )),
    Tag.PROCEDURE_MOVED: TagSpec("Chuyển sang phiên bản thủ tục khác", (
        *_ACT, *_MOVED, "old_version", "new_version", "withdrawn?", "to", "publication",
    )),
    Tag.DUTIES_PASSED: TagSpec("Cơ quan kế thừa tiếp nhận nhiệm vụ", (*_ACT, "succession", "publication")),
}  # fmt: skip
"""Every tag with its words and its detail's fields; printed into docs/events.md."""
