"""What proves that something reached the applicant."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from models.contents.base import Content

__all__ = ["ConfirmDelivery", "Evidence", "ReturnResult"]


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
