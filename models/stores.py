"""Stores of documents that the State already has: what one of them holds is never asked of a citizen again.

A store knows a document by its owner, named by a keyed hash of the identity number, and by its kind: a name that the
catalogue gives to a paper wherever it is asked for (`can_cuoc`), or the code of the procedure whose result it is.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from models.identifiers import DossierCode
from models.value import Hash, UtcTime, Value

__all__ = ["RESULT", "DocumentKind", "Shelved", "StoreKind"]

DocumentKind = Annotated[
    str, Field(pattern=r"^(?:[a-z][a-z0-9_]{0,39}|\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?)$")
]
"""As what the stores know a document: a name of its own, or a procedure's code for that procedure's result."""


RESULT: Final = "result"
"""The source of what was issued here itself."""


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


class Shelved(Value):
    """A document in the provincial store: where its sealed file lies, and how long it is good."""

    code: DossierCode
    """The dossier from which it came, and under whose key the file is sealed."""
    paper: Hash
    """SHA-256 of the plain file, by which the store of papers has it."""
    source: str
    """What it was made from: `PaperSource`, or `RESULT`."""
    valid_until: date | None
    """Its last day; None: without an end."""
    at: UtcTime
