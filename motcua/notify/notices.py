"""What short messages to applicants say: subject and text, by the code of what they are about."""

from __future__ import annotations

from typing import Final, NamedTuple

from models.regime import Notice

__all__ = ["NOTICES", "NoticeText"]


class NoticeText(NamedTuple):
    """A message's subject and what it says, with `{code}` for the dossier."""

    subject: str
    text: str


NOTICES: Final[dict[str, NoticeText]] = {
    notice.value.upper(): text
    for notice, text in {
        Notice.RECEIPT: NoticeText(
            "Giấy tiếp nhận hồ sơ và hẹn trả kết quả {code}",
            "Hồ sơ {code} đã được tiếp nhận. Thời điểm hẹn trả kết quả nằm trong tệp đính kèm.",
        ),
        Notice.SUPPLEMENT: NoticeText(
            "Yêu cầu bổ sung, hoàn thiện hồ sơ {code}",
            "Hồ sơ {code} cần bổ sung, hoàn thiện. Giấy tờ cần bổ sung và thời hạn nằm trong tệp đính kèm.",
        ),
        Notice.REFUSAL: NoticeText(
            "Từ chối tiếp nhận giải quyết hồ sơ {code}",
            "Hồ sơ {code} không được tiếp nhận giải quyết. Lý do nằm trong tệp đính kèm.",
        ),
        Notice.STOP_NOTICE: NoticeText(
            "Thông báo dừng giải quyết hồ sơ {code}",
            "Hồ sơ {code} dừng giải quyết. Lý do nằm trong tệp đính kèm.",
        ),
        Notice.REGISTERED: NoticeText(
            "Đã nhận đăng ký hồ sơ {code}",
            "Hồ sơ {code} nộp trực tuyến đã đến bộ phận một cửa. Cán bộ tiếp nhận sẽ kiểm tra và trả lời.",
        ),
        Notice.SUPPLEMENT_REMINDER: NoticeText(
            "Nhắc bổ sung hồ sơ {code}",
            "Thời hạn bổ sung hồ sơ {code} sắp hết. Giấy tờ cần bổ sung đã ghi trong phiếu yêu cầu.",
        ),
        Notice.PAYMENT_REQUEST: NoticeText(
            "Đề nghị nộp phí, lệ phí hồ sơ {code}",
            "Hồ sơ {code} cần thực hiện nghĩa vụ tài chính. Xin nộp trực tuyến hoặc tại quầy; khi nộp đọc mã hồ sơ.",
        ),
        Notice.PAYMENT_REMINDER: NoticeText(
            "Nhắc nộp phí, lệ phí hồ sơ {code}",
            "Thời hạn nộp phí, lệ phí của hồ sơ {code} sắp hết.",
        ),
        Notice.RESULT_READY: NoticeText(
            "Đã có kết quả hồ sơ {code}",
            "Hồ sơ {code} đã giải quyết xong. Xin nhận kết quả theo cách đã đăng ký.",
        ),
        Notice.COLLECT_REMINDER: NoticeText(
            "Nhắc nhận kết quả hồ sơ {code}",
            "Kết quả hồ sơ {code} đã có và chưa được nhận. Xin nhận kết quả theo cách đã đăng ký.",
        ),
    }.items()
}
"""Every notice, by the code that letters bear."""
