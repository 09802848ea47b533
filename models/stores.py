"""Stores of documents that the State already has: what one of them holds is never asked of a citizen again."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["StoreKind"]


class StoreKind(StrEnum):
    """Whose store it is (rulebook §1, "Forbidden")."""

    NATIONAL = "national"
    SECTOR = "sector"
    PROVINCE = "province"
    """What was digitised here, and the results issued here before (kho dữ liệu của tổ chức, cá nhân)."""

    @property
    def vi(self) -> str:
        """What a person calls it."""
        return _VI[self]


_VI = {
    StoreKind.NATIONAL: "cơ sở dữ liệu quốc gia",
    StoreKind.SECTOR: "cơ sở dữ liệu chuyên ngành",
    StoreKind.PROVINCE: "kho dữ liệu của tỉnh",
}
