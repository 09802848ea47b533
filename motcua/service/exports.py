"""Evidence taken out: an auditor's, with a reason, in the access log before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.errors import Refused
from models.identifiers import DossierCode, OfficerId
from models.looks import Look
from motcua.audit.exporting import Exporting
from motcua.audit.exporting_files import packed
from motcua.register import PostgresRegister
from motcua.service.gate import Gate

__all__ = ["Exports"]


class Exports:
    """Lets auditors take evidence out."""

    def __init__(self, register: PostgresRegister, gate: Gate, exporting: Exporting) -> None:
        self._register = register
        self._gate = gate
        self._exporting = exporting

    async def write(
        self, codes: Sequence[DossierCode], to: Path, officer: OfficerId, reason: str, *, papers: bool
    ) -> None:
        """Write the evidence of dossiers to a folder or a zip file, with their papers if asked for.

        Raises InvalidInput `REASON_REQUIRED`; NotAllowed `OFFICER_MAY_NOT`; Refused `DOSSIER_UNKNOWN`,
        `EXPORT_EXISTS`, `PERSON_ERASED`; and what reading raises.
        """
        self._gate.judge(Look.EXPORT, officer, reason)
        for code in codes:
            if self._register.queries.dossier(code) is None:
                raise Refused("DOSSIER_UNKNOWN", code=code)
        with packed(to) as package:
            what = f"{Look.EXPORT.value}:papers" if papers else Look.EXPORT.value
            self._gate.note(what, officer, reason, codes)
            await self._exporting.export(codes, package, papers=papers)
