"""Which stated fact is corrected. The values never travel: the register seals them before the act is said."""

from __future__ import annotations

from enum import StrEnum

from models.contents.base import Content
from models.value import Hash

__all__ = ["Correct", "CorrectableField"]


class CorrectableField(StrEnum):
    """A fact of the submission that an officer may correct."""

    NAME = "applicant.name"
    IDENTITY_NUMBER = "applicant.identity_number"
    BIRTH_DATE = "applicant.birth_date"
    PHONE = "applicant.phone"
    EMAIL = "applicant.email"
    ADDRESS = "applicant.address"
    REQUEST = "request"
    SETS = "sets"

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _FIELD_VI[self]


_FIELD_VI = {
    CorrectableField.NAME: "họ tên người đề nghị",
    CorrectableField.IDENTITY_NUMBER: "số định danh",
    CorrectableField.BIRTH_DATE: "ngày sinh",
    CorrectableField.PHONE: "số điện thoại",
    CorrectableField.EMAIL: "thư điện tử",
    CorrectableField.ADDRESS: "địa chỉ",
    CorrectableField.REQUEST: "nội dung yêu cầu",
    CorrectableField.SETS: "số bộ hồ sơ",
}


class Correct(Content):
    """The fact, with the keyed digests of what was stated and of what stands from now on."""

    field: CorrectableField
    old: Hash
    new: Hash
