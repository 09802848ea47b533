"""The ten statuses of the national portal and the channels (rulebook §1)."""

from __future__ import annotations

from enum import IntEnum, StrEnum

__all__ = ["Channel", "Origin", "Status"]


class Status(IntEnum):
    """Statuses of the national portal (Cổng Dịch vụ công quốc gia)."""

    REGISTERED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    IN_PROGRESS = 4
    SUPPLEMENT = 5
    PAYMENT = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10

    @property
    def vi(self) -> str:
        """The official name."""
        return _STATUS_VI[self]


_STATUS_VI = {
    Status.REGISTERED: "Mới đăng ký",
    Status.ACCEPTED: "Được tiếp nhận",
    Status.NOT_ACCEPTED: "Không được tiếp nhận",
    Status.IN_PROGRESS: "Đang xử lý",
    Status.SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    Status.PAYMENT: "Yêu cầu thực hiện nghĩa vụ tài chính",
    Status.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    Status.STOPPED: "Dừng xử lý",
    Status.DONE: "Đã xử lý xong",
    Status.RETURNED: "Đã trả kết quả",
}


class Channel(StrEnum):
    """How a dossier was submitted (kênh thực hiện): 1 trực tiếp, 2 trực tuyến, 3 bưu chính công ích."""

    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"

    @property
    def vi(self) -> str:
        """The official name."""
        return {"direct": "trực tiếp", "online": "trực tuyến", "post": "bưu chính công ích"}[self.value]


class Origin(StrEnum):
    """Whether a dossier was born here, carried over from an older system, or follows from another's result."""

    NEW = "new"
    MIGRATED = "migrated"
    LINKED = "linked"
    """A part of linked procedures, received through its group (models/linked.py)."""
