"""What every paper's making has in common: stored durably first, and only then named by a row."""

from __future__ import annotations

from datetime import datetime

from activities.ports import Documents, Signed
from models.identifiers import DossierCode
from models.journal import PaperKind, PaperRow

__all__ = ["stored_paper"]


def stored_paper(
    documents: Documents, code: DossierCode, kind: PaperKind, signed: Signed, *, number: str, at: datetime
) -> PaperRow:
    """Store a signed paper and return the row by which the register will name it."""
    stored = documents.put(code, signed.pdf)
    return PaperRow(
        kind=kind,
        sha256=stored.sha256,
        sealed_sha256=stored.sealed_sha256,
        size=stored.size,
        number=number,
        signed_at=at,
        certificates=signed.certificates,
    )
